"""What waits for somebody's decision: one rule for the inbox of a unit and for its reminders.

A task waits to be verified, for a contribution to be confirmed, to be assigned again, for an answer to a request for
more time.  `submitted`, `returned`, `delivered` and `requested` find them over small partial indexes; `waits_of` says
of each for whom and since when.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.org.models import Role, UnitSuccession
from plans.models import Plan
from plans.states import OPEN_STATES
from tasks.models import Extension, Participation, Task, TaskTransition
from tasks.policies import judged_units
from tasks.states import ENDED_STATES, ExtensionState, ParticipationState, TaskState


class Waiting(models.TextChoices):
    """Why a task waits, as its line says it."""

    VERIFY = "verify", _("a result waits to be verified")
    CONFIRM = "confirm", _("a contribution waits to be confirmed")
    ASSIGN = "assign", _("a returned task waits to be assigned again")
    EXTEND = "extend", _("a request for more time waits for an answer")


@dataclass(frozen=True)
class Wait:
    """One reason why a task waits.  `unit` is the unit that decides, None the leadership; `by_head`: its head alone."""

    reason: Waiting
    unit: UUID | None
    since: date
    by_head: bool
    asked_by: frozenset[UUID]


class Lines:
    """Which unit carries on which, and who heads what: read once, asked as often as needed."""

    @cached_property
    def _steps(self) -> tuple[dict[UUID, set[UUID]], dict[UUID, set[UUID]]]:
        after: dict[UUID, set[UUID]] = defaultdict(set)
        before: dict[UUID, set[UUID]] = defaultdict(set)
        for predecessor, successor in UnitSuccession.objects.values_list("predecessor_id", "successor_id"):
            after[predecessor].add(successor)
            before[successor].add(predecessor)
        return after, before

    def after(self, units: Iterable[UUID]) -> set[UUID]:
        """The units and all that carry on their work."""
        return _closed(set(units), self._steps[0])

    def before(self, units: Iterable[UUID]) -> set[UUID]:
        """The units and all whose work they carry on."""
        return _closed(set(units), self._steps[1])

    def same_work(self, units: Iterable[UUID]) -> set[UUID]:
        """Every unit whose work is, or is carried on by, the same units: none of them judges another
        (`tasks.policies`)."""
        return self.before(self.after(units))

    @cached_property
    def verifying(self) -> list[UUID]:
        """The units that verify in an open plan."""
        plans = Plan.objects.filter(state__in=OPEN_STATES).exclude(verifying_unit=None)
        return list(plans.order_by().values_list("verifying_unit", flat=True).distinct())

    @cached_property
    def headed(self) -> dict[UUID, set[UUID]]:
        """Of each person who heads a unit today: the units for which they act as head."""
        today = clock.today()
        roles = Role.objects.filter(Q(ends=None) | Q(ends__gte=today), kind=Role.Kind.UNIT_HEAD, starts__lte=today)
        own: dict[UUID, set[UUID]] = defaultdict(set)
        for person, unit in roles.order_by().values_list("user_id", "unit_id"):
            own[person].add(unit)
        return {person: self.before(units) for person, units in own.items()}

    def left_to_leadership(self, among: set[UUID] | None = None) -> Q:
        """Condition on a submitted task: its plan names no verifying unit, or that unit submitted it itself or leads it
        now.  `among`: of the plans that one of these units verifies."""
        condition = Q(plan__verifying_unit=None)
        for unit in self.verifying if among is None else among.intersection(self.verifying):
            condition |= Q(plan__verifying_unit=unit) & judges_work_of(self.same_work([unit]))
        return condition

    def asked_by_owner_head(self) -> Q:
        """Condition on a request for more time: a head of the plan's owner unit asked, so that the leadership answers,
        too."""
        condition = Q(pk__in=[])
        for person, units in self.headed.items():
            condition |= Q(requested_by=person, task__plan__owner_unit__in=units)
        return condition


def judges_work_of(units: Iterable[UUID]) -> Q:
    """Condition on a submitted task: its verification judges the work of one of these units
    (`tasks.policies.judged_units`)."""
    named = set(units)
    return Q(submitted_by_unit__in=named) | Q(lead_unit__in=named)


def _closed(units: set[UUID], steps: dict[UUID, set[UUID]]) -> set[UUID]:
    found, edge = set(units), set(units)
    while edge:
        edge = {step for unit in edge for step in steps.get(unit, ())} - found
        found |= edge
    return found


def in_open_plans() -> "QuerySet[Task]":
    """The tasks on which something may happen now."""
    rows: QuerySet[Task] = Task.objects.filter(plan__state__in=OPEN_STATES).order_by()
    return rows


def submitted() -> "QuerySet[Task]":
    return in_open_plans().filter(state=TaskState.SUBMITTED)


def returned() -> "QuerySet[Task]":
    return in_open_plans().filter(state=TaskState.RETURNED)


def delivered() -> "QuerySet[Participation]":
    """Contributions that their lead units have not confirmed."""
    rows: QuerySet[Participation] = Participation.objects.filter(
        state=ParticipationState.DELIVERED, is_open=True, task__plan__state__in=OPEN_STATES
    ).order_by()
    return rows


def requested() -> "QuerySet[Extension]":
    """Requests for more time without an answer."""
    rows: QuerySet[Extension] = Extension.objects.filter(
        ~Q(task__state__in=ENDED_STATES), state=ExtensionState.REQUESTED, task__plan__state__in=OPEN_STATES
    ).order_by()
    return rows


def joined(*arms: "QuerySet[Any]") -> "QuerySet[Task]":
    """The tasks of which the arms give the ids, each arm found over its own index."""
    if not arms:
        return Task.objects.none()
    rows: QuerySet[Task] = Task.objects.filter(pk__in=arms[0].union(*arms[1:]) if len(arms) > 1 else arms[0])
    return rows


def with_waits(tasks: Any) -> "QuerySet[Task]":
    """With what `waits_of` needs: three queries whatever the number of tasks."""
    back = TaskTransition.objects.filter(task=OuterRef("pk"), verb="return").order_by("-seq")
    rows: QuerySet[Task] = (
        tasks.with_deadlines()
        .select_related("plan", "lead_unit")
        .annotate(returned_at=Subquery(back.values("at")[:1]))
        .prefetch_related(
            Prefetch("participations", queryset=delivered().select_related("unit"), to_attr="delivered_parts"),
            Prefetch("extensions", queryset=requested(), to_attr="requests"),
        )
    )
    return rows


def waits_of(task: Any, lines: Lines) -> list[Wait]:
    """Why the task waits, for whom and since when.  The task was read by `with_waits`."""
    plan, waits = task.plan, []
    if task.state == TaskState.SUBMITTED:
        judge = plan.verifying_unit_id
        if judge is not None and judged_units(task) & lines.same_work([judge]):
            judge = None
        waits.append(Wait(Waiting.VERIFY, judge, task.submitted_on, True, frozenset({task.submitted_by} - {None})))
    if task.state == TaskState.RETURNED:
        since = task.returned_at.astimezone(clock.HANOI).date() if task.returned_at else clock.today()
        waits.append(Wait(Waiting.ASSIGN, plan.owner_unit_id, since, True, frozenset()))
    if task.delivered_parts:
        first = min(part.delivered_on for part in task.delivered_parts)
        people = {part.delivered_by for part in task.delivered_parts}
        asked_by = frozenset(people if len(people) == 1 and None not in people else ())
        waits.append(Wait(Waiting.CONFIRM, task.lead_unit_id, first, False, asked_by))
    for request in task.requests:
        since = request.created_at.astimezone(clock.HANOI).date()
        asked_by = frozenset({request.requested_by})
        waits.append(Wait(Waiting.EXTEND, plan.owner_unit_id, since, True, asked_by))
        if plan.owner_unit_id in lines.headed.get(request.requested_by, ()):
            waits.append(Wait(Waiting.EXTEND, None, since, True, asked_by))
    return waits


def submitted_plans() -> "QuerySet[Plan]":
    """Plans that wait for the leadership to issue them, the oldest first."""
    rows: QuerySet[Plan] = Plan.objects.filter(state="submitted").select_related("owner_unit").order_by("updated_at")
    return rows
