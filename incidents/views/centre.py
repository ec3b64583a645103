"""Reports to a competent body, and the register of these bodies."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from comms.core import clock, limits
from comms.core.decisions import Action, require
from comms.core.records import found
from comms.web.actions import Verb
from comms.web.pages import EditPage, FormPage, ListPage, RecordPage
from incidents import redress_paper, selectors, services
from incidents.centre_text import report_text
from incidents.forms import redress as asked
from incidents.models import CentreReport, Claim, Destination
from incidents.policies import redress as policies
from incidents.views.parts import OnIncident, incident_crumbs

DESTINATIONS = _("Where false information is reported")


class CentreReportCreate(OnIncident):
    template_name = "incidents/centre_report_form.html"
    heading, form_class, done, submit_label = (
        _("Record a report to a competent body"),
        asked.CentreReportForm,
        _("The report was recorded."),
        _("Record as sent"),
    )

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user, "incident": self.incident}

    def initial(self) -> dict[str, Any]:
        claim = self.claim()
        return {"claim": claim.pk if claim else None, "text": report_text(self.incident, claim)}

    def claim(self) -> Claim | None:
        """The one that the address names, else the only one that the incident has."""
        claims = self.incident.claims.order_by("first_seen_at", "id")
        if asked_for := self.request.GET.get("claim"):
            return found(claims, pk=asked_for)
        first: list[Claim] = list(claims[:2])
        return first[0] if len(first) == 1 else None

    def save(self, form: Any) -> Any:
        actor: Any = self.request.user
        return services.centre_report(actor=actor, incident_id=self.incident.pk, **form.values())


class CentreReportPage(RecordPage):
    """One report: its words, and the answer."""

    template_name = "incidents/centre_report.html"
    model = CentreReport
    id_argument = "centrereport_id"
    context_object_name = "report"
    verbs: Mapping[str, Verb] = {
        "answer": Verb(
            pgettext_lazy("report to a competent body", "Record the answer"),
            services.centre_report_answer,
            _("The answer was recorded."),
            form=asked.CentreAnswerForm,
            tone="primary",
        )
    }

    def rows(self) -> "QuerySet[CentreReport]":
        return selectors.centre_reports_shown_to(self.request.user)

    def answers(self) -> Sequence[Action]:
        decision = policies.may_answer_centre(self.request.user, self.record)
        return [Action(verb="answer", allowed=decision.allowed, reason=str(decision.reason))]

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        incident = self.record.incident
        return incident_crumbs((incident.title, incident.get_absolute_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=str(self.record), **kwargs)


@require_safe
def centre_sheet(request: HttpRequest, pk: Any) -> HttpResponse:
    """The sheet of a report as PDF."""
    report = found(selectors.centre_reports_shown_to(request.user), pk=pk)
    return redress_paper.sheet_pdf(limits.caller_of(request), report)


class DestinationList(ListPage):
    """The bodies to which false information is reported, with the days on which they take reports."""

    template_name = "incidents/destination_list.html"
    heading = DESTINATIONS
    order = ("name", "valid_from")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs()

    def rows(self) -> "QuerySet[Destination]":
        return Destination.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_keep = policies.may_keep_destinations(self.request.user)
        return super().get_context_data(today=clock.today(), may_keep=may_keep, **kwargs)


class OfRegister:
    """What the two forms of the register share."""

    form_class = asked.DestinationForm

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(policies.may_keep_destinations(request.user))
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # mixed into a view below

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs((DESTINATIONS, reverse("incidents:destinations")))


class DestinationCreate(OfRegister, FormPage):
    heading, done, submit_label = _("Add a body"), _("The body was added."), _("Add")

    def save(self, form: forms.Form) -> Destination:
        actor: Any = self.request.user
        return services.destination_add(actor=actor, **form.cleaned_data)


class DestinationEdit(OfRegister, EditPage):
    model, heading, done = Destination, _("Edit the entry"), _("The entry was saved.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in asked.DestinationForm.base_fields}

    def save(self, form: forms.Form) -> Destination:
        actor: Any = self.request.user
        return services.destination_update(
            actor=actor, destination_id=self.record.pk, version=self.version, **form.cleaned_data
        )
