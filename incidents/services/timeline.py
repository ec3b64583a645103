"""Written entries of the timeline, their corrections, and what is pinned."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import found
from comms.org.models import User
from incidents import policies
from incidents.models import Incident, TimelineEntry, TimelinePin
from incidents.services.common import entry, locked_incident
from incidents.states import WRITTEN, EntryKind

MOST_PINS = 5


@transaction.atomic
def timeline_add(
    *,
    actor: User,
    incident_id: UUID,
    text: str,
    kind: str = EntryKind.NOTE,
    at: datetime | None = None,
    corrects: UUID | None = None,
) -> TimelineEntry:
    """Write what happened at `at` (aware; now when None), in any state.  `kind` is one of WRITTEN.

    `corrects`: the id of an earlier entry of the same incident that this one puts right; both stay.
    Raises NotAllowed, Invalid.
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_write_timeline(actor, incident))
    chosen_kind = EntryKind(chosen("kind", kind, EntryKind))
    if chosen_kind not in WRITTEN:
        raise Invalid.field("kind", _("This kind of entry is written by the system."), code="invalid_choice")
    refuse_future("at", at)
    text = required(TimelineEntry, "text", text)
    wrong = TimelineEntry.objects.filter(incident=incident, pk=corrects).first() if corrects else None
    if corrects and wrong is None:
        raise Invalid.field("corrects", _("This is no entry of the same incident."), code="other_incident")
    written = entry(incident, chosen_kind, actor=actor, text=text, at=at, corrects=wrong)
    record(
        actor=actor,
        action="incidents.timeline.written",
        target=incident,
        entry=written.pk,
        kind=kind,
        corrects=corrects,
    )
    return written


@transaction.atomic
def timeline_pin(*, actor: User, incident_id: UUID, entry_id: UUID) -> TimelineEntry:
    """Hold an entry at the top; at most MOST_PINS of an incident.

    Raises NotAllowed, NotVisible, Conflict (`already_pinned`, `too_many_pins`).
    """
    incident, pinned = _pinnable(actor, incident_id, entry_id)
    running = TimelinePin.objects.filter(incident=incident, ended_at=None)
    if running.filter(entry=pinned).exists():
        raise Conflict(_("This entry is pinned already."), code="already_pinned")
    if running.count() >= MOST_PINS:
        detail = _("At most %(most)s entries are pinned: take one down first.") % {"most": MOST_PINS}
        raise Conflict(detail, code="too_many_pins")
    TimelinePin.objects.create(entry=pinned, incident=incident, pinned_by=actor, pinned_at=clock.now())
    record(actor=actor, action="incidents.timeline.pinned", target=incident, entry=pinned.pk)
    return pinned


@transaction.atomic
def timeline_unpin(*, actor: User, incident_id: UUID, entry_id: UUID) -> TimelineEntry:
    """Take an entry down.  Raises NotAllowed, NotVisible, Conflict (`not_pinned`)."""
    incident, pinned = _pinnable(actor, incident_id, entry_id)
    pin = TimelinePin.objects.filter(entry=pinned, ended_at=None).first()
    if pin is None:
        raise Conflict(_("This entry is not pinned."), code="not_pinned")
    pin.ended_at, pin.ended_by = clock.now(), actor
    pin.save(update_fields=["ended_at", "ended_by"])
    record(actor=actor, action="incidents.timeline.unpinned", target=incident, entry=pinned.pk)
    return pinned


def _pinnable(actor: User, incident_id: UUID, entry_id: UUID) -> tuple[Incident, TimelineEntry]:
    incident = locked_incident(actor, incident_id)
    require(policies.may_write_timeline(actor, incident))
    return incident, found(TimelineEntry.objects.filter(incident=incident), pk=entry_id)
