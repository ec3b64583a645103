"""What triage and assessment decide beside the facts: the course, and severity and priority against the suggestion."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.errors import FieldError, Invalid
from comms.notify.services import notify
from comms.org.models import Role, Unit, User
from comms.org.selectors import holders, present_successors
from incidents.history_intake import ESCALATED, WATCH_ENDS
from incidents.models import Incident
from incidents.services.common import entry
from incidents.states import OPEN, Course, EntryKind
from incidents.suggesting import overruled, suggest
from press.desk.services import office_desk
from press.mandates.models import PRESS_ROLES

WEIGHED = frozenset({"severity", "priority", "extent", "spread"})
SUBJECT = "incidents.incident"
# A sweep that was missed is caught up, without telling old watches again at each one.
CAUGHT_UP = timedelta(days=7)


def course_taken(decided: Mapping[str, Any], incident: Incident) -> dict[str, Any]:
    """The course with the day that belongs to it: a watch has one, any other course none.

    `decided` are the checked values.  Raises Invalid for `watch_until` (`required`, `past`, `not_watched`).
    """
    if not {"course", "watch_until"} & set(decided):
        return {}
    course = decided.get("course", incident.course)
    until = decided.get("watch_until", incident.watch_until)
    if course != Course.WATCH:
        if decided.get("watch_until") is not None:
            raise Invalid.field("watch_until", _("Only what is watched has such a day."), code="not_watched")
        return {"course": course, "watch_until": None}
    if until is None:
        raise Invalid.field("watch_until", _("Say until which day it is watched."), code="required")
    if until < clock.today() and until != incident.watch_until:
        raise Invalid.field("watch_until", _("This day has passed."), code="past")
    return {"course": course, "watch_until": until}


def weighed(decided: Mapping[str, Any], incident: Incident) -> dict[str, Any]:
    """The reason for deciding otherwise than suggested; blank where the decision follows the suggestion.

    Nothing is asked where neither severity, priority nor what suggests them is decided anew.
    Raises Invalid for `overrule_reason` (`overrule_reason_missing`).
    """
    if not (WEIGHED | {"overrule_reason"}) & set(decided):
        return {}
    names = ("extent", "spread", "severity", "priority")
    values = {name: decided.get(name, getattr(incident, name)) for name in names}
    if not overruled(**values):
        return {"overrule_reason": ""}
    anew = any(name in decided and decided[name] != getattr(incident, name) for name in names)
    reason = decided.get("overrule_reason", "" if anew else incident.overrule_reason)
    if not reason:
        suggestion = suggest(extent=values["extent"], spread=values["spread"], severity=values["severity"])
        detail = format_lazy("{} {}", " ".join(suggestion.reasons), _("This differs from what is suggested: say why."))
        raise Invalid({"overrule_reason": [FieldError("overrule_reason_missing", detail)]})
    return {"overrule_reason": reason}


def escalated(actor: User, incident: Incident, course_before: str) -> None:
    """When it becomes the course: written in the timeline, told to leadership and the spokespersons of the office."""
    if incident.course != Course.ESCALATE or course_before == Course.ESCALATE:
        return
    written = entry(incident, EntryKind.ESCALATED, actor=actor)
    people = holders(Role.Kind.LEADERSHIP) | holders(Role.Kind.SPOKESPERSON, unit__kind=Unit.Kind.OFFICE)
    for person in people.distinct():
        if person.pk != actor.pk:
            notify(
                person=person,
                kind=ESCALATED,
                key=f"incident:{incident.pk}:escalated:{written.pk}",
                title=format_lazy(_("Escalated to leadership: “{title}”"), title=incident.title),
                url=incident.get_absolute_url(),
                subject=(SUBJECT, incident.pk),
            )


def watches_tell() -> int:
    """Tell the press desk, the head and the press roles of the lead unit on the day on which a watch ends.

    A day that no sweep saw is caught up for a week.  Returns how many notices were written.
    """
    today = clock.today()
    oldest = today - CAUGHT_UP
    rows = Incident.objects.filter(course=Course.WATCH, state__in=OPEN, watch_until__range=(oldest, today))
    told = 0
    for incident in rows.select_related("lead_unit"):
        told += sum(_watch_told(person, incident) for person in _watchers(incident))
    return told


def _watchers(incident: Incident) -> list[User]:
    """Of a restricted incident those of them who see it."""
    people = {person.pk: person for person in office_desk()}
    if incident.lead_unit is not None:
        units = present_successors(incident.lead_unit)
        people |= {person.pk: person for person in holders(Role.Kind.UNIT_HEAD, *PRESS_ROLES, unit__in=units)}
    seers = Incident.objects.filter(pk=incident.pk)
    return [person for person in people.values() if seers.visible_to(person).exists()]


def _watch_told(person: User, incident: Incident) -> bool:
    day = f"{incident.watch_until:%d/%m/%Y}"
    notice = notify(
        person=person,
        kind=WATCH_ENDS,
        key=f"incident:{incident.pk}:watch:{incident.watch_until:%Y%m%d}",
        title=format_lazy(_("Watched until {day}: “{title}”"), day=day, title=incident.title),
        body=_("Assess it again: handle it, watch it longer, or dismiss it."),
        url=incident.get_absolute_url(),
        subject=(SUBJECT, incident.pk),
    )
    return notice is not None
