"""Who reads a plan and why, and its access list: a unit is put on it, or taken off."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from comms.core.records import found
from comms.org.models import Unit
from comms.web.pages import EditPage, version_of
from plans import policies, services
from plans.models import Plan
from plans.selectors import plan_readers
from tasks.forms.readers import ReaderForm
from tasks.views.plans.common import plan_crumbs, plan_rows


def readers_url(plan: Plan) -> str:
    return reverse("plans:readers", args=[plan.pk])


class PlanReaders(EditPage):
    """Everybody sees who reads; who keeps the list also adds to it here."""

    template_name = "tasks/plan_readers.html"
    model = Plan
    heading = _("Who reads this plan")
    form_class = ReaderForm
    done = _("The unit reads the plan from now on.")
    submit_label = _("Put on the list")

    def rows(self) -> "QuerySet[Plan]":
        return plan_rows(self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = super().dispatch(request, *args, **kwargs)
        request.back_url = readers_url(self.record)  # type: ignore[attr-defined]  # for the page of a refusal
        return answer

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return plan_crumbs(self.record)

    def form_arguments(self) -> dict[str, Any]:
        return {"plan": self.record}

    def save(self, form: forms.Form) -> Plan:
        return services.plan_open_to(
            actor=self.request.user,  # type: ignore[arg-type]  # signed in
            plan_id=self.record.pk,
            version=self.version,
            unit=form.cleaned_data["unit"],
        )

    def success_url(self, saved: Plan) -> str:
        return readers_url(saved)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.record
        return super().get_context_data(
            plan=plan,
            readers=plan_readers(plan),
            keeps=policies.may_open_to(self.request.user, plan),
            **kwargs,
        )


class ReaderOff(View):
    """`POST plans/<id>/readers/<unit>/off/` with the version; then the list again."""

    def post(self, request: HttpRequest, *, pk: Any, unit: str) -> HttpResponse:
        plan = found(Plan.objects.visible_to(request.user), pk=pk)
        back = readers_url(plan)
        request.back_url = back  # type: ignore[attr-defined]  # for the page of a refusal
        taken = found(Unit.objects.all(), code=unit)
        services.plan_close_to(actor=request.user, plan_id=plan.pk, version=version_of(request), unit=taken)  # type: ignore[arg-type]  # signed in
        said = _("%(unit)s was taken off the list. What it sees by its own work stays.") % {"unit": taken.name}
        messages.success(request, str(said))
        return HttpResponseRedirect(back)
