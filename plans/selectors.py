"""Indicators with what was reached, who reads a plan: one rule for pages and answers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.org.models import Unit
from plans import counters
from plans.models import Indicator, IndicatorActual, IndicatorTarget, Plan

AT_LEAST_RULE = _("Attainment: what was reached divided by the target. It is met when as much or more was reached.")
AT_MOST_RULE = _(
    "Attainment: the target divided by what was reached, because less is better. It is met when no more was reached."
)
DECLARED_RULE = _("What was reached is declared by the owner unit with its source; the latest declaration counts.")
NOTHING_RULE = _("Without a figure, or when the divisor is 0, there is no attainment, which is not 0.")


@dataclass(frozen=True)
class PeriodResult:
    """One period of an indicator.  `attainment` in per cent with two decimals; None without a figure or by 0.

    `declared` is the declaration that counts, None for a counted indicator.  `begun`: the period's first day has come.
    """

    target: IndicatorTarget
    actual: Decimal | None
    attainment: Decimal | None
    met: bool | None
    declared: IndicatorActual | None
    begun: bool


@dataclass(frozen=True)
class IndicatorResult:
    """`rule` says in words how the figures came about."""

    indicator: Indicator
    periods: list[PeriodResult]
    rule: str


def indicator_results(indicators: Iterable[Indicator]) -> list[IndicatorResult]:
    """Each indicator, fetched through visibility, with its periods.  A fixed number of queries for each counter used:
    2, and 2 for what was declared."""
    wanted = list(indicators)
    targets: dict[UUID, list[IndicatorTarget]] = defaultdict(list)
    for target in IndicatorTarget.objects.filter(indicator__in=wanted):
        targets[target.indicator_id].append(target)
    declared = _latest_declarations(wanted)
    counted = _counted(wanted, targets)
    results = []
    for indicator in wanted:
        periods = []
        for target in targets[indicator.pk]:
            said = declared.get(target.pk)
            actual = counted.get(target.pk) if indicator.counter else said.value if said else None
            periods.append(_result(indicator, target, actual, None if indicator.counter else said))
        results.append(IndicatorResult(indicator, periods, _rule(indicator)))
    return results


def attainment(indicator: Indicator, target: Decimal, actual: Decimal | None) -> Decimal | None:
    """In per cent with two decimals: reached ÷ target for `at_least`, target ÷ reached for `at_most`."""
    if actual is None:
        return None
    part, whole = (target, actual) if indicator.direction == Indicator.Direction.AT_MOST else (actual, target)
    return (part * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else None


def _result(
    indicator: Indicator, target: IndicatorTarget, actual: Decimal | None, said: IndicatorActual | None
) -> PeriodResult:
    begun = target.starts <= clock.today()
    if not begun and said is None:
        actual = None  # nothing counted is not 0 reached before the period has begun
    met = None
    if actual is not None:
        at_most = indicator.direction == Indicator.Direction.AT_MOST
        met = actual <= target.target if at_most else actual >= target.target
    return PeriodResult(target, actual, attainment(indicator, target.target, actual), met, said, begun)


def _rule(indicator: Indicator) -> str:
    how: Any = DECLARED_RULE
    if indicator.counter:
        counter = counters.get(indicator.counter)
        how = counter.rule if counter else _("The counter of this indicator is not known here any more.")
    direction = AT_MOST_RULE if indicator.direction == Indicator.Direction.AT_MOST else AT_LEAST_RULE
    return f"{how} {direction} {NOTHING_RULE}"


def _latest_declarations(indicators: list[Indicator]) -> dict[UUID, IndicatorActual]:
    """The declaration that counts for each target: the last one."""
    rows = IndicatorActual.objects.filter(target__indicator__in=indicators).order_by("target_id", "seq")
    return {row.target_id: row for row in rows}


def _counted(indicators: list[Indicator], targets: dict[UUID, list[IndicatorTarget]]) -> dict[UUID, Decimal | None]:
    """The counted figure of each target: each counter asked once for plans and once for schemes."""
    asked: dict[tuple[str, counters.Home], list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        if indicator.counter:
            asked[indicator.counter, "plan" if indicator.plan_id else "scheme"].append(indicator)
    figures: dict[UUID, Decimal | None] = {}
    for (name, home), group in asked.items():
        counter = counters.get(name)
        if counter is None:
            continue
        periods = {(target.starts, target.ends) for one in group for target in targets[one.pk]}
        found = counter.count(home, {home_of(one) for one in group}, periods) if periods else {}
        for one in group:
            for target in targets[one.pk]:
                figures[target.pk] = found.get((home_of(one), (target.starts, target.ends)))
    return figures


def home_of(indicator: Indicator) -> UUID:
    """The id of the plan or the scheme."""
    return indicator.plan_id or indicator.scheme_id  # type: ignore[return-value]  # a check constraint: one of the two


def actuals_of(indicator: Indicator) -> Any:
    """Everything that was declared, by period, the latest first."""
    rows = IndicatorActual.objects.filter(target__indicator=indicator)
    return rows.annotate(starts=F("target__starts"), ends=F("target__ends")).order_by("target__starts", "-seq", "id")


@dataclass
class Reader:
    """One unit that reads a plan (None: all units of the ministry on the plan's day), with its reasons; `listed`: it
    stands on the access list."""

    unit: Unit | None
    why: list[Any]
    listed: bool = False


def plan_readers(plan: Plan) -> list[Reader]:
    """Who reads the plan beside those who read every plan: owner, verifying unit, units with work in it, the group,
    the access list; each unit once.  Two queries."""
    found: dict[Any, Reader] = {}

    def add(unit: Unit | None, why: Any, *, listed: bool = False) -> None:
        reader = found.setdefault(unit and unit.pk, Reader(unit, []))
        reader.why.append(why)
        reader.listed |= listed

    add(plan.owner_unit, _("owns the plan"))
    if plan.verifying_unit is not None:
        add(plan.verifying_unit, _("verifies its results"))
    for access in plan.access.select_related("unit").order_by("group", "unit__name_sort", "unit__code"):
        add(access.unit, _("has work in it") if access.unit else _("is named as a group in one of its tasks"))
    for entry in plan.readers.select_related("unit").order_by("unit__name_sort", "unit__code"):
        add(entry.unit, _("stands on the access list"), listed=True)
    return list(found.values())
