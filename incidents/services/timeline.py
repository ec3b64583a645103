"""Written entries of the timeline."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.columns import chosen, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import Invalid
from comms.org.models import User
from incidents import policies
from incidents.models import TimelineEntry
from incidents.services.common import entry, locked_incident
from incidents.states import WRITTEN, EntryKind


@transaction.atomic
def timeline_add(
    *, actor: User, incident_id: UUID, text: str, kind: str = EntryKind.NOTE, at: datetime | None = None
) -> TimelineEntry:
    """Write what happened at `at` (aware; now when None), in any state.  `kind` is one of WRITTEN.

    Raises NotAllowed, Invalid.
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_write_timeline(actor, incident))
    chosen_kind = EntryKind(chosen("kind", kind, EntryKind))
    if chosen_kind not in WRITTEN:
        raise Invalid.field("kind", _("This kind of entry is written by the system."), code="invalid_choice")
    refuse_future("at", at)
    text = required(TimelineEntry, "text", text)
    written = entry(incident, chosen_kind, actor=actor, text=text, at=at)
    record(actor=actor, action="incidents.timeline.written", target=incident, entry=written.pk, kind=kind)
    return written
