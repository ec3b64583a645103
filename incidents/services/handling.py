"""From the report of an incident to its containment, or its dismissal."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import cleaned, field_names
from comms.core.decisions import require
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotVisible
from comms.core.states import change, move, require_version
from comms.org.models import Unit, User
from comms.org.selectors import held_roles
from incidents import policies
from incidents.models import Incident
from incidents.services.answers import settle_clocks, start_clock
from incidents.services.cadence import follow
from incidents.services.common import (
    entry,
    locked_incident,
    noted,
    reason_of,
    refuse_illegal,
    refuse_out_of_sight,
    valid_unit,
)
from incidents.services.facts import (
    DECIDED,
    FACTS,
    check_ground,
    check_order,
    checked,
    refuse_moved_start,
    refuse_unknown,
)
from incidents.services.triage import course_taken, escalated, weighed
from incidents.states import OPEN, EntryKind, IncidentState, Priority


@transaction.atomic
def incident_report(
    *,
    actor: User,
    title: str,
    field: str,
    summary: str = "",
    occurred_at: datetime | None = None,
    detected_at: datetime | None = None,
    received_at: datetime | None = None,
    unit: Unit | None = None,
    restricted: bool = False,
    drill: bool = False,
    illustrative: Sequence[str] = (),
) -> Incident:
    """Report an incident for `unit` (the reporter's first unit when None); the office then triages it.

    Instants are aware; detected and received are now when None.  Raises NotAllowed, Invalid.
    """
    require(policies.may_report(actor))
    if restricted:
        require(policies.may_restrict(actor))
    facts = {
        "title": title,
        "field": field,
        "summary": summary,
        "occurred_at": occurred_at,
        "received_at": received_at or clock.now(),
        "detected_at": detected_at or received_at or clock.now(),
        "restricted": restricted,
        "drill": drill,
    }
    incident = Incident(reporter=actor, reporting_unit=_reporting_unit(actor, unit), **checked(facts))
    incident.illustrative = field_names(Incident, illustrative)
    check_order(incident)
    incident.save(force_insert=True)
    entry(incident, EntryKind.REPORTED, actor=actor)
    record(
        actor=actor,
        action="incidents.incident.reported",
        target=incident,
        field=field,
        received_at=incident.received_at,
        restricted=restricted,
        drill=drill,
    )
    return incident


@transaction.atomic
def incident_update(*, actor: User, incident_id: UUID, version: int, **changes: Any) -> Incident:
    """Edit facts (any of FACTS) of an open incident.

    Raises NotAllowed, IllegalTransition once it is closed, StaleVersion, Invalid, Conflict when a legal clock counts
    from the instant that would change, and (code `decided`) for `drill` after the triage.
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_edit(actor, incident))
    require_version(incident, version)
    if incident.state not in OPEN:
        raise IllegalTransition
    if changes.get("restricted", incident.restricted) != incident.restricted:
        require(policies.may_restrict(actor))
    changes = _changed(incident, changes, FACTS)
    if not changes:
        return incident
    if "drill" in changes and incident.state != IncidentState.REPORTED:
        raise Conflict(_("Whether this is a drill is decided by assessing it again, with a reason."), code="decided")
    refuse_moved_start(incident, changes)
    change(incident, expected_version=version, **changes)
    check_order(incident)
    check_ground(incident)
    refuse_out_of_sight(actor, incident)
    follow(incident)
    entry(incident, EntryKind.EDITED, actor=actor)
    settle_clocks(actor, incident)
    record(actor=actor, action="incidents.incident.edited", target=incident, fields=sorted(changes))
    return incident


@transaction.atomic
def incident_triage(
    *,
    actor: User,
    incident_id: UUID,
    version: int,
    reason: str,
    severity: int | None = None,
    priority: str = Priority.NORMAL,
    legal_ground: str = "",
    lead_unit: Unit | None = None,
    occurred_at: datetime | None = None,
    impact_determined_at: datetime | None = None,
    restricted: bool | None = None,
    kind: str = "",
    course: str = "",
    extent: int | None = None,
    spread: int | None = None,
    overrule_reason: str = "",
    watch_until: date | None = None,
) -> Incident:
    """Decide what a report is: severity (None: undetermined), priority, legal ground, who leads (the office when None),
    its kind, and what is done: watch (until a day), handle, escalate to leadership.

    `extent` and `spread` suggest severity and priority; a decision that differs has its `overrule_reason`.
    This recorded decision, with its reason, starts the legal clock of the first statement, where the ground sets one.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid.
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_triage(actor, incident))
    reason = reason_of(reason)
    values: dict[str, Any] = {
        "severity": severity,
        "priority": priority,
        "legal_ground": legal_ground,
        "lead_unit": lead_unit or _office(actor),
        "kind": kind,
        "course": course,
        "extent": extent,
        "spread": spread,
        "overrule_reason": overrule_reason,
        "watch_until": watch_until,
    }
    facts = {"occurred_at": occurred_at, "impact_determined_at": impact_determined_at, "restricted": restricted}
    values |= {name: given for name, given in facts.items() if given is not None}
    values = checked(values)
    before = incident.course
    values |= course_taken(values, incident) | weighed(values, incident)
    move(incident, "triage", expected_version=version, **values)
    return _decided(actor, incident, reason, EntryKind.TRIAGED, course_before=before)


@transaction.atomic
def incident_assess(*, actor: User, incident_id: UUID, version: int, reason: str, **changes: Any) -> Incident:
    """Decide again on any of DECIDED while the incident is handled; a new legal ground starts its clock.

    A clock that runs goes on: only an answer stops it.  A drill that becomes the real case starts the clock of its
    ground.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid, Conflict.
    """
    incident = locked_incident(actor, incident_id)
    require(policies.may_assess(actor, incident))
    reason = reason_of(reason)
    refuse_illegal(incident, "assess", version)
    if changes.get("restricted", incident.restricted) != incident.restricted:
        require(policies.may_restrict(actor))
    refuse_unknown(changes, DECIDED)
    given = checked(changes)
    given |= course_taken(given, incident) | weighed(given, incident)
    changes = _changed(incident, given, DECIDED)
    refuse_moved_start(incident, changes)
    before = incident.course
    move(incident, "assess", expected_version=version, **changes)
    return _decided(actor, incident, reason, EntryKind.ASSESSED, course_before=before)


@transaction.atomic
def incident_activate(*, actor: User, incident_id: UUID, version: int, reason: str = "") -> Incident:
    """Begin, or take up again, the handling.  Raises NotAllowed, IllegalTransition, StaleVersion."""
    return _moved(actor, incident_id, version, "activate", EntryKind.ACTIVATED, reason)


@transaction.atomic
def incident_contain(*, actor: User, incident_id: UUID, version: int, reason: str = "") -> Incident:
    """It spreads no further.  Raises NotAllowed, IllegalTransition, StaleVersion."""
    return _moved(actor, incident_id, version, "contain", EntryKind.CONTAINED, reason)


@transaction.atomic
def incident_dismiss(
    *, actor: User, incident_id: UUID, version: int, reason: str, duplicate_of: UUID | None = None
) -> Incident:
    """Not an incident, or one that is already known (`duplicate_of`, which is itself not dismissed).

    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid, Conflict while a legal clock runs.
    """
    ids = [pk for pk in (incident_id, duplicate_of) if pk is not None]
    rows = Incident.objects.visible_to(actor).filter(pk__in=ids).order_by("pk")
    seen = {str(row.pk): row for row in rows.select_for_update(no_key=True, of=("self",))}
    incident = seen.get(str(incident_id))
    if incident is None:
        raise NotVisible
    require(policies.leads(actor, incident))
    reason = reason_of(reason)
    original = seen.get(str(duplicate_of)) if duplicate_of else None
    if duplicate_of and (original is None or original.pk == incident.pk or original.state == IncidentState.DISMISSED):
        raise Invalid.field("duplicate_of", _("Name another incident that stands."), code="invalid_duplicate")
    refuse_illegal(incident, "dismiss", version)
    ready = policies.may_dismiss(actor, incident)
    if not ready:
        raise Conflict(ready.reason, code="clock_running")
    move(incident, "dismiss", expected_version=version, duplicate_of=original)
    follow(incident)
    entry(incident, EntryKind.DISMISSED, actor=actor, text=reason, about=original)
    # Which one it repeats stands in the timeline, which hides what the reader may not see; the history hides nothing.
    record(
        actor=actor,
        action="incidents.incident.dismissed",
        target=incident,
        reason=reason,
        duplicate=original is not None,
    )
    return incident


# --- parts ----------------------------------------------------------------------------------------


def _moved(actor: User, incident_id: UUID, version: int, verb: str, kind: EntryKind, reason: str) -> Incident:
    incident = locked_incident(actor, incident_id)
    require(policies.handles(actor, incident) if verb == "activate" else policies.leads(actor, incident))
    move(incident, verb, expected_version=version)
    return noted(actor, incident, kind, cleaned(Incident, "summary", reason))


def _decided(actor: User, incident: Incident, reason: str, kind: EntryKind, *, course_before: str) -> Incident:
    """After triage or assessment: the facts fit together, the clock of the ground starts, evidence."""
    check_order(incident)
    check_ground(incident)
    refuse_out_of_sight(actor, incident)
    follow(incident)
    entry(incident, kind, actor=actor, text=reason)
    escalated(actor, incident, course_before)
    start_clock(actor, incident, reason)
    settle_clocks(actor, incident)
    record(
        actor=actor,
        action=f"incidents.incident.{kind}",
        target=incident,
        reason=reason,
        severity=incident.severity,
        priority=incident.priority,
        legal_ground=incident.legal_ground,
        lead_unit=incident.lead_unit.code if incident.lead_unit else None,
        drill=incident.drill,
        impact_determined_at=incident.impact_determined_at,
        kind=incident.kind,
        course=incident.course,
        extent=incident.extent,
        spread=incident.spread,
        overrule_reason=incident.overrule_reason,
        watch_until=incident.watch_until,
    )
    return incident


def _changed(incident: Incident, changes: dict[str, Any], allowed: tuple[str, ...]) -> dict[str, Any]:
    refuse_unknown(changes, allowed)
    return {name: value for name, value in checked(changes).items() if getattr(incident, name) != value}


def _reporting_unit(actor: User, unit: Unit | None) -> Unit:
    units = [role.unit for role in held_roles(actor) if role.kind in policies.REPORTERS]
    if unit is None:
        return units[0]
    if unit not in units:
        raise Invalid.field("unit", _("You report for a unit in which you hold a role."), code="not_your_unit")
    return valid_unit("unit", unit)


def _office(actor: User) -> Unit:
    """Only the press desk of the office triages what nobody leads yet, so its unit leads."""
    offices = (role.unit for role in held_roles(actor) if role.unit.kind == Unit.Kind.OFFICE)
    return next(offices)
