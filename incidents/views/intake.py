"""The report of an incident and its facts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from comms.web.forms import as_stored
from comms.web.pages import EditPage, FormPage
from incidents import policies, selectors, services, suggesting
from incidents.forms.intake import IncidentForm, ReportForm
from incidents.forms.sightings import SourceFormSet
from incidents.models import Claim, Incident
from incidents.states import OPEN
from incidents.views.parts import incident_crumbs


def part(user: Any, incident: Incident) -> dict[str, Any]:
    return {
        "may_edit": incident.state in OPEN and policies.may_edit(user, incident),
        "matrix": suggesting.matrix() if incident.state in OPEN and policies.may_triage(user, incident) else [],
    }


class IncidentReport(FormPage):
    """The report of an incident, with what is said and where it was seen."""

    template_name = "incidents/report.html"
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

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        self.sources = SourceFormSet(*sent, prefix="source", form_kwargs={"label_suffix": ""})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.sources.is_valid():
            form = self.make_form(request.POST, request.FILES)
            return self.show(form, status=400)
        return super().post(request, *args, **kwargs)

    def save(self, form: forms.Form) -> Incident | Claim:
        given: dict[str, Any] = dict(form.cleaned_data)
        actor: Any = self.request.user
        sources = [each.cleaned_data for each in self.sources if each.is_given()]
        incident = services.incident_report_seen(actor=actor, sources=sources, **given)
        # Said before: the earlier claim, and what refuted it, come before anything else is done.
        repeating = Claim.objects.filter(incident=incident, matches__in=selectors.matches_shown_to(actor))
        return repeating.first() or incident

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sources=self.sources, **kwargs)


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
