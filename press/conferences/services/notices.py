"""Whom a change of a conference concerns, told once each in their language.

The press itself is told by the desk, by the list with the addresses: who was accredited gave an address for the
entrance, and who has unsubscribed wants no mail from here.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.notify.services import notify
from comms.org.models import Role, Unit, User
from comms.org.selectors import holders, present_successors, units_in_line
from press.conferences.models import ConferenceQuestion, PressConference
from press.conferences.states import AccreditationState
from press.mandates.models import PRESS_ROLES
from press.mandates.office import when

SUBJECT = "press.pressconference"


def tell_moved(conference: PressConference, *, by: User, reason: str) -> None:
    title = _("Press conference moved to {at}: “{title}”")
    _tell_desk(conference, by, format_lazy(title, at=when(conference.held_at), title=conference.title), reason)


def tell_cancelled(conference: PressConference, *, by: User, reason: str) -> None:
    _tell_desk(conference, by, format_lazy(_("Press conference cancelled: “{title}”"), title=conference.title), reason)


def tell_promised(question: ConferenceQuestion, *, by: User) -> None:
    """The heads of the unit that is to answer."""
    if question.promised_unit is None or question.promised_for is None:
        return
    units = present_successors(question.promised_unit)
    title = format_lazy(
        _("Your unit is to answer by {day}: question {number} of “{title}”"),
        day=f"{question.promised_for:%d/%m/%Y}",
        number=question.number,
        title=question.conference.title,
    )
    _tell(
        holders(Role.Kind.UNIT_HEAD, unit__in=units),
        question,
        kind="press.answer_promised",
        key=f"question:{question.pk}:promised",
        title=title,
        body=question.text,
        but=by,
    )


def tell_worked_out(question: ConferenceQuestion, *, by: User) -> None:
    """The desk: what was promised is worked out and verified, the answer can be given."""
    title = format_lazy(
        _("Question {number} of “{title}” can be answered: its task is verified"),
        number=question.number,
        title=question.conference.title,
    )
    _tell(
        _desk(question.conference),
        question,
        kind="press.promise_worked_out",
        key=f"question:{question.pk}:verified",
        title=title,
        body=question.text,
        but=by,
    )


def _tell_desk(conference: PressConference, by: User, title: Any, reason: str) -> None:
    """What changed, and how many people of the press have to be told of it."""
    coming = conference.accreditations.exclude(state=AccreditationState.REFUSED).count()
    body = format_lazy(
        _("Reason: {reason}\nPeople of the press to be told: {number}. The list with their addresses is on the page."),
        reason=reason,
        number=coming,
    )
    for person in _desk(conference):
        if person.pk != by.pk or coming:
            notify(
                person=person,
                kind="press.conference_changed",
                key=f"conference:{conference.pk}:{conference.version}",
                title=title,
                body=body,
                url=conference.get_absolute_url(),
                subject=(SUBJECT, conference.pk),
            )


def _tell(people: Iterable[User], question: ConferenceQuestion, *, but: User, **words: Any) -> None:
    for person in people:
        if person.pk != but.pk:
            subject = (SUBJECT, question.conference_id)
            notify(person=person, url=question.get_absolute_url(), subject=subject, **words)


def _desk(conference: PressConference) -> "QuerySet[User]":
    """The press roles of the office and of the agency that holds it."""
    agency = holders(*PRESS_ROLES, unit__in=units_in_line([conference.unit_id]))
    return agency | holders(*PRESS_ROLES, unit__kind=Unit.Kind.OFFICE)
