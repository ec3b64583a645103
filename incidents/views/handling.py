"""Handling: clocks, roles, updates, decisions, checklist, agreements, the timeline."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.deadlines.selectors import clocks_of
from incidents import policies, selectors, services
from incidents.forms.room import EntryForm
from incidents.models import Incident
from incidents.views.parts import OnIncident


def part(user: Any, incident: Incident) -> dict[str, Any]:
    return {
        "clocks": list(clocks_of(incident)),
        "moments": selectors.timeline(user, incident.timeline.order_by("-at", "-position", "-id")[:200]),
        "may_write": policies.may_write_timeline(user, incident),
    }


class EntryCreate(OnIncident):
    heading, form_class, done = _("Write in the timeline"), EntryForm, _("The entry was written.")
    service = staticmethod(services.timeline_add)
