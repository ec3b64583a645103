"""What a handover would move, and how: read by the preview and, under lock, by the act itself."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from comms.org.models import Role, Unit, User
from comms.org.selectors import units_acted_for, units_in_line
from plans.states import PlanState
from tasks.models import Handover, HandoverLine, Participation, Task
from tasks.selectors.participants import work_units
from tasks.states import ENDED_STATES, HandoverKind, ParticipationRole

MOVING_PLANS = (PlanState.DRAFT, PlanState.SUBMITTED, PlanState.ISSUED, PlanState.IN_PROGRESS)


@dataclass
class Moving:
    """One task that changes hands.

    `parts` move; `absorbs` are parts that the taking unit has already: they become one with them.  `to_unit` is None
    while a choice between several successors is missing.
    """

    task: Task
    parts: list[Participation]
    to_unit: Unit | None
    to_person: User | None = None
    absorbs: list[Participation] = field(default_factory=list)

    @property
    def role(self) -> str:
        """What the giving side was in this task: the lead, if in any part."""
        roles = {part.role for part in self.parts}
        return ParticipationRole.LEAD if ParticipationRole.LEAD in roles else ParticipationRole.COORDINATING

    def get_role_display(self) -> Any:
        return ParticipationRole(self.role).label

    @property
    def joins(self) -> bool:
        """Does the taking unit have a part in the task already, so that the two become one?"""
        return bool(self.absorbs)


@dataclass
class HandoverPreview:
    """What moves, in the order of plans and documents."""

    kind: str
    from_unit: Unit
    from_person: User | None
    successors: Sequence[Unit]
    moving: list[Moving]

    @property
    def successor_ids(self) -> list[UUID]:
        return [unit.pk for unit in self.successors]

    @property
    def undecided(self) -> list[Moving]:
        return [one for one in self.moving if one.to_unit is None]

    @property
    def reviewed(self) -> str:
        """A fingerprint of what would move as it is now: who confirms names what was looked at.  Which successor takes
        a task is chosen after the look, and does not change it."""
        lines = sorted(f"{one.task.pk} {one.task.version} {one.role}" for one in self.moving)
        taking: set[Any] = {one.to_person.pk for one in self.moving if one.to_person is not None}
        if self.kind == HandoverKind.UNIT:
            taking = {one.to_unit.pk for one in self.moving if one.to_unit is not None}
        told = f"{self.kind} {self.from_unit.pk} {sorted(taking)} {sorted(self.successor_ids)} {lines}"
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def open_tasks(kind: str, from_unit: Unit, from_person: User | None) -> set[UUID]:
    """Ids of the tasks, not ended and in plans that are not closed, in which the giving side has a part."""
    return set(_parts(kind, from_unit, from_person).values_list("task_id", flat=True))


def handover_preview(
    *,
    kind: str,
    from_unit: Unit,
    from_person: User | None = None,
    to_unit: Unit | None = None,
    to_person: User | None = None,
    successors: Sequence[Unit] = (),
    choices: Mapping[UUID, Unit] | None = None,
    among: Collection[UUID] | None = None,
) -> HandoverPreview:
    """What the handover would move; `among` narrows it to locked tasks.  Three queries.

    A task goes to `to_unit`, or to its only successor, or to the one named for it in `choices`.
    """
    rows = _parts(kind, from_unit, from_person).select_related("task__plan", "task__lead_unit", "unit", "person")
    if among is not None:
        rows = rows.filter(task__in=among)
    by_task: dict[UUID, Moving] = {}
    for part in rows.order_by("task__plan__code", "task__position", "task_id", "position"):
        goes_to = _goes_to(kind, part, to_unit, successors, choices or {})
        moving = by_task.setdefault(part.task_id, Moving(part.task, [], goes_to, to_person))
        moving.parts.append(part)
    takers = {one.to_unit.pk for one in by_task.values() if one.to_unit is not None}
    if kind != HandoverKind.PERSON and takers:
        held = Participation.objects.filter(task__in=by_task, unit__in=takers).select_related("unit")
        for part in held:
            moving = by_task[part.task_id]
            if moving.to_unit is not None and moving.to_unit.pk == part.unit_id:
                moving.absorbs.append(part)
    return HandoverPreview(kind, from_unit, from_person, list(successors), list(by_task.values()))


def _goes_to(
    kind: str, part: Participation, to_unit: Unit | None, successors: Sequence[Unit], choices: Mapping[UUID, Unit]
) -> Unit | None:
    if kind == HandoverKind.PERSON:
        return part.unit
    if kind == HandoverKind.UNIT:
        return to_unit
    return choices.get(part.task_id) or (successors[0] if len(successors) == 1 else None)


def _parts(kind: str, from_unit: Unit, from_person: User | None) -> Any:
    """The parts that name the giving unit; of a person, those in which the person is in charge, in that unit's name or
    in the name of a unit whose work it carries on."""
    parts = Participation.objects.filter(is_open=True, task__plan__state__in=MOVING_PLANS)
    parts = parts.exclude(task__state__in=ENDED_STATES)
    if kind == HandoverKind.PERSON:
        return parts.filter(person=from_person, unit__in=work_units(from_unit.pk))
    return parts.filter(unit=from_unit)


def works_in(person: User, unit: Unit) -> bool:
    """Does the person hold a role in the unit or in one that carries on its work?"""
    return unit.pk in units_acted_for(person)


def worked_in(person: User, unit: Unit) -> bool:
    """Has the person, also one whose account was closed, ever held a role in the unit's line?"""
    return Role.objects.filter(user=person, unit__in=units_in_line([unit.pk])).exists()


def lines_seen(user: Any, handover: Handover) -> "QuerySet[HandoverLine]":
    """The lines of a handover about tasks that the person may see: after a split one successor does not read what the
    other took."""
    lines: QuerySet[HandoverLine] = HandoverLine.objects.filter(handover=handover)
    return lines.filter(Exists(Task.objects.visible_to(user).filter(pk=OuterRef("task_id"))))
