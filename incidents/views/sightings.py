"""Where incidents and claims were seen."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from comms.core.records import found
from comms.web.pages import FormPage, ListPage
from incidents import policies, selectors, services
from incidents.forms.sightings import IncidentSightingForm, SightingForm
from incidents.models import Claim, Incident, Sighting
from incidents.views.parts import OnIncident, incident_crumbs

_LATEST = 5


def part(user: Any, incident: Incident) -> dict[str, Any]:
    """The latest captures, and how many there are."""
    rows = selectors.sightings_newest(incident.sightings).select_related("recorded_by", "outlet", "claim", "file")
    return {
        "sources": list(rows[:_LATEST]),
        "sources_total": incident.sightings.count(),
        "may_see": not incident.ended and policies.may_report_claim(user, incident),
    }


class SightingList(ListPage):
    """Everything that was captured of one incident, the latest first."""

    template_name = "incidents/sightings.html"
    heading = _("Where it was seen")
    order = ("-captured_at",)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.incident = found(Incident.objects.visible_to(request.user), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def rows(self) -> "QuerySet[Sighting]":
        rows: QuerySet[Sighting] = self.incident.sightings.select_related("recorded_by", "outlet", "claim", "file")
        return rows

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs((self.incident.title, self.incident.get_absolute_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        incident = self.incident
        context = part(self.request.user, incident)
        return super().get_context_data(incident=incident, **{**context, **kwargs})


class IncidentSightingCreate(OnIncident):
    """Record where the incident, or one claim in it, was seen."""

    heading, form_class, done = _("Record where it was seen"), IncidentSightingForm, _("The sighting was recorded.")
    service = staticmethod(services.sighting_add)

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user, "incident": self.incident}


class SightingCreate(FormPage):
    """Record where a claim was seen."""

    heading, form_class, done, submit_label = (
        _("Record where it was seen"),
        SightingForm,
        _("The sighting was recorded."),
        _("Add"),
    )

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.claim = found(Claim.objects.visible_to(request.user).select_related("incident"), pk=kwargs["pk"])
        request.back_url = self.claim.get_absolute_url()
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        incident = self.claim.incident
        steps = ((incident.title, incident.get_absolute_url()), (_("Claim"), self.claim.get_absolute_url()))
        return incident_crumbs(*steps)

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    def save(self, form: forms.Form) -> Claim:
        actor: Any = self.request.user
        services.sighting_add(actor=actor, claim_id=self.claim.pk, **form.cleaned_data)
        return self.claim
