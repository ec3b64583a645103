"""Linking answers and work to an incident."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents import policies, selectors, services
from incidents.forms.answers import LinkReleaseForm, LinkStatementForm, LinkTaskForm
from incidents.models import Incident
from incidents.views.parts import OnIncident


def part(user: Any, incident: Incident) -> dict[str, Any]:
    return {
        "releases": list(selectors.linked_releases(user, incident)),
        "statements": list(selectors.linked_statements(user, incident)),
        "tasks": list(selectors.linked_tasks(user, incident)),
        "may_link": not incident.ended and policies.may_link(user, incident),
    }


class LinkOf(OnIncident):
    """Links one of the objects that the form offers."""

    submit_label = _("Link")
    done = _("It was linked.")

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.request.user, "incident": self.incident}

    def values(self, form: forms.Form) -> dict[str, Any]:
        name = self.form_class.model._meta.model_name
        given = dict(form.cleaned_data)
        return {f"{name}_id": given.pop(name).pk, **given}


class LinkRelease(LinkOf):
    heading, form_class = _("Link a release"), LinkReleaseForm
    service = staticmethod(services.incident_link_release)


class LinkStatement(LinkOf):
    heading, form_class = _("Link a statement"), LinkStatementForm
    service = staticmethod(services.incident_link_statement)


class LinkTask(LinkOf):
    heading, form_class = _("Link a task"), LinkTaskForm
    service = staticmethod(services.incident_link_task)
