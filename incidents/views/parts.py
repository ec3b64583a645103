"""What the pages around one incident share."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.records import found
from comms.web.pages import FormPage
from incidents.models import Incident


def incident_crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("Incidents"), reverse("incidents:list")), *more]


class OnIncident(FormPage):
    """A form that adds something to an incident; the incident's page comes next."""

    form_class: Any
    service: Any
    submit_label = _("Add")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.incident = found(Incident.objects.visible_to(request.user), pk=kwargs["pk"])
        request.back_url = self.incident.get_absolute_url()
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return incident_crumbs((self.incident.title, self.incident.get_absolute_url()))

    def values(self, form: forms.Form) -> dict[str, Any]:
        return dict(form.cleaned_data)

    def save(self, form: forms.Form) -> Incident:
        type(self).service(actor=self.request.user, incident_id=self.incident.pk, **self.values(form))
        return self.incident
