"""The report of an incident and its facts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.web.forms import as_stored
from comms.web.pages import EditPage, FormPage
from incidents import policies, services
from incidents.forms.intake import IncidentForm, ReportForm
from incidents.models import Incident
from incidents.states import OPEN
from incidents.views.parts import incident_crumbs


def part(user: Any, incident: Incident) -> dict[str, Any]:
    return {"may_edit": incident.state in OPEN and policies.may_edit(user, incident)}


class IncidentReport(FormPage):
    heading, form_class, done, submit_label = (
        _("Report an incident"),
        ReportForm,
        _("The incident was reported. The press desk looks at it next."),
        _("Report"),
    )

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs()

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user}

    @transaction.atomic
    def save(self, form: forms.Form) -> Incident:
        """The report, and with it the claim and the sighting, where they were given: all or nothing."""
        given: dict[str, Any] = dict(form.cleaned_data)
        text, url = given.pop("claim"), given.pop("url")
        actor: Any = self.request.user
        incident = services.incident_report(actor=actor, **given)
        if text or url:
            claim = services.claim_report(actor=actor, incident_id=incident.pk, text=text or incident.title)
            if url:
                services.sighting_add(actor=actor, claim_id=claim.pk, url=url)
        return incident


class IncidentEdit(EditPage):
    model, heading, form_class, done = Incident, _("Edit the incident"), IncidentForm, _("The facts were saved.")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs((self.record.title, self.record.get_absolute_url()))

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in IncidentForm.base_fields}

    def save(self, form: forms.Form) -> Incident:
        actor: Any = self.request.user
        return services.incident_update(
            actor=actor, incident_id=self.record.pk, version=self.version, **as_stored(self.record, form.cleaned_data)
        )
