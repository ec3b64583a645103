"""What is due to be told to one unit's people, and of that what no digest has told yet.

Tasks, parts and periods are asked as "due and not yet sent" in SQL; what waits for a decision has dates that follow
from its steps, and is read group by group.  Nothing here holds more than GROUP rows at a time.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce
from itertools import islice
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from comms.core.clock import HANOI
from comms.org.models import User
from plans.models import Plan
from plans.states import OPEN_STATES
from tasks.models import (
    Participation,
    Reminder,
    Task,
    TaskPeriod,
    UnitDigest,
    due_soon_condition,
    overdue_condition,
)
from tasks.policies import judged_units
from tasks.selectors.inbox import TO_DO
from tasks.selectors.reminders import MOST_LINES, A, Board, Item, K, Told, days_back
from tasks.selectors.waiting import (
    Waiting,
    delivered,
    in_open_plans,
    joined,
    requested,
    returned,
    submitted,
    submitted_plans,
    waits_of,
    with_waits,
)
from tasks.states import ParticipationRole, ParticipationState, ReminderAudience, ReminderKind

GROUP = 500
"""Rows held at a time, and ids asked for in one statement."""
SHOWN = ("no", "title", "due_on", "state", "lead_unit", "plan__code")
"""What a line shows of its task."""
Arm = tuple[ReminderKind, ReminderAudience, Q]


@dataclass(frozen=True)
class Source:
    """Rows with a `due_on` of which some audiences are told: `arms` say which, and as what."""

    rows: "QuerySet[Any]"
    arms: list[Arm]
    task: str
    items: Callable[[Any], Iterable[Item]]

    def unsent(self, unit: UUID) -> "QuerySet[Any]":
        """The rows about which an audience was not told."""
        told = Reminder.objects.filter(unit=unit)
        return self._where(arm & ~Q(self._told(told, [kind], [audience])) for kind, audience, arm in self.arms)

    def rest(self, digest: UnitDigest) -> "QuerySet[Any]":
        """The rows of which the digest does not speak to these audiences."""
        kinds, audiences = ([arm[n] for arm in self.arms] for n in (0, 1))
        return self._where(arm for _kind, _audience, arm in self.arms).exclude(
            self._told(Reminder.objects.filter(digest=digest), kinds, audiences)
        )

    def _told(self, told: "QuerySet[Reminder]", kinds: Any, audiences: Any) -> Exists:
        return Exists(
            told.filter(task=OuterRef(self.task), due_on=OuterRef("due_on"), kind__in=kinds, audience__in=audiences)
        )

    def _where(self, conditions: Iterable[Q]) -> "QuerySet[Any]":
        return self.rows.filter(reduce(or_, conditions, Q(pk__in=[])))


class Due:
    """What is due to be told to the people of one unit, with the work of the units that ended before it."""

    def __init__(self, board: Board, unit: UUID) -> None:
        self.board, self.unit, self.today = board, unit, board.today
        self.units = board.told_for(unit)
        self.leads = bool(board.people.get((unit, A.LEADERSHIP)))

    def groups(self) -> Iterator[tuple[list[Item], list[Item]]]:
        """(what was not told yet and concerns somebody, each once; what waits and was told before), in groups."""
        for source in self._sources(self.board.audiences(self.unit)):
            rows = source.unsent(self.unit).order_by("due_on", "pk").iterator(chunk_size=GROUP)
            for group in _groups(rows):
                yield self._new(item for row in group for item in source.items(row)), []
        for waits in self._waits():
            news = self._new(waits)
            keys = {item.key for item in news}
            yield news, [item for item in waits if item.key not in keys]

    def add_rest(self, told: Told, person: User, roles: set[ReminderAudience], digest: UnitDigest) -> None:
        """To what waits, what is due and of which `digest` does not speak to the person: the newest rows in full, the
        others as counts."""
        for source in self._sources(roles):
            rows = source.rest(digest).filter(Exists(Task.objects.visible_to(person).filter(pk=OuterRef(source.task))))
            found = list(rows.order_by("-due_on", "pk")[:MOST_LINES])
            told.add(item for row in found for item in self.board.of_person(person, roles, source.items(row)))
            if len(found) == MOST_LINES:
                due = rows.order_by().aggregate(late=Count("pk", filter=Q(due_on__lt=self.today)), every=Count("pk"))
                late = sum(row.due_on < self.today for row in found)
                told.counts[K.OVERDUE] += due["late"] - late
                told.counts[K.DUE_SOON] += due["every"] - due["late"] - (len(found) - late)

    def _waits(self) -> Iterator[list[Item]]:
        """What waits for these people's decision, told or not, in groups."""
        tasks = with_waits(waiting_tasks_for(self.board, self.units, self.leads)).order_by("pk")
        for group in _groups(tasks.iterator(chunk_size=GROUP)):
            yield [item for task in group for item in self._waits_of(task)]
        if self.leads:
            for plans in _groups(submitted_plans().iterator(chunk_size=GROUP)):
                yield [self._plan(plan) for plan in plans]

    def _sources(self, audiences: set[ReminderAudience]) -> list[Source]:
        parts = [self._parts()] if A.OFFICERS in audiences else []
        return [self._tasks(audiences), *parts, self._periods(audiences)]

    def _new(self, items: Iterable[Item]) -> list[Item]:
        """Of the items those that concern somebody and were not told, one for each reminder."""
        fresh = {item.key: item for item in items if self.board.has_reader(item)}
        named = Q(task__in={item.task.pk for item in fresh.values() if item.task is not None})
        named |= Q(plan__in={item.plan.pk for item in fresh.values() if item.plan is not None})
        told = Reminder.objects.filter(named, unit=self.unit).order_by() if fresh else Reminder.objects.none()
        for key in told.values_list("task_id", "plan_id", "unit_id", "kind", "audience", "due_on"):
            fresh.pop(key, None)
        return list(fresh.values())

    @cached_property
    def _late(self) -> dict[ReminderAudience, date]:
        """What was due before this day is told to the head, to the leadership."""
        days = {A.HEAD: settings.TASK_ESCALATE_TO_HEAD_DAYS, A.LEADERSHIP: settings.TASK_ESCALATE_TO_LEADERSHIP_DAYS}
        return {who: days_back(self.board.calendar, self.today, count) for who, count in days.items()}

    def _tasks(self, audiences: set[ReminderAudience]) -> Source:
        """To the lead unit what lies with it; after set days overdue to its head, then to the leadership."""
        mine = Q(lead_unit__in=self.units, state__in=TO_DO)
        arms: dict[ReminderAudience, list[Arm]] = {
            A.OFFICERS: self._dated(mine),
            A.HEAD: [(K.OVERDUE, A.HEAD, mine & overdue_condition(self._late[A.HEAD]))],
            A.LEADERSHIP: [(K.OVERDUE, A.LEADERSHIP, overdue_condition(self._late[A.LEADERSHIP]))],
        }
        rows = in_open_plans().select_related("plan", "lead_unit")
        if not self.leads:
            rows = rows.filter(mine)
        return Source(
            rows.only(*SHOWN, "lead_unit__name_vi", "lead_unit__name_en"),
            [arm for audience in A if audience in audiences for arm in arms[audience]],
            "pk",
            self._of_task,
        )

    def _of_task(self, task: Any) -> Iterator[Item]:
        kind = K.OVERDUE if task.due_on < self.today else K.DUE_SOON
        if task.lead_unit_id in self.units and task.state in TO_DO:
            yield Item(self.unit, kind, A.OFFICERS, "task", task.due_on, task)
            if task.due_on < self._late[A.HEAD]:
                yield Item(self.unit, K.OVERDUE, A.HEAD, "task", task.due_on, task)
        if self.leads and task.due_on < self._late[A.LEADERSHIP]:
            yield Item(self.unit, K.OVERDUE, A.LEADERSHIP, "task", task.due_on, task)

    def _parts(self) -> Source:
        """To a coordinating unit its own part, where it has a date of its own; the conditions are those of a task."""
        rows = Participation.objects.filter(
            unit__in=self.units,
            role=ParticipationRole.COORDINATING,
            state=ParticipationState.ASSIGNED,
            is_open=True,
            task__plan__state__in=OPEN_STATES,
        ).select_related("task__plan")
        shown = rows.only("unit", "due_on", "deliverable", *(f"task__{name}" for name in SHOWN))
        return Source(shown, self._dated(Q()), "task_id", lambda part: [self._officers("part", part)])

    def _periods(self, audiences: set[ReminderAudience]) -> Source:
        """To the lead unit of a recurring task the last period that is over and not reported on, and those due soon;
        told further like a task that is overdue."""
        open_periods = TaskPeriod.objects.filter(
            met_on=None, task__state__in=TO_DO, task__plan__state__in=OPEN_STATES
        ).exclude(due_on=F("task__due_on"))
        later = open_periods.filter(task=OuterRef("task_id"), due_on__gt=OuterRef("due_on"), due_on__lt=self.today)
        mine = Q(task__lead_unit__in=self.units)
        soon = Q(due_on__gte=self.today, due_on__lte=self.today + timedelta(days=settings.TASK_DUE_SOON_DAYS))
        arms: dict[ReminderAudience, list[Arm]] = {
            A.OFFICERS: [
                (K.OVERDUE, A.OFFICERS, mine & Q(due_on__lt=self.today)),
                (K.DUE_SOON, A.OFFICERS, mine & soon),
            ],
            A.HEAD: [(K.OVERDUE, A.HEAD, mine & Q(due_on__lt=self._late[A.HEAD]))],
            A.LEADERSHIP: [(K.OVERDUE, A.LEADERSHIP, Q(due_on__lt=self._late[A.LEADERSHIP]))],
        }
        rows = open_periods.exclude(Exists(later)).select_related("task__plan", "task__lead_unit")
        return Source(
            rows if self.leads else rows.filter(mine),
            [arm for audience in A if audience in audiences for arm in arms[audience]],
            "task_id",
            self._of_period,
        )

    def _of_period(self, period: Any) -> Iterator[Item]:
        task, due_on = period.task, period.due_on
        if task.lead_unit_id in self.units:
            yield self._officers("period", period)
            if due_on < self._late[A.HEAD]:
                yield Item(self.unit, K.OVERDUE, A.HEAD, "period", due_on, task)
        if self.leads and due_on < self._late[A.LEADERSHIP]:
            yield Item(self.unit, K.OVERDUE, A.LEADERSHIP, "period", due_on, task)

    def _dated(self, which: Q) -> list[Arm]:
        return [
            (K.OVERDUE, A.OFFICERS, which & overdue_condition(self.today)),
            (K.DUE_SOON, A.OFFICERS, which & due_soon_condition(self.today)),
        ]

    def _officers(self, about: str, row: Any) -> Item:
        kind = K.OVERDUE if row.due_on < self.today else K.DUE_SOON
        owed = getattr(row, "deliverable", "")
        return Item(self.unit, kind, A.OFFICERS, about, row.due_on, row.task, deliverable=owed)

    def _waits_of(self, task: Any) -> Iterator[Item]:
        for wait in waits_of(task, self.board.lines):
            if not (self.leads if wait.unit is None else wait.unit in self.units):
                continue
            audience = A.LEADERSHIP if wait.unit is None else (A.HEAD if wait.by_head else A.OFFICERS)
            yield Item(
                self.unit,
                K.WAITING,
                audience,
                wait.reason.value,
                wait.since,
                task,
                asked_by=wait.asked_by,
                judged_from=frozenset(judged_units(task) if wait.reason == Waiting.VERIFY else ()),
            )

    def _plan(self, plan: Plan) -> Item:
        since = plan.updated_at.astimezone(HANOI).date()
        return Item(self.unit, K.WAITING, A.LEADERSHIP, "plan", since, plan=plan)


def units_with_work(board: Board) -> list[UUID]:
    """The units without a digest of today, with people to tell, for which something is due.  Eight queries."""
    today, part = board.today, Participation.objects.filter(is_open=True, task__plan__state__in=OPEN_STATES)
    soon = today + timedelta(days=settings.TASK_DUE_SOON_DAYS)
    periods = TaskPeriod.objects.filter(
        met_on=None, due_on__lte=soon, task__state__in=TO_DO, task__plan__state__in=OPEN_STATES
    )
    named = [
        in_open_plans().filter(due_on__lte=soon, state__in=TO_DO).values_list("lead_unit", flat=True),
        part.filter(due_on__lte=soon, role=ParticipationRole.COORDINATING).values_list("unit", flat=True),
        periods.values_list("task__lead_unit", flat=True),
        submitted().exclude(plan__verifying_unit=None).values_list("plan__verifying_unit", flat=True),
        returned().values_list("plan__owner_unit", flat=True),
        delivered().values_list("task__lead_unit", flat=True),
        requested().values_list("task__plan__owner_unit", flat=True),
    ]
    units = board.tellers({unit for rows in named for unit in rows.order_by().distinct()})
    units |= {unit for unit, audience in board.people if audience == A.LEADERSHIP} & board.valid
    with_people = {unit for unit, _audience in board.people}
    return sorted(units & with_people - board.done, key=str)


def waiting_tasks_for(board: Board, units: set[UUID], leads: bool) -> "QuerySet[Task]":
    """The tasks that wait for a decision of one of the units or, if `leads`, of the leadership."""
    arms: list[QuerySet[Any]] = [
        submitted().filter(plan__verifying_unit__in=units).values("pk"),
        returned().filter(plan__owner_unit__in=units).values("pk"),
        delivered().filter(task__lead_unit__in=units).values("task_id"),
        requested().filter(task__plan__owner_unit__in=units).values("task_id"),
    ]
    if leads:
        arms.append(submitted().filter(board.lines.left_to_leadership()).values("pk"))
        arms.append(requested().filter(board.lines.asked_by_owner_head()).values("task_id"))
    return joined(*arms)


def seen_by(person: User, items: list[Item]) -> list[Item]:
    """Of at most some hundred items those about tasks and plans that the person may see.  Two queries."""
    seen: set[UUID] = set()
    for rows, wanted in (
        (Task.objects, {item.task.pk for item in items if item.task is not None}),
        (Plan.objects, {item.plan.pk for item in items if item.plan is not None}),
    ):
        if wanted:
            seen |= set(rows.visible_to(person).filter(pk__in=wanted).order_by().values_list("pk", flat=True))
    return [item for item in items if (item.task or item.plan).pk in seen]  # type: ignore[union-attr]  # one of the two


def _groups(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while group := list(islice(rows, GROUP)):
        yield group
