"""Handing over open work in one reviewed act: of a person, of a unit, of a unit that was reorganised."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record, record_each
from comms.core import clock
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.org.models import Unit, User
from comms.org.selectors import present_successors, units_held
from plans import validation
from plans.models import Plan
from tasks import policies
from tasks.models import Handover, HandoverLine, Participation, Task, TaskTransition
from tasks.selectors.handovers import HandoverPreview, Moving, handover_preview, open_tasks, worked_in, works_in
from tasks.services.common import refresh_access
from tasks.services.parts import keep_parts
from tasks.services.standing import keep_standings
from tasks.states import HandoverKind, ParticipationRole

BATCH = 1000
VERB = "hand_over"
HANDOVER_CHANGED = _("Other work would move than what you have looked at. Look at it again.")
_PROGRESS = ("assigned", "delivered", "confirmed")


def handover_review(
    *,
    actor: User,
    kind: str,
    from_unit: Unit,
    from_person: str = "",
    to_unit: Unit | None = None,
    to_person: str = "",
    choices: Mapping[UUID, Unit] | None = None,
) -> HandoverPreview:
    """What `handover_make` would do with the same arguments now.  Writes nothing.

    Raises NotAllowed, Conflict (`no_successor`), Invalid.
    """
    giving, taking, successors = _sides(actor, kind, from_unit, from_person, to_unit, to_person)
    _check_choices(choices or {}, successors)
    return handover_preview(
        kind=kind,
        from_unit=from_unit,
        from_person=giving,
        to_unit=to_unit,
        to_person=taking,
        successors=successors,
        choices=choices,
    )


@transaction.atomic
def handover_make(
    *,
    actor: User,
    kind: str,
    from_unit: Unit,
    reason: str,
    from_person: str = "",
    to_unit: Unit | None = None,
    to_person: str = "",
    choices: Mapping[UUID, Unit] | None = None,
    reviewed: str = "",
) -> Handover:
    """Hand over all open work, or none of it.

    - `person`: the parts in which `from_person` is in charge for `from_unit` go to `to_person` of the same unit.
    - `unit`: the parts of `from_unit` go to `to_unit`.
    - `reorganisation`: the parts of a unit that has ended go to its present successor; where there are several,
      `choices` names one for each task.

    Verified and cancelled tasks, closed plans and what was reported keep the old names.  Where the taking unit has a
    part in a task already, the two become one.  `reviewed` is the fingerprint of the preview; with it the act is
    refused once something else would move.  Raises NotAllowed, Invalid, Conflict (`nothing_to_hand_over`,
    `handover_changed`, `no_successor`).
    """
    reason = validation.require_reason(reason)
    giving, taking, successors = _sides(actor, kind, from_unit, from_person, to_unit, to_person)
    _check_choices(choices or {}, successors)
    tasks, plans = _lock(actor, open_tasks(kind, from_unit, giving))
    preview = handover_preview(
        kind=kind,
        from_unit=from_unit,
        from_person=giving,
        to_unit=to_unit,
        to_person=taking,
        successors=successors,
        choices=choices,
        among=tasks.keys(),
    )
    if reviewed and reviewed != preview.reviewed:
        raise Conflict(HANDOVER_CHANGED, code="handover_changed")
    if not preview.moving:
        raise Conflict(_("There is no open work to hand over."), code="nothing_to_hand_over")
    if preview.undecided:
        missing = _("Name the successor for each of the %(count)s tasks.") % {"count": len(preview.undecided)}
        raise Invalid.field("choices", missing, code="undecided")
    _require_existing(preview)
    handover = Handover.objects.create(
        kind=kind,
        from_unit=from_unit,
        from_person=giving,
        reason=reason,
        at=clock.now(),
        actor_id=actor.pk,
        actor_label=actor.audit_label(),
        actor_unit=actor.audit_unit(),
    )
    HandoverLine.objects.bulk_create(
        (
            HandoverLine(handover=handover, task=one.task, role=one.role, to_unit=_taker(one), to_person=one.to_person)
            for one in preview.moving
        ),
        batch_size=BATCH,
    )
    told = [(tasks[one.task.pk], _told(handover, one)) for one in preview.moving]
    if kind == HandoverKind.PERSON:
        parts = [part.pk for one in preview.moving for part in one.parts]
        Participation.objects.filter(pk__in=parts).update(person=taking)
        _raise_versions([task for task, _data in told])
    else:
        _move(preview, tasks, actor, reason)
        refresh_access(*plans)
    record(actor=actor, action="tasks.handover.made", target=handover, kind=kind, tasks=len(told), reason=reason)
    record_each(actor=actor, action="tasks.task.handed_over", targets=told)
    return handover


def _sides(
    actor: User, kind: str, from_unit: Unit, from_person: str, to_unit: Unit | None, to_person: str
) -> tuple[User | None, User | None, list[Unit]]:
    """The person who gives, the person who takes, the present successors; each where the kind has it."""
    today = clock.today()
    if kind == HandoverKind.PERSON:
        require(policies.may_hand_over_person(actor, from_unit))
        taking = _person("to_person", to_person)
        if taking is None or not works_in(taking, from_unit):
            raise Invalid.field("to_person", _("There is no such person in this unit."), code="does_not_exist")
        giving = _person("from_person", from_person)
        if giving is None or not worked_in(giving, from_unit):
            raise Invalid.field("from_person", _("There is no such person in this unit."), code="does_not_exist")
        if giving == taking:
            raise Invalid.field("to_person", _("Work is handed over to somebody else."), code="same")
        return giving, taking, []
    if kind == HandoverKind.UNIT:
        require(policies.may_hand_over_unit(actor))
        if to_unit is None:
            raise Invalid.field("to_unit", _("Name the unit that takes the work."), code="required")
        if to_unit == from_unit:
            raise Invalid.field("to_unit", _("Work is handed over to another unit."), code="same")
        validation.require_unit_valid(to_unit, today, field="to_unit")
        return None, None, []
    if kind != HandoverKind.REORGANISATION:
        raise Invalid.field("kind", _("This is not one of the choices."), code="invalid_choice")
    successors = present_successors(from_unit)
    require(policies.may_hand_over_reorganised(actor, successors))
    if from_unit.is_valid_on(today):
        raise Invalid.field("from_unit", _("This unit still exists: its work is its own."), code="unit_valid")
    if not successors:
        raise Conflict(_("No present unit carries on the work of this one."), code="no_successor")
    return None, None, successors


def _person(field: str, username: str) -> User | None:
    """An account by its name, also one that was closed: its work is what is handed over."""
    people = User.objects.filter(username=username)
    return (people if field == "from_person" else people.filter(is_active=True)).first()


def _check_choices(choices: Mapping[UUID, Unit], successors: list[Unit]) -> None:
    if any(unit not in successors for unit in choices.values()):
        detail = _("A task goes to one of the units that carry on the work.")
        raise Invalid.field("choices", detail, code="no_successor")


def _lock(actor: User, ids: Iterable[UUID]) -> tuple[dict[UUID, Task], list[Plan]]:
    """The tasks and then their plans, each in the order of their keys."""
    rows = Task.objects.visible_to(actor).filter(pk__in=list(ids)).order_by("pk")
    tasks = {task.pk: task for task in rows.select_for_update(no_key=True, of=("self",))}
    plans = Plan.objects.filter(pk__in={task.plan_id for task in tasks.values()}).order_by("pk")
    return tasks, list(plans.select_for_update(no_key=True))


def _require_existing(preview: HandoverPreview) -> None:
    """The taking units exist today, and are held until the act is done."""
    takers = {_taker(one).pk for one in preview.moving}
    if preview.kind == HandoverKind.PERSON:
        return
    for unit in units_held(takers).values():
        validation.require_unit_valid(unit, clock.today(), field="to_unit")


def _taker(moving: Moving) -> Unit:
    if moving.to_unit is None:
        raise LookupError(f"task {moving.task.pk} has no taking unit")
    return moving.to_unit


def _move(preview: HandoverPreview, tasks: dict[UUID, Task], actor: User, reason: str) -> None:
    """Parts, lead units, steps and standings; the same few statements for each thousand tasks and each taking unit."""
    gone, rewritten = [], []
    by_taker: dict[UUID, list[Moving]] = {}
    for one in preview.moving:
        by_taker.setdefault(_taker(one).pk, []).append(one)
        if one.absorbs:
            remains, absorbed = _join(one)
            gone += absorbed
            rewritten.append(remains)
    Participation.objects.filter(pk__in=gone).delete()
    keeps_person = preview.kind == HandoverKind.REORGANISATION
    for taker, moving in by_taker.items():
        parts = Participation.objects.filter(pk__in={part.pk for one in moving for part in one.parts} - set(gone))
        parts.update(unit=taker, **({} if keeps_person else {"person": None}))
        led = [one.task.pk for one in moving if one.role == ParticipationRole.LEAD]
        Task.objects.filter(pk__in=led).update(lead_unit=taker)
        for pk in led:
            tasks[pk].lead_unit_id = taker
    Participation.objects.bulk_update(rewritten, ["deliverable", "due_on"], batch_size=BATCH)
    moved = [tasks[one.task.pk] for one in preview.moving]
    _raise_versions(moved)
    _write_steps(
        [tasks[one.task.pk] for one in preview.moving if one.role == ParticipationRole.LEAD], actor=actor, reason=reason
    )
    keep_standings(moved)
    keep_parts(task.pk for task in moved)


def _join(moving: Moving) -> tuple[Participation, list[UUID]]:
    """Make the moving parts and those of the taking unit one: what remains, and the keys of what goes into it.

    The lead remains; of coordinating parts the one that is least far, with what each owed, by the earliest date.
    """
    parts = [*moving.parts, *moving.absorbs]
    remains = min(parts, key=lambda part: (part.role != ParticipationRole.LEAD, _PROGRESS.index(part.state)))
    if remains.role != ParticipationRole.LEAD:
        remains.deliverable = "; ".join(dict.fromkeys(part.deliverable for part in parts if part.deliverable))
        remains.due_on = min((part.due_on for part in parts if part.due_on is not None), default=None)
    return remains, [part.pk for part in parts if part is not remains]


def _raise_versions(tasks: list[Task]) -> None:
    now = clock.now()
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(version=F("version") + 1, updated_at=now)
    for task in tasks:
        task.version, task.updated_at = task.version + 1, now


def _write_steps(tasks: list[Task], *, actor: User, reason: str) -> None:
    """A step of each task that another unit leads from now on; its state stays."""
    steps = TaskTransition.objects.filter(task__in=[task.pk for task in tasks]).order_by()
    last = dict(steps.values_list("task").annotate(last=Max("seq")))
    TaskTransition.objects.bulk_create(
        (
            TaskTransition(
                task=task,
                seq=last.get(task.pk, 0) + 1,
                at=clock.now(),
                actor_id=actor.pk,
                actor_label=actor.audit_label(),
                actor_unit=actor.audit_unit(),
                verb=VERB,
                from_state=task.state,
                to_state=task.state,
                lead_unit_id=task.lead_unit_id,
                reason=reason,
            )
            for task in tasks
        ),
        batch_size=BATCH,
    )


def _told(handover: Handover, one: Moving) -> dict[str, Any]:
    """One task's part of the act, as its evidence keeps it; asked before anything moves."""
    giving = one.parts[0].person if one.to_person else one.parts[0].unit
    taking = one.to_person or _taker(one)
    data: dict[str, Any] = {
        "handover": handover.pk,
        "role": one.role,
        "from_to": [_name(giving), _name(taking)],
        "reason": handover.reason,
    }
    if one.absorbs:
        data["joined"] = [{"role": part.role, "deliverable": part.deliverable} for part in one.absorbs]
    return data


def _name(side: User | Unit | None) -> str:
    return side.username if isinstance(side, User) else side.code if side is not None else ""
