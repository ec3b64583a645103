"""Parts that the services of this app share."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock, subjects
from comms.core.columns import required
from comms.core.errors import Conflict, IllegalTransition, Invalid
from comms.core.records import found, locked
from comms.core.states import require_version
from comms.org.models import Unit, User
from incidents.models import Claim, Incident, TimelineEntry
from incidents.services.cadence import follow
from incidents.states import OPEN, EntryKind


def locked_incident(actor: User, incident_id: UUID) -> Incident:
    return locked(Incident.objects.visible_to(actor), incident_id)


def locked_claim(actor: User, claim_id: UUID) -> Claim:
    """The claim with its incident, both locked, the incident first."""
    seen = found(Claim.objects.visible_to(actor), pk=claim_id)
    incident = locked_incident(actor, seen.incident_id)
    claim = locked(Claim.objects.visible_to(actor), claim_id)
    claim.incident = incident
    refuse_ended(incident)
    return claim


def refuse_ended(incident: Incident) -> None:
    if incident.ended:
        raise Conflict(
            _("The incident is %(state)s: reopen it first.") % {"state": incident.get_state_display()},
            code="incident_ended",
        )


def refuse_closed(incident: Incident) -> None:
    """For what belongs to the handling: nothing of it is begun once the incident is closed."""
    if incident.state not in OPEN:
        raise Conflict(
            _("The incident is %(state)s: reopen it first.") % {"state": incident.get_state_display()},
            code="incident_ended",
        )


def refuse_illegal(obj: Any, verb: str, version: int) -> None:
    """The checks of `move` ahead of it, for services that examine the matter before they change it."""
    require_version(obj, version)
    if obj.state not in obj.transitions.sources(verb):
        raise IllegalTransition


def refuse_out_of_sight(actor: User, incident: Incident) -> None:
    """After a change of who sees the incident: nobody shuts themselves out by mistake."""
    if not Incident.objects.visible_to(actor).filter(pk=incident.pk).exists():
        raise Conflict(_("You would no longer see this incident yourself."), code="out_of_own_sight")


def entry(
    incident: Incident,
    kind: EntryKind,
    *,
    actor: User | None,
    text: str = "",
    at: datetime | None = None,
    about: models.Model | None = None,
    corrects: TimelineEntry | None = None,
) -> TimelineEntry:
    """Write one entry; `at` is now when None, `corrects` the earlier one that it puts right."""
    return TimelineEntry.objects.create(
        incident=incident,
        at=at or clock.now(),
        kind=kind,
        text=text,
        actor=actor,
        subject_type=subjects.type_of(about) if about else "",
        subject_id=about.pk if about else None,
        corrects=corrects,
        recorded_at=clock.now(),
        position=incident.timeline.count(),
    )


def noted(actor: User, incident: Incident, kind: EntryKind, reason: str, **data: Any) -> Incident:
    """The entry and the evidence of a step; the audit action has the entry's name."""
    follow(incident)
    entry(incident, kind, actor=actor, text=reason)
    record(actor=actor, action=f"incidents.incident.{kind}", target=incident, reason=reason, **data)
    return incident


def reason_of(reason: str) -> str:
    """Why a step is taken; never empty."""
    return required(Incident, "waive_reason", reason, field="reason")


def valid_unit(name: str, unit: Unit) -> Unit:
    if not unit.is_valid_on(clock.today()):
        raise Invalid.field(name, _("This unit does not exist any more; choose its successor."), code="unit_ended")
    return unit
