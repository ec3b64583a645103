"""Files that go out with the text.  They are part of what is signed: each change is an edit of the draft."""

from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.checks import line
from comms.core.decisions import require
from comms.core.errors import FieldError, Invalid
from comms.core.records import found
from comms.core.states import change
from comms.files.services import content_store, file_store
from comms.org.models import User
from press.releases import content, pictures, policies
from press.releases.content import Limit
from press.releases.models import Release, ReleaseAttachment
from press.releases.services.common import content_of, taken
from press.releases.services.drafting import check_draft, keep_version

Role = ReleaseAttachment.Role
_WORDS = {"caption": Limit.CAPTION, "alt": Limit.CAPTION, "credit": 100}
_OUT_OF_THE_WAY = 1000


@transaction.atomic
def release_attach(
    *, actor: User, release_id: UUID, file: File, role: str, version: int | None = None, **words: Any
) -> ReleaseAttachment:
    """Add a picture or a document to a draft, at the end.  `words`: caption, alt, credit.

    A picture is written anew without its metadata; a document is kept as it came.
    Raises NotAllowed, StaleVersion, IllegalTransition outside the draft, Invalid (a picture without `alt`, one that is
    none, and what `comms.files` refuses).
    """
    release = _draft(actor, release_id, version)
    if role not in Role.values:
        raise Invalid.field("role", _("A file is a picture or a document."), code="choice")
    words = _checked(role, {**dict.fromkeys(_WORDS, ""), **words})
    places = list(release.attachment_rows.values_list("position", flat=True))
    if len(places) >= Limit.ATTACHMENTS:
        raise Invalid.field("file", _("At most %(limit)s files.") % {"limit": Limit.ATTACHMENTS}, code="max_length")
    if role == Role.PICTURE:
        data, ending = pictures.rewritten(file, _("A picture is a JPEG, PNG or WebP file."))
        name = f"{PurePath(file.name or '').stem or 'picture'}.{ending}"
        stored = content_store(actor=actor, content=data, name=name, subject=release)
    else:
        stored = file_store(actor=actor, upload=file, subject=release)
    row = ReleaseAttachment.objects.create(
        release=release, file=stored, role=role, position=max(places, default=-1) + 1, **words
    )
    _edited(actor, release, version, "attached", file=stored.name, sha256=stored.sha256)
    return row


@transaction.atomic
def release_describe(
    *,
    actor: User,
    release_id: UUID,
    attachment_id: UUID,
    version: int | None = None,
    position: int | None = None,
    **words: Any,
) -> ReleaseAttachment:
    """Change caption, alt, credit, or the place among the files (from 0).  Raises as `release_attach`, NotVisible."""
    release = _draft(actor, release_id, version)
    row = found(release.attachment_rows.select_related("file"), pk=attachment_id)
    words = _checked(row.role, words)
    for name, value in words.items():
        setattr(row, name, value)
    row.save(update_fields=list(words))
    if position is not None:
        _place(release, row, position)
    _edited(actor, release, version, "attachment_described", file=row.file.name, fields=sorted(words))
    row.refresh_from_db()
    return row


@transaction.atomic
def release_detach(*, actor: User, release_id: UUID, attachment_id: UUID, version: int | None = None) -> Release:
    """Take a file off a draft.  Its bytes go too: what should not go out is kept nowhere; the versions and the history
    keep its name and SHA-256.  Raises as `release_attach`, NotVisible."""
    release = _draft(actor, release_id, version)
    row = found(release.attachment_rows.select_related("file"), pk=attachment_id)
    name, sha256 = row.file.name, row.file.sha256
    row.delete()
    row.file.delete()
    _edited(actor, release, version, "detached", file=name, sha256=sha256)
    return release


def _draft(actor: User, release_id: UUID, version: int | None) -> Release:
    release = taken(actor, release_id)
    require(policies.may_update(actor, release))
    check_draft(release, version)
    return release


def _checked(role: str, words: dict[str, Any]) -> dict[str, str]:
    """Every complaint at once."""
    checked: dict[str, str] = {}
    errors: dict[str, list[FieldError]] = {}
    for name, value in words.items():
        try:
            checked[name] = line(name, value, _WORDS[name])
        except Invalid as error:
            errors.update({key: list(found) for key, found in error.errors.items()})
    if role == Role.PICTURE and checked.get("alt") == "":
        errors["alt"] = [FieldError("required", _("Say what the picture shows, for those who do not see it."))]
    if errors:
        raise Invalid(errors)
    return checked


def _place(release: Release, row: ReleaseAttachment, position: int) -> None:
    order = list(release.attachment_rows.order_by("position").values_list("pk", flat=True))
    order.remove(row.pk)
    order.insert(position, row.pk)
    release.attachment_rows.update(position=F("position") + _OUT_OF_THE_WAY)
    for place, pk in enumerate(order):
        ReleaseAttachment.objects.filter(pk=pk).update(position=place)


def _edited(actor: User, release: Release, version: int | None, verb: str, **facts: Any) -> None:
    """What every edit of the text does: a new hash, a new round, a version, evidence."""
    sha256 = content.digest(content_of(release))
    change(release, expected_version=version, content_sha256=sha256, round=release.round + 1)
    keep_version(actor, release)
    record(actor=actor, action=f"press.release.{verb}", target=release, content_sha256=sha256, **facts)
