"""Progress: one rule, one grouped query, whoever asks, and whichever day is asked about."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, DecimalField, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.errors import Invalid
from comms.org.models import Unit, UnitSuccession
from comms.org.selectors import reached
from plans.models import Objective, Plan, Scheme
from tasks.models import Task, TaskStanding, counted_percent, due_soon_condition, overdue_condition
from tasks.states import NOT_STARTED_STATES, WORKING_STATES, TaskState

RULE = _(
    "Each task counts with its weight; cancelled tasks do not count. Verified: the weight of the verified tasks "
    "divided by the weight of all. Declared: a verified task counts as 100 %, any other with its last declared "
    "percent, at most 99 %. Without tasks there is no figure. On time: the submission that was verified came on or "
    "before the due date. By unit: the lead unit. Overdue: due before today in Hanoi and neither verified nor "
    "cancelled. Beyond a single plan, only plans that have been issued count."
)

FIGURE_CONDITIONS: dict[str, Callable[[date], Q]] = {
    "total": lambda today: ~Q(state=TaskState.CANCELLED),
    "done_on_time": lambda today: Q(state=TaskState.VERIFIED, due_on__gte=F("submitted_on")),
    "done_late": lambda today: Q(state=TaskState.VERIFIED, due_on__lt=F("submitted_on")),
    "done_undated": lambda today: Q(state=TaskState.VERIFIED, due_on=None),
    "in_progress": lambda today: Q(state__in=WORKING_STATES),
    "not_started": lambda today: Q(state__in=NOT_STARTED_STATES),
    "blocked": lambda today: Q(state=TaskState.BLOCKED),
    "cancelled": lambda today: Q(state=TaskState.CANCELLED),
    "due_soon": due_soon_condition,
    "overdue": overdue_condition,
}
COUNT_NAMES = tuple(FIGURE_CONDITIONS)
ANY = "any"
FIGURES = (*COUNT_NAMES, "declared_percent", "verified_percent")


@dataclass
class Counts:
    """total = done_on_time + done_late + done_undated + in_progress + not_started + blocked; due_soon and overdue cut
    across; cancelled stands outside."""

    total: int = 0
    done_on_time: int = 0
    done_late: int = 0
    done_undated: int = 0
    in_progress: int = 0
    not_started: int = 0
    blocked: int = 0
    cancelled: int = 0
    due_soon: int = 0
    overdue: int = 0

    @property
    def done(self) -> int:
        return self.done_on_time + self.done_late + self.done_undated


@dataclass
class Figures:
    """Sums over some tasks.  The percents have two decimals, and are None when nothing counts."""

    weight: Decimal = Decimal(0)
    verified_weight: Decimal = Decimal(0)
    declared_weight: Decimal = Decimal(0)
    counts: Counts = field(default_factory=Counts)

    @property
    def verified_percent(self) -> Decimal | None:
        return _ratio(self.verified_weight * 100, self.weight)

    @property
    def declared_percent(self) -> Decimal | None:
        return _ratio(self.declared_weight, self.weight)

    def add(self, row: dict[str, Any]) -> None:
        """Add one row of the grouped query; sums come back exact to the four decimals that they can have."""
        self.weight += _exact(row["weight_sum"])
        self.verified_weight += _exact(row["verified_sum"])
        self.declared_weight += _exact(row["declared_sum"])
        for name in COUNT_NAMES:
            setattr(self.counts, name, getattr(self.counts, name) + row[f"n_{name}"])


@dataclass
class ObjectiveProgress(Figures):
    """`objective` is None for the tasks without one."""

    objective: Objective | None = None


@dataclass
class UnitProgress(Figures):
    unit: Unit | None = None


@dataclass
class Progress(Figures):
    as_of: date | None = None
    plan: Plan | None = None
    scheme: Scheme | None = None
    unit: Unit | None = None
    by_objective: list[ObjectiveProgress] = field(default_factory=list)
    by_unit: list[UnitProgress] = field(default_factory=list)
    rule: Any = RULE


def progress(
    *,
    user: Any = None,
    plan: Plan | None = None,
    scheme: Scheme | None = None,
    unit: Unit | None = None,
    as_of: date | None = None,
    units: str = "historical",
) -> Progress:
    """Figures of the tasks of a plan, of a scheme's plans, led by a unit, or of all: the arguments narrow each other.

    `plan` and `scheme` were fetched through visibility; with `user` only plans that this person may see count.
    A plan's figures count all of its tasks, also those whose text the reader may not see.
    `as_of`: what was true at the end of that day (today when None).  Raises Invalid for a day that is still to come.
    `units="current"` names a lead unit by the one unit that carries on its work today; a split unit keeps its name.
    """
    today = _day(as_of)
    narrower = Q() if unit is None or units == "current" else Q(lead_unit=unit)
    rows = list(within(_grouped(today, "lead_unit_id"), user, plan, scheme, today).filter(narrower))
    named = _current_names(rows) if units == "current" else {}
    if unit is not None and units == "current":
        rows = [row for row in rows if named.get(row["lead_unit_id"], row["lead_unit_id"]) == unit.pk]
        narrower = Q(lead_unit__in=[row["lead_unit_id"] for row in rows])
    result = Progress(as_of=today, plan=plan, scheme=scheme, unit=unit)
    by_unit: dict[UUID, UnitProgress] = defaultdict(UnitProgress)
    for row in rows:
        result.add(row)
        by_unit[named.get(row["lead_unit_id"], row["lead_unit_id"])].add(row)
    for one in Unit.objects.filter(pk__in=by_unit):
        by_unit[one.pk].unit = one
        result.by_unit.append(by_unit[one.pk])
    objectives: dict[UUID | None, ObjectiveProgress] = defaultdict(ObjectiveProgress)
    for row in within(_grouped(today, "objective_id"), user, plan, scheme, today).filter(narrower):
        objectives[row["objective_id"]].add(row)
    result.by_objective = _with_objectives(objectives, plan, scheme)
    return result


def progress_by_plan(plans: Iterable[Plan]) -> dict[UUID, Figures]:
    """The figures of each plan, fetched through visibility; plans without tasks included.  One query."""
    figures = {plan.pk: Figures() for plan in plans}
    for row in _grouping(Task, clock.today(), "plan_id").filter(plan__in=figures):
        figures[row["plan_id"]].add(row)
    return figures


def tasks_behind(
    figure: str,
    *,
    user: Any,
    plan: Plan | None = None,
    scheme: Scheme | None = None,
    unit: Unit | None = None,
    units: str = "historical",
    objective: Objective | str | None = ANY,
    as_of: date | None = None,
) -> QuerySet[Task]:
    """The tasks that a figure counts (of `as_of`, today when None), of those whose text this person may see today.

    `unit` with `units` as in `progress`; `objective` is one of them, or None for the tasks without one.
    They are shown as they are today.  Raises KeyError for no figure, Invalid for a day that is still to come.
    """
    name = {"declared_percent": "total"}.get(figure, figure)
    day = _day(as_of)
    counted = Q(state=TaskState.VERIFIED) if name == "verified_percent" else FIGURE_CONDITIONS[name](day)
    if unit is not None:
        counted &= Q(lead_unit__in=_named_today(unit)) if units == "current" else Q(lead_unit=unit)
    if objective != ANY:
        counted &= Q(objective=objective)
    wanted = within(Task.objects.all(), user, plan, scheme, day).visible_to(user)
    if day == clock.today():
        return wanted.filter(counted)
    return wanted.filter(Exists(TaskStanding.objects.on(day).filter(counted, task=OuterRef("pk"))))


def figure_condition(figure: str) -> Q:
    """The condition on a task that one of the counts counts, as of today.  Raises KeyError for no count."""
    return FIGURE_CONDITIONS[figure](clock.today())


def with_weight(objectives: QuerySet[Objective]) -> QuerySet[Objective]:
    """Annotate `weight`: the sum of the weights of the objective's tasks that are not cancelled; 0 without any."""
    counted = Task.objects.filter(objective=OuterRef("pk")).exclude(state=TaskState.CANCELLED).order_by()
    total = counted.values("objective").annotate(total=Sum("weight")).values("total")
    return objectives.annotate(
        weight=Coalesce(Subquery(total), Value(0), output_field=DecimalField(max_digits=12, decimal_places=2))
    )


def _day(as_of: date | None) -> date:
    today = clock.today()
    if as_of is not None and as_of > today:
        raise Invalid.field("as_of", _("This day is still to come: there are no figures of it."), code="future")
    return as_of or today


def _grouped(day: date, by: str) -> Any:
    """What was true at the end of `day`, summed by one column."""
    if day == clock.today():
        return _grouping(Task, day, by)
    return _grouping(TaskStanding, day, by).on(day)


def within(wanted: Any, user: Any, plan: Plan | None, scheme: Scheme | None, day: date) -> Any:
    """Of tasks, or of standings (their columns have the same names), those of a plan; without one, those of the plans
    that had been issued by `day`: of a scheme, of all, and only of those that this person sees."""
    if plan is not None:
        return wanted.filter(plan=plan)
    plans = Plan.objects.in_force(day) if user is None else Plan.objects.visible_to(user).in_force(day)
    if scheme is not None:
        plans = plans.filter(scheme=scheme)
    return wanted.filter(Exists(plans.filter(pk=OuterRef("plan_id"))))


@lru_cache(maxsize=32)
def _grouping(model: type[Model], today: date, *by: str) -> Any:
    """The sums of the rule over all rows of `model` (tasks or standings), one row for each value of the columns `by`.

    Kept for the day: Django takes longer to build these fifteen sums than PostgreSQL to count a plan.
    """
    counted = FIGURE_CONDITIONS["total"](today)
    declared = Sum(
        F("weight") * counted_percent(),
        filter=counted,
        output_field=DecimalField(max_digits=30, decimal_places=4),
    )
    return (
        model._default_manager.order_by()
        .values(*by)
        .annotate(
            weight_sum=Sum("weight", filter=counted),
            verified_sum=Sum("weight", filter=Q(state=TaskState.VERIFIED)),
            declared_sum=declared,
            **{f"n_{name}": Count("pk", filter=condition(today)) for name, condition in FIGURE_CONDITIONS.items()},
        )
    )


def _with_objectives(
    figures: dict[UUID | None, ObjectiveProgress], plan: Plan | None, scheme: Scheme | None
) -> list[ObjectiveProgress]:
    """In the order of the document: the objectives asked about, also those without tasks; others that have tasks; then
    the tasks without an objective."""
    asked = Q(pk__in=[pk for pk in figures if pk is not None])
    if plan is not None:
        asked |= Q(plan=plan)
    if scheme is not None:
        asked |= Q(scheme=scheme)
    result = []
    for objective in Objective.objects.filter(asked).select_related("plan"):
        one = figures[objective.pk]
        one.objective = objective
        result.append(one)
    if None in figures:
        result.append(figures[None])
    return result


def _current_names(rows: list[dict[str, Any]]) -> dict[UUID, UUID]:
    """Of the lead units in `rows`: the one unit valid today that carries on the work of each; none for a split one."""
    after: dict[UUID, set[UUID]] = defaultdict(set)
    for predecessor, successor in UnitSuccession.objects.values_list("predecessor_id", "successor_id"):
        after[predecessor].add(successor)
    present = set(Unit.objects.valid_on(clock.today()).values_list("pk", flat=True))
    names = {}
    for pk in {row["lead_unit_id"] for row in rows} - present:
        found: set[UUID] = set()
        edge = {pk}
        while edge:
            edge = {step for unit in edge for step in after[unit]} - found
            found |= edge
        if len(found & present) == 1:
            names[pk] = (found & present).pop()
    return names


def _named_today(unit: Unit) -> set[UUID]:
    """The units whose work today bears the name of this one, itself included."""
    candidates = {unit.pk} | reached({unit.pk}, backward=True)
    names = _current_names([{"lead_unit_id": pk} for pk in candidates])
    return {pk for pk in candidates if names.get(pk, pk) == unit.pk}


def _exact(value: Decimal | None) -> Decimal:
    """SQLite sums as floating point: put the sum back on the four decimals that weight × percent can have."""
    return Decimal(0) if value is None else Decimal(value).quantize(Decimal("0.0001"))


def _ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else None
