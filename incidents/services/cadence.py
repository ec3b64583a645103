"""What the office sets itself: the aim for the first answer, and how often leadership is told.  Set by no law."""

from datetime import datetime, timedelta

from django.conf import settings

from comms.core import clock
from comms.core.errors import Invalid
from comms.deadlines.engine import Term, count
from comms.deadlines.selectors import working_calendar
from comms.deadlines.states import Unit
from incidents.models import Incident
from incidents.states import IncidentState, Priority


def follow(incident: Incident, *, afresh: bool = False) -> None:
    """Bring aim and cadence of the locked incident to what it now is; the caller has just changed it.

    The next update is owed one interval from now when the handling begins or the interval changes, or `afresh`.  The
    version stays: the step that this follows from has raised it.
    """
    every = interval(incident)
    if every is None:
        due = None
    elif afresh or every != incident.update_every_hours or incident.next_update_at is None:
        due = clock.now() + timedelta(hours=every)
    else:
        due = incident.next_update_at
    wanted = {"target_at": aim(incident), "update_every_hours": every, "next_update_at": due}
    changes = {name: value for name, value in wanted.items() if getattr(incident, name) != value}
    for name, value in changes.items():
        setattr(incident, name, value)
    if changes:
        Incident.objects.filter(pk=incident.pk).update(**changes)


def interval(incident: Incident) -> int | None:
    """Every how many hours leadership is told: by the playbook, else by the priority; less often once it is contained,
    not at all while nobody handles it."""
    if incident.state not in (IncidentState.ACTIVE, IncidentState.CONTAINED):
        return None
    own = incident.playbook.update_every_hours if incident.playbook else None
    hours = int(settings.INCIDENT_UPDATE_HOURS[Priority.values.index(incident.priority)]) if own is None else own
    if incident.state == IncidentState.CONTAINED:
        hours *= int(settings.INCIDENT_CONTAINED_SLOWER)
    return hours or None


def aim(incident: Incident) -> datetime | None:
    """By when the first answer is aimed at, from the receipt: by the playbook, else by the severity; None for none.

    Drills have it too.  It is kept apart from every legal clock.
    """
    if incident.state in (IncidentState.REPORTED, IncidentState.DISMISSED):
        return None
    own = incident.playbook.target_hours if incident.playbook else None
    if own is None and incident.severity is None:
        return None
    figure = str(own) if own is not None else settings.INCIDENT_TARGET_HOURS[(incident.severity or 1) - 1]
    number, unit = figure.removesuffix("d"), Unit.WORKING_DAYS if figure.endswith("d") else Unit.HOURS
    if not int(number):
        return None
    try:
        return count(Term(number, unit), incident.received_at, working_calendar()).due_at
    except Invalid:
        # A year whose days off are not known yet: an aim of the office's own must not stop the triage.
        return None
