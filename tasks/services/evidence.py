"""What proves the work."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.errors import IllegalTransition, Invalid
from comms.core.records import locked
from comms.files.services import file_store
from comms.org.models import User
from tasks import policies
from tasks.models import Evidence, Task, TaskUpdate
from tasks.services.common import line, lock_task, permit
from tasks.states import UPDATE_STATES, EvidenceKind

BY_PEOPLE = frozenset({EvidenceKind.FILE, EvidenceKind.LINK})
_is_https = URLValidator(schemes=["https"])


@dataclass(frozen=True)
class EvidenceInput:
    """A file (`upload`) or a link (`url`, https only), with a title; a file without one is called by its name."""

    title: str = ""
    upload: Any = None
    url: str = ""


@transaction.atomic
def evidence_add(
    *,
    actor: User,
    task_id: UUID,
    kind: str,
    title: str = "",
    upload: Any = None,
    url: str = "",
    object_id: UUID | None = None,
) -> Evidence:
    """Add one piece of evidence.

    `file` and `link` are given by people of the lead unit while the task is worked on.  The other kinds are facts that
    an upper room reports (`object_id`): its service has checked its own rights, the task's state does not matter, and
    the same object is kept once.  Raises NotVisible, NotAllowed, IllegalTransition, Invalid.
    """
    if kind in BY_PEOPLE:
        task = lock_task(actor, task_id)
        permit(policies.may_add_evidence(actor, task))
        require_reporting_state(task)
        given = EvidenceInput(title=title, upload=upload, url=url)
        if (kind == EvidenceKind.FILE) != (upload is not None) or object_id is not None:
            raise Invalid.field("kind", _("A file needs an upload, a link needs an address."), code="invalid")
        evidence = write_evidence(task, given, actor=actor)
    else:
        if kind not in EvidenceKind.values or object_id is None or upload is not None or url:
            raise Invalid.field("kind", _("This kind of evidence is not known."), code="invalid_choice")
        task = locked(Task.objects.all(), task_id)
        known: Evidence | None = task.evidence.filter(kind=kind, object_id=object_id).first()
        if known is not None:
            return known
        evidence = Evidence.objects.create(
            **line(task, Evidence.objects, actor), kind=kind, title=title[:300], object_id=object_id
        )
    sha256 = evidence.file.sha256 if evidence.file else ""
    record(actor=actor, action="tasks.evidence.added", target=task, kind=kind, title=evidence.title, sha256=sha256)
    return evidence


def require_reporting_state(task: Task) -> None:
    """Raises IllegalTransition unless the task is being worked on."""
    if task.state not in UPDATE_STATES:
        raise IllegalTransition(
            _("Progress and evidence are reported while a task is worked on; this one is “%(state)s”.")
            % {"state": task.get_state_display()}
        )


def write_evidence(task: Task, given: EvidenceInput, *, actor: User, update: TaskUpdate | None = None) -> Evidence:
    """The row of a file or a link, under the locked task.  Raises Invalid."""
    title = given.title.strip()
    if len(title) > 300:
        raise Invalid.field("title", _("The title is longer than 300 characters."), code="max_length")
    if (given.upload is None) == (given.url == ""):
        raise Invalid.field("file", _("Give a file or a link, exactly one."), code="one_of")
    fields: dict[str, Any]
    if given.upload is not None:
        stored = file_store(actor=actor, upload=given.upload, subject=task)
        fields = {"kind": EvidenceKind.FILE, "file": stored, "title": title or stored.name[:300]}
    else:
        url = _checked_url(given.url)
        fields = {"kind": EvidenceKind.LINK, "url": url, "title": title or url[:300]}
    return Evidence.objects.create(**line(task, Evidence.objects, actor), update=update, **fields)


def _checked_url(url: str) -> str:
    url = url.strip()
    try:
        if len(url) > 1000:
            raise ValidationError("too long")
        _is_https(url)
    except ValidationError as error:
        detail = _("A link is a complete address that begins with https:// and has at most 1,000 characters.")
        raise Invalid.field("url", detail, code="invalid") from error
    return "https" + url[5:]
