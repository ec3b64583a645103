"""What stands on the overview: each figure from the selector that its own page uses, so that they cannot disagree."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from comms.core import clock
from comms.core.clock import HANOI
from comms.deadlines.models import Clock
from comms.deadlines.selectors import SubjectLink, open_clocks, subject_links
from incidents.models import Incident
from incidents.selectors import restricted_not_shown
from plans.models import Plan, Scheme
from plans.states import OPEN_STATES
from press.releases.models import Release
from press.releases.states import CORRECTABLE, State
from tasks.models import Task
from tasks.selectors import Figures, Progress, progress, progress_by_plan

ROWS = 8
"""Rows of a list on the overview; the whole list is one step away."""
AWAITED = (State.IN_REVIEW, State.APPROVED, State.SCHEDULED)


@dataclass
class PlanRow:
    plan: Plan
    figures: Figures


@dataclass
class Overview:
    """`progress` counts every plan that the person may see; the lists hold the first rows of theirs.  Drills are no
    incidents here; `restricted_incidents` are open, and counted only."""

    scheme: Scheme | None
    progress: Progress
    plans: list[PlanRow]
    overdue: list[Task]
    overdue_count: int
    due_soon_count: int
    clocks: list[Clock]
    clock_links: dict[Any, SubjectLink]
    open_clocks: int
    due_today: int
    incidents: list[Incident]
    open_incidents: int
    restricted_incidents: int
    awaited: int
    urgent: list[Release]
    issued: list[Release]
    week_start: datetime


def overview(user: Any) -> Overview:
    """Read once for the page; a constant number of queries, whatever there is."""
    plans = list(Plan.objects.visible_to(user).filter(state__in=OPEN_STATES).select_related("owner_unit")[:50])
    figures = progress_by_plan(plans)
    late = overdue_tasks(user)
    clocks = open_clocks(user)
    first_clocks = list(clocks.order_by("due_at", "pk")[:ROWS])
    incidents = Incident.objects.visible_to(user).open().filter(drill=False)
    releases = Release.objects.visible_to(user)
    unreviewed = Release.objects.file_visible_to(user).urgent_unreviewed()
    week_start = start_of_week()
    return Overview(
        scheme=Scheme.objects.visible_to(user).order_by("-starts").first(),
        progress=progress(user=user),
        plans=[PlanRow(plan, figures[plan.pk]) for plan in plans],
        overdue=list(late[:ROWS]),
        overdue_count=late.count(),
        due_soon_count=_open_tasks(user).with_deadlines().filter(due_soon=True).count(),
        clocks=first_clocks,
        clock_links=subject_links(user, first_clocks),
        open_clocks=clocks.count(),
        due_today=clocks.filter(due_at__lt=_end_of_today()).count(),
        incidents=list(incidents.select_related("lead_unit").order_by("-severity", "received_at")[:ROWS]),
        open_incidents=incidents.count(),
        restricted_incidents=restricted_not_shown(user, only_open=True),
        awaited=releases.filter(state__in=AWAITED).count(),
        urgent=list(unreviewed.order_by("urgent_review_due", "pk")[:ROWS]),
        issued=list(releases.filter(state__in=CORRECTABLE, issued_at__gte=week_start).order_by("-issued_at")[:ROWS]),
        week_start=week_start,
    )


def overdue_tasks(user: Any) -> "QuerySet[Task]":
    """Overdue tasks, the longest first."""
    rows: QuerySet[Task] = _open_tasks(user).overdue().select_related("lead_unit", "plan")
    return rows.order_by("due_on", "pk")


def _open_tasks(user: Any) -> Any:
    """Tasks of plans that are being carried out; a draft gives nobody work."""
    return Task.objects.visible_to(user).filter(plan__state__in=OPEN_STATES)


def start_of_week() -> datetime:
    """Monday, 00:00 in Hanoi."""
    local = clock.now().astimezone(HANOI)
    monday = local.date() - timedelta(days=local.weekday())
    return datetime.combine(monday, datetime.min.time(), tzinfo=HANOI)


def _end_of_today() -> datetime:
    return datetime.combine(clock.today() + timedelta(days=1), datetime.min.time(), tzinfo=HANOI)
