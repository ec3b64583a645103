"""Writing the text."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.decisions import require
from comms.core.errors import IllegalTransition, Invalid
from comms.core.records import found
from comms.core.states import change
from comms.org.models import Role, Unit, User
from comms.org.selectors import held_roles
from press.releases import content, kinds, policies
from press.releases.models import Release, ReleaseTask, ReleaseUnit, ReleaseVersion
from press.releases.services.common import check_version, content_of, taken
from press.releases.states import Kind, State
from tasks.models import Task

MAX_UNITS = 20


@transaction.atomic
def release_create(
    *,
    actor: User,
    title: str,
    kind: str = Kind.PRESS_RELEASE,
    units: Sequence[Unit] = (),
    tasks: Sequence[Task] = (),
    illustrative: Sequence[str] = (),
    **fields: Any,
) -> Release:
    """Begin a draft.  `units`: the lead unit first (the author's own when none); `fields`: the rest of the text.

    Raises NotAllowed, Invalid, NotVisible for a task that the actor may not see.
    """
    require(policies.may_create(actor))
    if kind == Kind.ERRATUM:
        raise Invalid.field("kind", _("An erratum is made from the release that it corrects."), code="erratum")
    release = Release(author=actor, desk_unit=_desk_unit(actor, units))
    fields |= {"title": title, "kind": kind, "illustrative": list(illustrative)}
    return draft(actor, release, units, tasks, fields)


@transaction.atomic
def release_update(*, actor: User, release_id: UUID, version: int, **fields: Any) -> Release:
    """Change the text of a draft; `units` and `tasks` replace the lists.  Every edit voids the signatures.

    Raises NotAllowed, StaleVersion, IllegalTransition outside the draft, Invalid.
    """
    release = taken(actor, release_id)
    require(policies.may_update(actor, release))
    check_draft(release, version)
    units: Sequence[Unit] | None = fields.pop("units", None)
    tasks: Sequence[Task] | None = fields.pop("tasks", None)
    fields = _checked(fields)
    if fields.get("kind", release.kind) != release.kind and Kind.ERRATUM in (fields["kind"], release.kind):
        raise Invalid.field("kind", _("An erratum is made from the release that it corrects."), code="erratum")
    if units is not None:
        _set_units(release, units)
    if tasks is not None:
        _set_tasks(actor, release, tasks)
    fields |= _examples_marked(release, fields)
    sha256 = content.digest(content_of(release))
    change(release, expected_version=version, content_sha256=sha256, round=release.round + 1, **fields)
    keep_version(actor, release)
    record(actor=actor, action="press.release.updated", target=release, content_sha256=sha256, fields=sorted(fields))
    return release


@transaction.atomic
def release_link_task(*, actor: User, release_id: UUID, task_id: UUID, version: int) -> Release:
    """Name a task on which this release is work.  While it is a draft: the task decides on whose head must sign."""
    release = taken(actor, release_id)
    require(policies.may_update(actor, release))
    check_draft(release, version)
    task = found(Task.objects.visible_to(actor), pk=task_id)
    ReleaseTask.objects.get_or_create(release=release, task=task)
    change(release, expected_version=version, round=release.round + 1)
    record(actor=actor, action="press.release.task_linked", target=release, task_id=task.pk)
    return release


def draft(
    actor: User,
    release: Release,
    units: Sequence[Unit],
    tasks: Sequence[Task],
    fields: Mapping[str, Any],
    *,
    taken_over: Sequence[UUID] = (),
) -> Release:
    """Store a new draft with its links and its first version, in the caller's transaction.

    `taken_over`: ids of tasks that come with another release, whether the actor sees them or not.
    """
    _examples_marked(release, _checked(fields))
    release.save(force_insert=True)
    _set_units(release, units or [release.desk_unit])
    _set_tasks(actor, release, tasks)
    ReleaseTask.objects.bulk_create(ReleaseTask(release=release, task_id=pk) for pk in taken_over)
    release.content_sha256 = content.digest(content_of(release))
    release.save(update_fields=["content_sha256"])
    keep_version(actor, release)
    record(actor=actor, action="press.release.created", target=release, content_sha256=release.content_sha256)
    return release


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in their stored form.  Raises Invalid; TypeError for a field that no caller may write."""
    known = {*content.PLAIN, "scheduled_for", "illustrative", "correction_note", "correction_major"}
    if unknown := set(fields) - known:
        raise TypeError(f"a release has no writable field {', '.join(sorted(unknown))}")
    fields = _without_a_time(fields)
    return content.cleaned(fields)


def _examples_marked(release: Release, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Set the fields; a part that is left as the example of its kind is marked as one, until somebody writes it."""
    before = kinds.examples(release)
    for name, value in fields.items():
        setattr(release, name, value)
    release.illustrative = sorted((set(release.illustrative) - before) | kinds.examples(release))
    return {"illustrative": release.illustrative}


def _without_a_time(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The time of the issue is set by scheduling what is approved.  Raises Invalid for a draft that names one."""
    if fields.get("scheduled_for") is not None:
        raise Invalid.field(
            "scheduled_for", _("Only an approved release gets a time: schedule it then."), code="not_approved"
        )
    return {name: value for name, value in fields.items() if name != "scheduled_for"}


def check_draft(release: Release, version: int | None) -> None:
    check_version(release, version)
    if release.state != State.DRAFT:
        raise IllegalTransition(_("Only a draft can be edited. Have it returned first."))


def _desk_unit(actor: User, units: Sequence[Unit]) -> Unit:
    own = [role.unit for role in held_roles(actor) if role.kind == Role.Kind.PRESS_OFFICER]
    named = {unit.pk for unit in units}
    return next((unit for unit in own if unit.pk in named), own[0])


def _set_units(release: Release, units: Sequence[Unit]) -> None:
    unique = list({unit.pk: unit for unit in units}.values())
    if not unique:
        raise Invalid.field("units", _("A release speaks for at least one unit."), code="required")
    if len(unique) > MAX_UNITS:
        raise Invalid.field("units", _("At most %(limit)s units.") % {"limit": MAX_UNITS}, code="max_length")
    release.unit_rows.all().delete()
    ReleaseUnit.objects.bulk_create(
        ReleaseUnit(release=release, unit=unit, position=position) for position, unit in enumerate(unique)
    )


def _set_tasks(actor: User, release: Release, tasks: Sequence[Task]) -> None:
    """Replace the tasks, as far as the actor sees them: what is hidden from this person neither comes nor goes."""
    wanted, there = {task.pk for task in tasks}, set(release.task_rows.values_list("task_id", flat=True))
    visible = set(Task.objects.visible_to(actor).filter(pk__in=wanted | there).values_list("pk", flat=True))
    if wanted - there - visible:
        raise Invalid.field("tasks", _("There is no such task."), code="does_not_exist")
    release.task_rows.filter(task__in=(there & visible) - wanted).delete()
    # In the order given: of two tasks whose units are of one line, the first names the unit that signs.
    new = [pk for pk in dict.fromkeys(task.pk for task in tasks) if pk not in there]
    ReleaseTask.objects.bulk_create(ReleaseTask(release=release, task_id=pk) for pk in new)


def keep_version(actor: User, release: Release) -> None:
    ReleaseVersion.objects.create(
        release=release,
        number=release.version,
        content=content.canonical(content_of(release)),
        content_sha256=release.content_sha256,
        author=actor,
    )
