"""What has come to be told to whom: asked as "due and not yet sent", for all units at once.

Queries: about twenty, whatever the number of tasks, units and people.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q

from comms.core.clock import HANOI
from comms.deadlines.calendar import Calendar
from comms.org.models import Role, Unit, User
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
from tasks.selectors.inbox import TO_DO
from tasks.selectors.waiting import (
    Lines,
    Waiting,
    in_open_plans,
    submitted_plans,
    waiting_tasks,
    waits_of,
    with_waits,
)
from tasks.states import ENDED_STATES, ParticipationRole, ParticipationState, ReminderAudience, ReminderKind

ONE_DAY = timedelta(days=1)
SHOWN = ("no", "title", "due_on", "state", "lead_unit", "plan__code")
"""What a line shows of its task; in a large ministry a run reads many thousands."""
K, A = ReminderKind, ReminderAudience
Key = tuple[UUID | None, UUID | None, UUID, str, str, date]


@dataclass(frozen=True)
class Item:
    """One thing to tell one unit's people.

    `about` is what the date is: of the `task`, of the unit's `part`, of a `period`, or the reason why a task or a
    `plan` waits.  `due_on` is that date.  `asked_by` are people who asked for the decision, `judged_from` is the
    unit whose result is to be verified: those are not told.
    """

    unit: UUID
    kind: ReminderKind
    audience: ReminderAudience
    about: str
    due_on: date
    task: Any = None
    plan: Plan | None = None
    deliverable: str = ""
    asked_by: frozenset[UUID] = frozenset()
    judged_from: UUID | None = None

    @property
    def key(self) -> Key:
        """As the reminder is unique."""
        task = self.task.pk if self.task is not None else None
        plan = self.plan.pk if self.plan is not None else None
        return (task, plan, self.unit, self.kind.value, self.audience.value, self.due_on)


@dataclass
class Board:
    """What is open today, by the unit whose people are told; what was told before; who they are."""

    today: date
    calendar: Calendar
    lines: Lines
    items: dict[UUID, list[Item]] = field(default_factory=lambda: defaultdict(list))
    told: set[Key] = field(default_factory=set)
    people: dict[tuple[UUID, str], list[User]] = field(default_factory=lambda: defaultdict(list))
    own_line: dict[UUID, set[UUID]] = field(default_factory=dict)
    done: set[UUID] = field(default_factory=set)

    def units_with_news(self) -> Iterator[UUID]:
        """The units without a digest of today to whose people something is new."""
        for unit in sorted(self.items, key=str):
            if unit not in self.done and self.news(unit):
                yield unit

    def news(self, unit: UUID) -> list[Item]:
        """What was not told yet, each once, where there is somebody to tell."""
        fresh = {item.key: item for item in self.items[unit] if item.key not in self.told}
        return [
            item
            for item in fresh.values()
            if any(self._concerns(person, item) for person in self.audience(unit, item.audience))
        ]

    def audience(self, unit: UUID, audience: str) -> list[User]:
        """Who is told: the officers (where there are none, the head), the head, the leadership."""
        people = self.people[unit, audience]
        return people or (self.people[unit, A.HEAD] if audience == A.OFFICERS else [])

    def of_person(self, unit: UUID, person: User, items: Iterable[Item]) -> list[Item]:
        """Of the items those that this person is to be told."""
        roles = {audience for audience in A if person in self.audience(unit, audience)}
        return [item for item in items if item.audience in roles and self._concerns(person, item)]

    def _concerns(self, person: User, item: Item) -> bool:
        """Nobody is told to decide on what is their own."""
        return person.pk not in item.asked_by and item.judged_from not in self.own_line.get(person.pk, ())

    def everybody(self, unit: UUID) -> list[User]:
        """The people of the unit, each once."""
        people = (person for audience in A for person in self.audience(unit, audience))
        return list({person.pk: person for person in people}.values())


def board(today: date, calendar: Calendar) -> Board:
    """Everything that is due to be told on `today`, and what was told before."""
    result = Board(today, calendar, Lines())
    _fill_people(result)
    valid = set(Unit.objects.valid_on(today).values_list("pk", flat=True))
    leading = {unit for unit, audience in result.people if audience == A.LEADERSHIP}
    for unit, item in _items(result, leading):
        for told in {unit} if unit in valid else result.lines.after({unit}) & valid:
            result.items[told].append(replace(item, unit=told))
    result.told = set(
        Reminder.objects.filter(Q(task__in=in_open_plans().exclude(state__in=ENDED_STATES)) | Q(plan__isnull=False))
        .order_by()
        .values_list("task_id", "plan_id", "unit_id", "kind", "audience", "due_on")
    )
    result.done = set(UnitDigest.objects.filter(day=today).values_list("unit_id", flat=True))
    return result


def overdue_working_days(calendar: Calendar, due_on: date, today: date) -> int | None:
    """Working days after `due_on` up to and with `today`; None for what lies too far back to be counted usefully."""
    return working_days(calendar, due_on, today) if (today - due_on).days <= 370 else None


def working_days(calendar: Calendar, after: date, until: date) -> int:
    """Working days after `after` up to and with `until`."""
    days = (after + ONE_DAY * n for n in range(1, (until - after).days + 1))
    return sum(calendar.is_working(day) for day in days)


def days_back(calendar: Calendar, today: date, count: int) -> date:
    """The `count`-th working day back, today the first when it is worked: what was due before it has been overdue for
    `count` working days."""
    day, left = today, max(count, 1)
    while True:
        left -= calendar.is_working(day)
        if left <= 0:
            return day
        day -= ONE_DAY


def _items(board: Board, leading: set[UUID]) -> Iterator[tuple[UUID, Item]]:
    """(unit as the task names it, item)."""
    yield from _dated_tasks(board, leading)
    yield from _parts(board.today)
    yield from _periods(board.today)
    for task in with_waits(waiting_tasks()):
        for wait in waits_of(task, board.lines):
            audience = A.LEADERSHIP if wait.unit is None else (A.HEAD if wait.by_head else A.OFFICERS)
            judged_from = task.submitted_by_unit_id if wait.reason == Waiting.VERIFY else None
            for unit in [wait.unit] if wait.unit is not None else leading:
                yield (
                    unit,
                    Item(
                        unit,
                        K.WAITING,
                        audience,
                        wait.reason.value,
                        wait.since,
                        task,
                        asked_by=wait.asked_by,
                        judged_from=judged_from,
                    ),
                )
    for plan in submitted_plans():
        since = plan.updated_at.astimezone(HANOI).date()
        for unit in leading:
            yield unit, Item(unit, K.WAITING, A.LEADERSHIP, "plan", since, plan=plan)


def _dated_tasks(board: Board, leading: set[UUID]) -> Iterator[tuple[UUID, Item]]:
    """To the lead unit what lies with it; after set days overdue to its head, then to the leadership."""
    today, calendar = board.today, board.calendar
    to_head = days_back(calendar, today, settings.TASK_ESCALATE_TO_HEAD_DAYS)
    to_leadership = days_back(calendar, today, settings.TASK_ESCALATE_TO_LEADERSHIP_DAYS)
    tasks: Any = in_open_plans().filter(due_soon_condition(today) | overdue_condition(today))
    late_for_head, late_for_leadership = (
        set(in_open_plans().filter(overdue_condition(day)).values_list("pk", flat=True))
        for day in (to_head, to_leadership)
    )
    for task in (
        tasks.with_deadlines()
        .select_related("plan", "lead_unit")
        .only(*SHOWN, "lead_unit__name_vi", "lead_unit__name_en")
    ):
        unit, kind = task.lead_unit_id, K.OVERDUE if task.overdue else K.DUE_SOON
        if task.state in TO_DO:
            yield unit, Item(unit, kind, A.OFFICERS, "task", task.due_on, task)
            if task.pk in late_for_head:
                yield unit, Item(unit, K.OVERDUE, A.HEAD, "task", task.due_on, task)
        if task.pk in late_for_leadership:
            for one in leading:
                yield one, Item(one, K.OVERDUE, A.LEADERSHIP, "task", task.due_on, task)


def _parts(today: date) -> Iterator[tuple[UUID, Item]]:
    """To a coordinating unit its own part, where it has a date of its own; the conditions are those of a task."""
    parts: Any = Participation.objects.filter(
        due_soon_condition(today) | overdue_condition(today),
        role=ParticipationRole.COORDINATING,
        state=ParticipationState.ASSIGNED,
        is_open=True,
        task__plan__state__in=OPEN_STATES,
    )
    shown = (f"task__{name}" for name in SHOWN)
    for part in parts.select_related("task__plan").only("unit", "due_on", "deliverable", *shown).order_by():
        kind = K.OVERDUE if part.due_on < today else K.DUE_SOON
        item = Item(part.unit_id, kind, A.OFFICERS, "part", part.due_on, part.task, deliverable=part.deliverable)
        yield part.unit_id, item


def _periods(today: date) -> Iterator[tuple[UUID, Item]]:
    """To the lead unit of a recurring task the last period that is over and not reported on, and those due soon."""
    over: dict[UUID, TaskPeriod] = {}
    soon: list[TaskPeriod] = []
    periods = TaskPeriod.objects.filter(
        met_on=None,
        due_on__lte=today + timedelta(days=settings.TASK_DUE_SOON_DAYS),
        task__state__in=TO_DO,
        task__plan__state__in=OPEN_STATES,
    ).exclude(due_on=F("task__due_on"))
    for period in periods.select_related("task__plan").order_by("due_on"):
        if period.due_on < today:
            over[period.task_id] = period
        else:
            soon.append(period)
    for kind, found in ((K.OVERDUE, over.values()), (K.DUE_SOON, soon)):
        for period in found:
            unit = period.task.lead_unit_id
            yield unit, Item(unit, kind, A.OFFICERS, "period", period.due_on, period.task)


def _fill_people(board: Board) -> None:
    """Who holds which role in which unit today, and whose submissions nobody of them judges."""
    kinds = {Role.Kind.OFFICER: A.OFFICERS, Role.Kind.UNIT_HEAD: A.HEAD, Role.Kind.LEADERSHIP: A.LEADERSHIP}
    ministry_wide = (Role.Kind.LEADERSHIP, Role.Kind.AUDITOR, Role.Kind.ADMINISTRATOR)
    roles = Role.objects.filter(
        Q(ends=None) | Q(ends__gte=board.today), starts__lte=board.today, user__is_active=True
    ).select_related("user")
    own: dict[UUID, set[UUID]] = defaultdict(set)
    for role in roles.order_by("user__username"):
        kind = Role.Kind(role.kind)
        if kind not in ministry_wide:
            own[role.user_id].add(role.unit_id)
        if kind in kinds and role.user not in board.people[role.unit_id, kinds[kind]]:
            board.people[role.unit_id, kinds[kind]].append(role.user)
    board.own_line = {person: board.lines.same_work(units) for person, units in own.items()}


def seen_by(person: User, items: list[Item]) -> list[Item]:
    """Of the items those about tasks and plans that the person may see: two queries, one more for each further
    thousand of either."""
    seen = _seen(Task.objects.visible_to(person), {item.task.pk for item in items if item.task is not None})
    seen |= _seen(Plan.objects.visible_to(person), {item.plan.pk for item in items if item.plan is not None})
    return [item for item in items if (item.task or item.plan).pk in seen]  # type: ignore[union-attr]  # one of the two


def _seen(visible: Any, wanted: set[UUID]) -> set[UUID]:
    ids, found = list(wanted), set()
    for start in range(0, len(ids), 1000):
        found |= set(visible.filter(pk__in=ids[start : start + 1000]).order_by().values_list("pk", flat=True))
    return found
