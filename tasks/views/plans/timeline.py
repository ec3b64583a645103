"""A plan in time: months as columns, a row a task, drawn by the server; the same facts as a table below."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy

from comms.core import clock
from comms.core.records import found
from comms.web.keyset import keyset_page
from comms.web.pages import PageView
from plans.models import Plan
from tasks import selectors
from tasks.models import Extension, Task
from tasks.states import ExtensionState, Recurrence, TaskState
from tasks.timing import read
from tasks.views.plans.common import plan_crumbs, plan_rows

TASKS_A_PAGE = 100
MOST_MONTHS = 96
"""Eight years; what lies beyond is told in the table only."""


@dataclass(frozen=True)
class Span:
    """Whole months from the one of `first` on."""

    first: date
    months: int

    def at(self, day: date) -> float:
        """Where a day stands, from 0 to 100; each month is as wide as any other, days outside are put at the edge."""
        month = (day.year - self.first.year) * 12 + day.month - self.first.month
        share = month + (day.day - 1) / monthrange(day.year, day.month)[1]
        return min(max(share / self.months * 100, 0), 100)

    def has(self, day: date) -> bool:
        return 0 <= (day.year - self.first.year) * 12 + day.month - self.first.month < self.months


@dataclass(frozen=True)
class Mark:
    """One sign on a row: `x` in per cent of the width, written with a point."""

    x: str
    kind: str
    words: str


@dataclass
class Bar:
    """One task: a line from its first day to its due date or the day it was done; `words` says what its marks say."""

    task: Task
    words: str
    tone: str
    x: str = ""
    width: str = ""
    marks: list[Mark] = field(default_factory=list)
    periods_met: int = 0
    periods: int = 0
    extensions: list[Extension] = field(default_factory=list)
    done_on: date | None = None


class PlanTimeline(PageView):
    """The tasks that the person may read, a page of them at a time."""

    template_name = "tasks/plan_timeline.html"
    plan: Plan

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.plan = found(plan_rows(request.user), pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return plan_crumbs(self.plan)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan, today = self.plan, clock.today()
        approved = Extension.objects.filter(state=ExtensionState.APPROVED).order_by("seq")
        rows = selectors.assignment_table(self.request.user, plan).prefetch_related(
            "periods", Prefetch("extensions", queryset=approved, to_attr="approved")
        )
        page = keyset_page(rows, self.request, order=("position",), size=TASKS_A_PAGE)
        span = _span(plan, page.rows, today)
        return super().get_context_data(
            heading=pgettext_lazy("plan", "Timeline"),
            plan=plan,
            page=page,
            bars=[_bar(task, span, today) for task in page],
            months=[_month(span, number) for number in range(span.months)],
            years=_years(span),
            month_count=span.months,
            month_share=f"{1 / span.months:.6f}",
            today=today,
            today_x=_x(span.at(today)) if span.has(today) else "",
            plan_url=plan.get_absolute_url(),
            table_url=reverse("plans:table", args=[plan.pk]),
            **kwargs,
        )


def _span(plan: Plan, tasks: list[Task], today: date) -> Span:
    """From the plan's first month to its last, and to the last due date of the tasks shown."""
    first = min([plan.starts, *(task.due_on for task in tasks if task.due_on)])
    last = max([plan.ends or plan.starts, *(task.due_on for task in tasks if task.due_on)])
    if plan.ends is None:
        last = max(last, today)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return Span(first.replace(day=1), min(months, MOST_MONTHS))


def _month(span: Span, number: int) -> dict[str, Any]:
    index = span.first.month - 1 + number
    return {"month": index % 12 + 1, "year": span.first.year + index // 12}


def _years(span: Span) -> list[dict[str, int]]:
    """Each year with how many of its months are shown."""
    years: dict[int, int] = {}
    for number in range(span.months):
        year = _month(span, number)["year"]
        years[year] = years.get(year, 0) + 1
    return [{"year": year, "months": months} for year, months in years.items()]


def _bar(task: Task, span: Span, today: date) -> Bar:
    plan = task.plan
    bar = Bar(task=task, words="", tone=_tone(task), extensions=task.approved)  # type: ignore[attr-defined]  # prefetched
    periods = list(task.periods.all())
    bar.periods, bar.periods_met = len(periods), sum(1 for one in periods if one.met_on)
    if task.state == TaskState.VERIFIED:
        bar.done_on = task.submitted_on
    starts, ends = _first_day(task), task.due_on
    if task.recurrence == Recurrence.CONTINUOUS and ends is None:
        ends = plan.ends or today
    if bar.done_on is not None:
        ends = bar.done_on
    if ends is not None:
        left, right = span.at(min(starts, ends)), span.at(ends)
        bar.x, bar.width = _x(left), _x(max(right - left, 0.4))
    bar.marks = list(_marks(task, bar, periods, span, today))
    bar.words = "; ".join(mark.words for mark in bar.marks) or gettext("no due date is known")
    return bar


def _first_day(task: Task) -> date:
    """The first day that the wording names; otherwise that of the plan."""
    if task.timing_text:
        said = read(task.timing_text, starts=task.plan.starts, ends=task.plan.ends)
        if said.starts is not None and said.due_on == task.first_due_on:
            return said.starts
    return task.plan.starts


def _marks(task: Task, bar: Bar, periods: list[Any], span: Span, today: date) -> Any:
    for one in periods:
        late = one.met_on is None and one.due_on < today
        kind = "met" if one.met_on else "missed" if late else "open"
        words = {
            "met": gettext("period to %(day)s reported"),
            "missed": gettext("period to %(day)s not reported"),
            "open": gettext("period to %(day)s to come"),
        }[kind]
        yield Mark(_x(span.at(one.due_on)), f"period {kind}", words % {"day": f"{one.due_on:%d/%m/%Y}"})
    if task.first_due_on and task.first_due_on != task.due_on:
        words = gettext("first due on %(day)s") % {"day": f"{task.first_due_on:%d/%m/%Y}"}
        yield Mark(_x(span.at(task.first_due_on)), "first", words)
    if task.due_on:
        yield Mark(_x(span.at(task.due_on)), "due", gettext("due on %(day)s") % {"day": f"{task.due_on:%d/%m/%Y}"})
    if bar.done_on:
        yield Mark(_x(span.at(bar.done_on)), "done", gettext("done on %(day)s") % {"day": f"{bar.done_on:%d/%m/%Y}"})


def _tone(task: Task) -> str:
    if task.state in (TaskState.VERIFIED, TaskState.CANCELLED):
        return str(task.state)
    return "overdue" if task.overdue else "open"  # type: ignore[attr-defined]  # annotated by `shown`


def _x(share: float) -> str:
    """With a point in every language, as SVG reads it."""
    return f"{share:.2f}"
