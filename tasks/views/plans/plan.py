"""The page of a plan: its facts, its tree of objectives and tasks, topics, indicators, progress."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from comms.web.actions import PageAction, Verb
from comms.web.forms import ReasonForm
from comms.web.pages import RecordPage
from plans import policies, services
from plans.models import Plan
from plans.selectors import indicator_results
from plans.states import PlanState
from tasks import policies as task_policies
from tasks import selectors
from tasks.forms import IssueForm
from tasks.models import Task
from tasks.states import TaskState
from tasks.views.plans.common import Way, address_of, may_write, plan_crumbs, plan_rows, stats, unread_of
from tasks.views.plans.onward import amending

TREE_ROWS = 200
"""A plan with more tasks shows its objectives only, each with the way to its list."""
OPEN_ROWS = 30
"""With so few tasks the tree stands open."""


@dataclass(frozen=True)
class Branch:
    """An objective (None for the tasks without one) with its figures and those of its tasks that are shown."""

    figures: selectors.ObjectiveProgress
    tasks: list[Task]
    url: str

    @property
    def hidden(self) -> int:
        """How many of its tasks this person may not read."""
        return self.figures.counts.total + self.figures.counts.cancelled - len(self.tasks)


class PlanPage(RecordPage):
    """One plan: its facts, its objectives, who does what by when, how far it is."""

    template_name = "tasks/plan.html"
    model = Plan
    policies = policies
    id_argument = "plan_id"
    context_object_name = "plan"
    verbs = {
        "submit": Verb(_("Submit for issue"), services.plan_submit, _("The plan was submitted."), tone="primary"),
        "issue": Verb(
            pgettext_lazy("plan", "Issue"),
            services.plan_issue,
            _("The plan is issued."),
            form=IssueForm,
            tone="primary",
            confirm=_("An issued plan binds the units that it names."),
        ),
        "return": Verb(_("Return to the unit"), services.plan_return, _("The plan went back."), form=ReasonForm),
        "start": Verb(
            pgettext_lazy("plan", "Start"), services.plan_start, _("The plan is in progress."), tone="primary"
        ),
        "close": Verb(
            pgettext_lazy("plan", "Close"),
            services.plan_close,
            _("The plan is closed."),
            confirm=_("From then on its tasks and figures stand still."),
        ),
        "archive": Verb(pgettext_lazy("plan", "Archive"), services.plan_archive, _("The plan is archived.")),
    }

    def rows(self) -> "QuerySet[Plan]":
        return plan_rows(self.request.user)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return plan_crumbs(self.record, to_plan=False)

    @cached_property
    def unread(self) -> list[Task]:
        return unread_of(self.request.user, self.record)

    def actions(self) -> list[PageAction]:
        """Before a draft is submitted it says how many of its tasks will never be due."""
        if self.record.state == PlanState.DRAFT and self.unread:
            words = ngettext(
                "%(n)s task has a timing that is not read as a due date; the list stands above the tasks.",
                "%(n)s tasks have a timing that is not read as a due date; the list stands above the tasks.",
                len(self.unread),
            )
            submit = replace(self.verbs["submit"], confirm=words % {"n": len(self.unread)})
            self.verbs = {**self.verbs, "submit": submit}
        return super().actions()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan: Plan = self.record
        figures = selectors.progress(user=self.request.user, plan=plan)
        tasks = list(selectors.assignment_table(self.request.user, plan)[: TREE_ROWS + 1])
        folded = len(tasks) > TREE_ROWS
        counted = figures.counts.total + figures.counts.cancelled
        tree = _branches(plan, figures, [] if folded else tasks)
        return super().get_context_data(
            heading=plan.title,
            figures=figures,
            stats=stats(figures.counts, address_of(plan=plan.pk)),
            tree=tree,
            folded=folded,
            stands_open=len(tasks) <= OPEN_ROWS,
            counted=counted,
            hidden=0 if folded else counted - len(tasks),
            tasks_url=address_of(plan=plan.pk),
            topics=self.topics(),
            indicators=indicator_results(plan.indicators.all()),
            unread=self.unread,
            ways=self.ways(),
            importing=self.importing(),
            amending=amending(self.request.user, plan),
            **kwargs,
        )

    def topics(self) -> Any:
        """The plan's topics with how many of its tasks carry each."""
        return self.record.topics.annotate(carried=Count("tasks", filter=~Q(tasks__state=TaskState.CANCELLED)))

    def importing(self) -> list[Way]:
        plan = self.record
        address = reverse("plans:import", args=[plan.pk])
        return [Way(_("Import a table"), address, task_policies.may_import(self.request.user, plan))]

    def ways(self) -> list[Way]:
        """Where the draft is written; once it is not, the reason."""
        plan, decision = self.record, may_write(self.request.user, self.record)
        named = [
            (_("Add a task"), "task-new"),
            (_("Objectives, topics and indicators"), "content"),
            (_("Edit the plan"), "edit"),
        ]
        return [Way(label, reverse(f"plans:{name}", args=[plan.pk]), decision) for label, name in named]


def _branches(plan: Plan, figures: selectors.Progress, tasks: list[Task]) -> list[Branch]:
    """The objectives in the order of the document, each with its tasks; those of the scheme only where it has some."""
    by_objective: dict[Any, list[Task]] = {}
    for task in tasks:
        by_objective.setdefault(task.objective_id, []).append(task)
    branches = []
    for one in figures.by_objective:
        pk = one.objective.pk if one.objective else None
        url = address_of(plan=plan.pk, objective=pk) if pk else address_of(plan=plan.pk)
        branches.append(Branch(one, by_objective.get(pk, []), url))
    return branches
