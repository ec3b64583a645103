"""The timeline and the evidence of an incident on paper."""

from typing import Any

from django.db.models import Q

from comms.audit.actions import wording
from comms.audit.models import AuditEvent
from comms.core import subjects
from incidents import selectors
from incidents.models import (
    Agreement,
    CentreReport,
    ChecklistItem,
    Claim,
    CorrectionRequest,
    Incident,
    Refutation,
    ResponseDecision,
    ReviewAction,
)
from incidents.paper.document import ENTRIES, EVENTS, Lines, Part, number, said

# The rows of an incident that have events of their own.
BELOW = (
    Agreement,
    CentreReport,
    ChecklistItem,
    Claim,
    CorrectionRequest,
    Refutation,
    ResponseDecision,
    ReviewAction,
)


def timeline(user: Any, incident: Incident) -> tuple[Part, ...]:
    lines = Lines(("Lúc", "Việc", "Người", "Nội dung"), (3, 5, 3, 9), limit=ENTRIES)
    total = incident.timeline.count()
    newest = incident.timeline.order_by("-at", "-position", "-id")[:ENTRIES]
    for moment in reversed(selectors.timeline(user, newest)):
        about = f": {said(moment.about)[:200]}" if moment.about is not None else ""
        entry = moment.entry
        lines.add(entry.at, f"{entry.get_kind_display()}{about}", entry.actor, entry.text)
    return (lines.part(left_out=total - len(lines.lines)),)


def evidence(incident: Incident) -> tuple[Part, ...]:
    """The events of the incident and of what hangs on it, each with its place in the chain and its hash."""
    own = Q(subject_type=subjects.type_of(incident), subject_id=incident.pk)
    for model in BELOW:
        name = f"{model._meta.app_label}.{model._meta.model_name}"
        own |= Q(subject_type=name, subject_id__in=model.objects.filter(incident=incident).values("pk"))
    events = AuditEvent.objects.filter(own)
    total = events.count()
    lines = Lines(("Số", "Lúc", "Việc", "Người", "SHA-256"), (2, 3, 5, 4, 6), limit=EVENTS)
    for event in reversed(list(events.order_by("-seq")[:EVENTS])):
        lines.add(number(event.seq), event.at, wording(event.action), event.actor_label, event.hash)
    return (lines.part(left_out=total - len(lines.lines)),)
