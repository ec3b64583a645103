"""Pages of tasks: the list (my work), and one task with its verbs, reports and evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core import clock
from comms.core.decisions import Action
from comms.core.text import fold
from comms.org.models import Role
from comms.org.selectors import units_acted_for
from comms.web.actions import Verb
from comms.web.forms import ReasonForm
from comms.web.pages import ListPage, RecordPage
from plans.states import UNISSUED_STATES
from tasks import policies, selectors, services
from tasks.forms import MINE, AssignForm, ReportForm, TaskFilters
from tasks.forms.work import ExtensionForm
from tasks.models import Task
from tasks.states import TaskState
from tasks.views import acts
from tasks.views.plans.common import Way, may_write
from tasks.views.story import Story


class TaskList(ListPage):
    """Tasks that a person sees, by due date; what is asked for stands in the address."""

    template_name = "tasks/task_list.html"
    heading = _("Tasks")
    filter_form = TaskFilters
    order = ("due_sort", "position")

    def rows(self) -> "QuerySet[Task]":
        return selectors.shown(Task.objects.visible_to(self.request.user))

    def filter_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def narrow(self, rows: Any, chosen: Mapping[str, Any]) -> "QuerySet[Task]":
        if chosen["search"]:
            rows = rows.filter(folded__contains=fold(chosen["search"]))
        exact = ("plan", "state", "objective", "lead_unit")
        rows = rows.filter(**{name: chosen[name] for name in exact if chosen.get(name)})
        if chosen.get("topic"):
            rows = rows.filter(topics=chosen["topic"])
        if chosen["unit"]:
            rows = rows.of_units(selectors.work_units(chosen["unit"].pk))
        if chosen["coordinating_unit"]:
            rows = rows.coordinated_by(chosen["coordinating_unit"])
        if chosen["overdue"]:
            rows = rows.overdue()
        if chosen["due_after"]:
            rows = rows.filter(due_on__gt=chosen["due_after"])
        if chosen["due_before"]:
            rows = rows.filter(due_on__lt=chosen["due_before"])
        if chosen["figure"]:
            rows = rows.filter(selectors.figure_condition(chosen["figure"]))
        return self.narrow_to_mine(rows, chosen["mine"])

    def narrow_to_mine(self, rows: Any, mine: str) -> "QuerySet[Task]":
        """What a unit has to do; of a plan that is not issued yet only what is asked for by plan or state."""
        user = self.request.user
        asked = self.request.GET
        if mine and not asked.get("plan") and not asked.get("state"):
            rows = rows.exclude(plan__state__in=UNISSUED_STATES)
        match mine:
            case "lead":
                return rows.filter(lead_unit__in=units_acted_for(user))  # type: ignore[no-any-return]
            case "part":
                return rows.of_units(units_acted_for(user))  # type: ignore[no-any-return]
            case "group":
                return rows.addressed_to(units_acted_for(user))  # type: ignore[no-any-return]
            case "judge":
                heads = Q(plan__verifying_unit__in=units_acted_for(user, Role.Kind.UNIT_HEAD))
                return rows.filter(heads, state=TaskState.SUBMITTED)  # type: ignore[no-any-return]
        return rows  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = reverse("tasks:list")
        asked = self.request.GET.get("mine", "")
        tabs = [(_("all that I may see"), address, not asked)]
        tabs += [(label, f"{address}?mine={name}", asked == name) for name, label in MINE.items()]
        return super().get_context_data(tabs=tabs, **kwargs)


class TaskPage(RecordPage):
    """One task: what is to be done by whom, its verbs, what was reported, what proves it."""

    template_name = "tasks/task.html"
    model = Task
    id_argument = "task_id"
    context_object_name = "task"
    verbs = {
        "accept": Verb(
            pgettext_lazy("task", "Accept"), services.task_accept, _("The task is accepted."), tone="primary"
        ),
        "update": Verb(
            _("Report progress"), services.task_update, _("Your report is kept."), form=ReportForm, tone="primary"
        ),
        "extend": Verb(
            _("Ask for an extension"),
            services.extension_request,
            _("The request was sent to the plan's owner unit."),
            form=ExtensionForm,
        ),
        "start": Verb(pgettext_lazy("task", "Start"), services.task_start, _("Work has begun.")),
        "submit": Verb(
            _("Submit the result"),
            services.task_submit,
            _("The result was submitted for verification."),
            confirm=_("The verifying unit will look at it; until it decides, nothing can be added."),
        ),
        "verify": Verb(
            pgettext_lazy("task", "Verify"),
            services.task_verify,
            _("The result is verified."),
            tone="primary",
            confirm=_("The task then counts as done."),
        ),
        "reject": Verb(
            pgettext_lazy("task", "Reject"), services.task_reject, _("The task went back to its unit."), form=ReasonForm
        ),
        "block": Verb(_("Report as blocked"), services.task_block, _("The task is blocked."), form=ReasonForm),
        "unblock": Verb(pgettext_lazy("task", "Resume"), services.task_unblock, _("Work goes on."), tone="primary"),
        "return": Verb(
            pgettext_lazy("task", "Return"), services.task_return, _("The task went back."), form=ReasonForm
        ),
        "assign": Verb(
            _("Assign again"), services.task_assign, _("The task is assigned."), form=AssignForm, tone="primary"
        ),
        "reopen": Verb(
            pgettext_lazy("task", "Reopen"), services.task_reopen, _("The task is open again."), form=ReasonForm
        ),
        "cancel": Verb(
            _("Cancel the task"), services.task_cancel, _("The task is cancelled."), form=ReasonForm, tone="danger"
        ),
    }

    def rows(self) -> "QuerySet[Task]":
        rows = Task.objects.visible_to(self.request.user).select_related("plan__scheme", "plan__verifying_unit")
        return selectors.shown(rows)

    def find(self) -> Any:
        """With the open periods of a recurring task, which a report may name."""
        task = super().find()
        periods = list(task.periods.filter(met_on=None)) if task.recurrence else []
        report = replace(self.verbs["update"], form=partial(ReportForm, periods=periods))
        self.verbs = {**self.verbs, "update": report}
        return task

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form of a report depends on the task, so that it is found before its verb is looked up."""
        if kwargs.get("verb") == "update":
            self.find()
        return super().post(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        plan = self.record.plan
        return [(_("Plans"), reverse("plans:list")), (plan.code, plan.get_absolute_url())]

    def answers(self) -> Sequence[Action]:
        user, task = self.request.user, self.record
        more = selectors.report_action(user, task) + selectors.extension_action(user, task)
        return selectors.actions(user, task) + more

    def arguments(self, verb: str, form: forms.Form | None) -> dict[str, Any]:
        if isinstance(form, ReportForm):
            given = form.cleaned_data
            period = given.get("period") or None
            return {
                "text": given["text"],
                "percent": given["percent"],
                "evidence": form.evidence(),
                "period": UUID(period) if period else None,
            }
        return super().arguments(verb, form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        task: Task = self.record
        user = self.request.user
        may_comment = policies.may_comment(user, task)
        context = super().get_context_data(
            heading=f"{task.no}. {task.title}" if task.no else task.title,
            group=selectors.group_units(task),
            parts=acts.parts_shown(user, task, self.bound),
            timing=selectors.timing_of(task),
            periods=task.periods.select_related("met_by") if task.recurrence else (),
            extensions=acts.extensions_shown(user, task, self.bound),
            updates=task.updates.prefetch_related("evidence__file"),
            evidence=selectors.evidence_of(user, task),
            carried=selectors.carried(user, task),
            incidents=[link.incident for link in selectors.incident_links(user, task)],
            comments=task.comments.prefetch_related("mentions__person"),
            may_comment=may_comment,
            comment_form=self.bound.get("comment")
            or (acts.make_form("comment", task, user=user) if may_comment.allowed else None),
            today=clock.today(),
            ways=[Way(_("Edit the task"), reverse("tasks:edit", args=[task.pk]), may_write(user, task.plan))],
            **kwargs,
        )
        context["story"] = Story(task, context["history"]).told()
        return context
