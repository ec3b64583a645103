"""The assignment table as it is printed: the columns of the ministry's own tables, on a page of its own."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.records import found
from comms.web.pages import PageView
from plans.models import Plan
from tasks import selectors
from tasks.models import Task
from tasks.views.plans.common import address_of, plan_crumbs, plan_rows, unread_of

MOST_ROWS = 2_000
"""So many lines a browser still lays out in a moment; a longer table is taken as a file."""


class PlanTable(PageView):
    """Every line that the person may read, by objective, as far as a page can hold them."""

    template_name = "tasks/plan_table_page.html"
    plan: Plan

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.plan = found(plan_rows(request.user), pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return plan_crumbs(self.plan)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.plan
        rows = list(selectors.assignment_table(self.request.user, plan)[: MOST_ROWS + 1])
        counted = Task.objects.filter(plan=plan).count()
        return super().get_context_data(
            heading=_("Assignment table"),
            plan=plan,
            groups=_groups(rows[:MOST_ROWS]),
            unread=unread_of(self.request.user, plan),
            cut=len(rows) > MOST_ROWS,
            most=MOST_ROWS,
            hidden=counted - len(rows) if len(rows) <= MOST_ROWS else 0,
            tasks_url=address_of(plan=plan.pk),
            timeline_url=reverse("plans:timeline", args=[plan.pk]),
            **kwargs,
        )


def _groups(tasks: list[Task]) -> list[tuple[Any, list[Task]]]:
    """Tasks without an objective first; then each objective where its first task stands in the document, as the
    exported files have it."""
    groups: dict[Any, list[Task]] = {None: []}
    for task in tasks:
        groups.setdefault(task.objective_id, []).append(task)
    return [(lines[0].objective, lines) for lines in groups.values() if lines]
