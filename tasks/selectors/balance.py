"""How the work of a plan is spread over the units that lead it, and which of them have gone silent."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q, Sum
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.org.models import Unit
from plans.models import Plan, Scheme
from tasks.models import Task, TaskUpdate
from tasks.selectors.progress import FIGURE_CONDITIONS, within
from tasks.states import ENDED_STATES

_RULE = _(
    "Load: the tasks that a unit leads, cancelled ones left out, and their weight. On time: the tasks done on time, "
    "divided by those done on time, done late or overdue; without any of them there is no rate. Silent: a unit with "
    "open tasks that has reported nothing for %(days)s days."
)


@dataclass(frozen=True)
class UnitBalance:
    """The work that one unit leads.  `share` and `on_time_percent` have two decimals; None when there is nothing to
    divide by.  `last_report_on` is a day in Hanoi."""

    unit: Unit
    assigned: int
    open: int
    weight: Decimal
    share: Decimal | None
    on_time_percent: Decimal | None
    overdue: int
    last_report_on: date | None
    silent: bool


def balance(*, user: Any, plan: Plan | None = None, scheme: Scheme | None = None) -> list[UnitBalance]:
    """The lead units of a plan's tasks, of a scheme's plans, or of all that this person sees; heaviest load first.

    `plan` and `scheme` were fetched through visibility.  Three queries.
    """
    today = clock.today()
    wanted = within(Task.objects.all(), user, plan, scheme, today)
    is_open = ~Q(state__in=ENDED_STATES)
    rows = {
        row["lead_unit_id"]: row
        for row in wanted.order_by()
        .values("lead_unit_id")
        .annotate(
            assigned=Count("pk", filter=FIGURE_CONDITIONS["total"](today)),
            open=Count("pk", filter=is_open),
            weight_sum=Sum("weight", filter=FIGURE_CONDITIONS["total"](today)),
            oldest=Min("created_at", filter=is_open),
            **{name: Count("pk", filter=FIGURE_CONDITIONS[name](today)) for name in ("done_on_time", "done_late")},
            late=Count("pk", filter=FIGURE_CONDITIONS["overdue"](today)),
        )
    }
    reports = TaskUpdate.objects.filter(task__in=wanted).order_by().values("task__lead_unit_id")
    last = {row["task__lead_unit_id"]: row["last"] for row in reports.annotate(last=Max("at"))}
    whole = sum((_exact(row["weight_sum"]) for row in rows.values()), Decimal(0))
    found = [_of_unit(unit, rows[unit.pk], last.get(unit.pk), whole) for unit in Unit.objects.filter(pk__in=rows)]
    return sorted(found, key=lambda one: (-one.weight, one.unit.name_sort))


def balance_rule() -> str:
    """How the figures are counted, in words."""
    return str(_RULE % {"days": settings.TASK_SILENT_DAYS})


def silent_since(today: date) -> date:
    """A unit with open work that has reported nothing since before this day is silent."""
    return today - timedelta(days=settings.TASK_SILENT_DAYS)


def _of_unit(unit: Unit, row: dict[str, Any], last: Any, whole: Decimal) -> UnitBalance:
    weight = _exact(row["weight_sum"])
    due = row["done_on_time"] + row["done_late"] + row["late"]
    heard = last or row["oldest"]
    return UnitBalance(
        unit=unit,
        assigned=row["assigned"],
        open=row["open"],
        weight=weight,
        share=_percent(weight, whole),
        on_time_percent=_percent(Decimal(row["done_on_time"]), Decimal(due)),
        overdue=row["late"],
        last_report_on=_day(last) if last else None,
        silent=bool(row["open"]) and _day(heard) < silent_since(clock.today()),
    )


def _day(at: datetime) -> date:
    return at.astimezone(clock.HANOI).date()


def _exact(value: Decimal | None) -> Decimal:
    return Decimal(0) if value is None else Decimal(value).quantize(Decimal("0.01"))


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else None
