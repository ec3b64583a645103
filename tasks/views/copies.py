"""Pages that take a plan into another year: its copy, and its unfinished tasks."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comms.core.decisions import require
from comms.core.records import found
from comms.web.pages import FormPage
from plans import policies
from plans.models import Plan
from tasks import selectors, services
from tasks.forms.amendments import CarryOverForm, PlanCopyForm
from tasks.views.plans.common import plan_crumbs, plan_rows


class OfPlan(FormPage):
    """A form about the plan of the address."""

    plan: Plan

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.plan = found(plan_rows(request.user), pk=kwargs["pk"])
        request.back_url = self.plan.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
        require(policies.may_copy(request.user, self.plan))
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return plan_crumbs(self.plan)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"record": self.plan, "plan": self.plan, **kwargs})


class PlanCopyPage(OfPlan):
    """The copy of a plan as a new draft."""

    template_name = "tasks/copy.html"
    heading = _("Copy the plan as a new draft")
    form_class = PlanCopyForm
    done = _("The draft is there. Look at its units and due dates.")
    submit_label = _("Make the draft")

    def initial(self) -> dict[str, Any]:
        """The year after, where the plan has a year."""
        plan, day = self.plan, self.plan.starts
        year = plan.year + 1 if plan.year else None
        ends = plan.ends.replace(year=plan.ends.year + 1, day=min(plan.ends.day, 28)) if plan.ends and year else None
        if ends and plan.ends and (plan.ends.month, plan.ends.day) != (2, 29):
            ends = ends.replace(day=plan.ends.day)
        starts = day.replace(year=day.year + 1, day=min(day.day, 28)) if year else None
        return {"title": plan.title, "year": year, "starts": starts, "ends": ends}

    def save(self, form: Any) -> Plan:
        return services.plan_copy(actor=self.request.user, plan_id=self.plan.pk, **form.cleaned_data)  # type: ignore[arg-type]  # signed in


class CarryOverPage(OfPlan):
    """Unfinished tasks go over into a draft."""

    template_name = "tasks/carry_over.html"
    heading = _("Carry unfinished tasks over")
    form_class = CarryOverForm
    done = _("The tasks are in the draft, each with a link to the one it comes from.")
    submit_label = _("Carry over")

    def form_arguments(self) -> dict[str, Any]:
        user = self.request.user
        return {"user": user, "plan": self.plan, "carriable": selectors.carriable(user, self.plan)}

    def save(self, form: Any) -> Plan:
        given = form.cleaned_data
        return services.tasks_carry_over(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            plan_id=self.plan.pk,
            to=given["to"].pk,
            tasks=[task.pk for task in given["tasks"]],
            units=given["units"],
        )
