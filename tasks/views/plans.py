"""Pages of schemes and plans: facts, objectives, the assignment table, progress."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.text import fold
from comms.web.actions import Verb
from comms.web.forms import ReasonForm
from comms.web.pages import ListPage, RecordPage
from plans import policies, services
from plans.models import Plan, Scheme
from tasks import selectors
from tasks.forms import FIGURE_NAMES, IssueForm, PlanFilters

TABLE_ROWS = 200


class PlanList(ListPage):
    """The plans that a person sees, with their progress; above them the schemes."""

    template_name = "tasks/plan_list.html"
    heading = _("Plans")
    filter_form = PlanFilters
    order = ("-starts", "code")

    def rows(self) -> "QuerySet[Plan]":
        return Plan.objects.visible_to(self.request.user).select_related("owner_unit", "scheme")  # type: ignore[no-any-return]

    def filter_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def narrow(self, rows: "QuerySet[Plan]", chosen: Mapping[str, Any]) -> "QuerySet[Plan]":
        if chosen["search"]:
            rows = rows.filter(folded__contains=fold(chosen["search"]))
        if chosen["scheme"]:
            rows = rows.filter(scheme=chosen["scheme"])
        if chosen["state"]:
            rows = rows.filter(state=chosen["state"])
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        figures = selectors.progress_by_plan(context["page"].rows)
        schemes = Scheme.objects.visible_to(self.request.user).select_related("owner_unit")
        return context | {"plans": [(plan, figures[plan.pk]) for plan in context["page"]], "schemes": schemes}


class SchemePage(RecordPage):
    """One scheme: what it wants, its objectives, its plans, how far they are."""

    template_name = "tasks/scheme.html"
    model = Scheme
    context_object_name = "scheme"

    def rows(self) -> "QuerySet[Scheme]":
        return Scheme.objects.visible_to(self.request.user).select_related("owner_unit")  # type: ignore[no-any-return]

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Plans"), reverse("plans:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        plans = list(Plan.objects.visible_to(user).filter(scheme=self.record).select_related("owner_unit"))
        figures = selectors.progress_by_plan(plans)
        return super().get_context_data(
            heading=self.record.title,
            figures=selectors.progress(user=user, scheme=self.record),
            plans=[(plan, figures[plan.pk]) for plan in plans],
            **kwargs,
        )


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
        return Plan.objects.visible_to(self.request.user).select_related("owner_unit", "verifying_unit", "scheme")  # type: ignore[no-any-return]

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Plans"), reverse("plans:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan: Plan = self.record
        figures = selectors.progress(user=self.request.user, plan=plan)
        tasks = list(selectors.assignment_table(self.request.user, plan)[:TABLE_ROWS])
        counted = figures.counts.total + figures.counts.cancelled
        return super().get_context_data(
            heading=plan.title,
            figures=figures,
            stats=_stats(plan, figures.counts),
            tasks=tasks,
            more=counted - len(tasks) if len(tasks) == TABLE_ROWS else 0,
            hidden=counted - len(tasks) if len(tasks) < TABLE_ROWS else 0,
            tasks_url=f"{reverse('tasks:list')}?plan={plan.pk}",
            **kwargs,
        )


def _stats(plan: Plan, counts: selectors.Counts) -> list[dict[str, Any]]:
    """The figures at the head of a plan, each with the list behind it."""
    tones = {"overdue": "bad", "due_soon": "warn", "blocked": "warn", "done_late": "warn"}
    shown = (
        "done_on_time",
        "done_late",
        "done_undated",
        "in_progress",
        "not_started",
        "blocked",
        "due_soon",
        "overdue",
    )
    address = f"{reverse('tasks:list')}?plan={plan.pk}"
    return [
        {
            "figure": getattr(counts, name),
            "label": FIGURE_NAMES[name],
            "url": f"{address}&figure={name}",
            "tone": tones.get(name, ""),
        }
        for name in ("total", *shown)
        if getattr(counts, name) or name in ("total", "overdue", "in_progress")
    ]
