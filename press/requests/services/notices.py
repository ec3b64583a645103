"""Telling people what a press request asks of them, once each, in their language, and why they are told."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.notify.services import notify
from comms.org.models import Role, Unit, User
from comms.org.selectors import holders, present_successors
from press.mandates.models import PRESS_ROLES
from press.mandates.office import when
from press.requests.models import HandOff, PressRequest, RequestUnit

ASKED = "press.request_asked"
CONTRIBUTED = "press.request_contributed"
RETURNED = "press.request_returned"
APPROVED = "press.request_approved"
HANDED = "press.request_handed"
PROMISE = "press.request_promise"
PART_LATE = "press.request_part_late"


def tell_asked(part: RequestUnit, *, by: User) -> None:
    title = _("The press waits for your unit's part of an answer: “{title}”")
    due = format_lazy(_("Your unit delivers by {at} (Hanoi time)."), at=when(part.due_at)) if part.due_at else ""
    body = format_lazy("{asked}\n{due}", asked=part.asked_for, due=due)
    _tell(part.request, people_of(part.unit), by, kind=ASKED, key=f"asked:{part.pk}", title=title, body=body)


def tell_contributed(part: RequestUnit, *, by: User) -> None:
    title = _("A unit delivered its part: “{title}”")
    body = format_lazy(_("{unit} delivered; you lead this request or keep it at the desk."), unit=part.unit.name_vi)
    people = [*desk_of(part.request), *_lead_people(part.request)]
    _tell(part.request, people, by, kind=CONTRIBUTED, key=f"contributed:{part.pk}", title=title, body=body)


def tell_returned(request: PressRequest, comment: str, *, by: User) -> None:
    title = _("The draft of an answer was returned: “{title}”")
    people = [*(version.by for version in request.answer_versions.all() if not version.note), *_lead_people(request)]
    _tell(request, people, by, kind=RETURNED, key=f"returned:{request.version}", title=title, body=comment)


def tell_approved(request: PressRequest, *, by: User) -> None:
    title = _("An answer to the press was approved and can be sent: “{title}”")
    people = [*desk_of(request), *([request.answer_author] if request.answer_author else [])]
    body = _("You wrote these words, or you send them as press desk.")
    _tell(request, people, by, kind=APPROVED, key=f"approved:{request.version}", title=title, body=body)


def tell_handed(hand_off: HandOff, *, by: User) -> None:
    title = _("A request was handed over to your unit: “{title}”")
    people = people_of(hand_off.to_unit)
    key = f"handed:{hand_off.pk}"
    _tell(hand_off.request, people, by, kind=HANDED, key=key, title=title, body=hand_off.reason)


def tell_promise(request: PressRequest, day: date, *, broken: bool) -> None:
    """A day ahead, and once more when the day has passed."""
    title = (
        _("The answer that was promised to the press is still owed: “{title}”")
        if broken
        else _("An answer promised to the press is due tomorrow: “{title}”")
    )
    body = format_lazy(_("Promised for {day}; you keep this request, or your unit leads it."), day=f"{day:%d/%m/%Y}")
    people = [*desk_of(request), *_lead_people(request)]
    _tell(request, people, None, kind=PROMISE, key=promise_key(day, broken=broken), title=title, body=body)


def tell_part_late(part: RequestUnit) -> None:
    title = _("A unit's part of an answer is late: “{title}”")
    body = format_lazy(
        _("{unit} was to deliver by {at} (Hanoi time). It is your unit's part, or you keep this request."),
        unit=part.unit.name_vi,
        at=when(part.due_at) if part.due_at else "",
    )
    people = [*people_of(part.unit), *desk_of(part.request)]
    _tell(part.request, people, None, kind=PART_LATE, key=part_key(part), title=title, body=body)


def promise_key(day: date, *, broken: bool) -> str:
    return f"promise:{day:%Y-%m-%d}:{'broken' if broken else 'near'}"


def part_key(part: RequestUnit) -> str:
    return f"late:{part.pk}"


def request_key(request_id: Any, key: str) -> str:
    """The key of a notice about a request."""
    return f"pressrequest:{request_id}:{key}"


def people_of(unit: Unit) -> list[User]:
    """The officers and heads of the units that carry on this unit's work."""
    return list(holders(Role.Kind.OFFICER, Role.Kind.UNIT_HEAD, unit__in=present_successors(unit)))


def desk_of(request: PressRequest) -> list[User]:
    """The press roles of the desk that received the request."""
    return list(holders(*PRESS_ROLES, unit__in=present_successors(request.desk_unit)))


def _lead_people(request: PressRequest) -> list[User]:
    lead = RequestUnit.objects.filter(request=request, part="lead", relieved_at=None).select_related("unit").first()
    return people_of(lead.unit) if lead else []


def _tell(
    request: PressRequest,
    people: Iterable[User],
    by: User | None,
    *,
    kind: str,
    key: str,
    title: Any,
    body: Any = "",
) -> None:
    for person in dict.fromkeys(people):
        if person != by:
            notify(
                person=person,
                kind=kind,
                key=request_key(request.pk, key),
                title=format_lazy(title, title=request.subject),
                body=body,
                url=request.get_absolute_url(),
                subject=("press.pressrequest", request.pk),
            )
