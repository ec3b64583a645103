"""Who is told of what: the lines of a digest, the people of each unit, and the counting of working days."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from comms.deadlines.calendar import Calendar
from comms.org.models import Role, Unit, User
from plans.models import Plan
from tasks.models import UnitDigest
from tasks.selectors.waiting import Lines
from tasks.states import ReminderAudience, ReminderKind

ONE_DAY = timedelta(days=1)
MOST_LINES = 40
K, A = ReminderKind, ReminderAudience
STRENGTH = {A.OFFICERS: 0, A.HEAD: 1, A.LEADERSHIP: 2}
Key = tuple[UUID | None, UUID | None, UUID, str, str, date]


@dataclass(frozen=True)
class Item:
    """One thing to tell one unit's people.

    `about` is what the date is: of the `task`, of the unit's `part`, of a `period`, or the reason why a task or a
    `plan` waits.  `due_on` is that date.  `asked_by` are people who asked for the decision, `judged_from` are the
    units whose result is to be verified: those are not told.
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
    judged_from: frozenset[UUID] = frozenset()

    @property
    def key(self) -> Key:
        """As the reminder is unique."""
        task = self.task.pk if self.task is not None else None
        plan = self.plan.pk if self.plan is not None else None
        return (task, plan, self.unit, self.kind.value, self.audience.value, self.due_on)

    @property
    def thing(self) -> tuple[UUID, str, str, date]:
        """What it is about: told in one line to who hears of it as officer and as head."""
        return ((self.task or self.plan).pk, self.kind.value, self.about, self.due_on)  # type: ignore[union-attr]  # one of the two


@dataclass
class Told:
    """What one person reads: how many things of each kind, and the MOST_LINES newest of them."""

    counts: Counter[str] = field(default_factory=Counter)
    _lines: list[Item] = field(default_factory=list)

    def add(self, items: Iterable[Item]) -> None:
        """Each item is another thing."""
        for item in items:
            self.counts[item.kind] += 1
            self._lines.append(item)
        self._lines = self.newest

    @property
    def newest(self) -> list[Item]:
        return sorted(self._lines, key=lambda item: item.due_on, reverse=True)[:MOST_LINES]


@dataclass
class Board:
    """Who is told today: the people by unit and audience, which units have a digest of today (`done`), which are
    `valid`."""

    today: date
    calendar: Calendar
    lines: Lines
    valid: set[UUID]
    done: set[UUID]
    people: dict[tuple[UUID, str], list[User]] = field(default_factory=lambda: defaultdict(list))
    own_line: dict[UUID, set[UUID]] = field(default_factory=dict)

    def told_for(self, unit: UUID) -> set[UUID]:
        """The units of whose work these people are told: their own, and what ended before it."""
        return {unit} | (self.lines.before({unit}) - self.valid)

    def tellers(self, units: Iterable[UUID]) -> set[UUID]:
        """The valid units whose people are told of these units' work: themselves, or who carries on."""
        named = set(units)
        return (named | self.lines.after(named - self.valid)) & self.valid

    def audience(self, unit: UUID, audience: str) -> list[User]:
        """Who is told: the officers (where there are none, the head), the head, the leadership."""
        people = self.people.get((unit, audience), [])
        return people or (self.people.get((unit, A.HEAD), []) if audience == A.OFFICERS else [])

    def audiences(self, unit: UUID) -> set[ReminderAudience]:
        """Those in which there is somebody."""
        return {audience for audience in A if self.audience(unit, audience)}

    def everybody(self, unit: UUID) -> dict[User, set[ReminderAudience]]:
        """The people of the unit, each with what they are told as."""
        found: dict[User, set[ReminderAudience]] = defaultdict(set)
        for audience in A:
            for person in self.audience(unit, audience):
                found[person].add(audience)
        return found

    def concerns(self, person: User, item: Item) -> bool:
        """Nobody is told to decide on what is their own."""
        return person.pk not in item.asked_by and not (item.judged_from & self.own_line.get(person.pk, set()))

    def has_reader(self, item: Item) -> bool:
        return any(self.concerns(person, item) for person in self.audience(item.unit, item.audience))

    def of_person(self, person: User, roles: set[ReminderAudience], items: Iterable[Item]) -> list[Item]:
        """Of the items those that this person is to be told, one for each thing: as head rather than as officer."""
        best: dict[Any, Item] = {}
        for item in items:
            if item.audience in roles and self.concerns(person, item):
                known = best.setdefault(item.thing, item)
                if STRENGTH[item.audience] > STRENGTH[known.audience]:
                    best[item.thing] = item
        return list(best.values())


def board(today: date, calendar: Calendar) -> Board:
    """Everybody who may be told on `today`.  Three queries, and one for successions."""
    result = Board(
        today,
        calendar,
        Lines(),
        valid=set(Unit.objects.valid_on(today).values_list("pk", flat=True)),
        done=set(UnitDigest.objects.filter(day=today).values_list("unit_id", flat=True)),
    )
    _fill_people(result)
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


def _fill_people(board: Board) -> None:
    """Who holds which role in which unit today, and whose results nobody of them judges."""
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
