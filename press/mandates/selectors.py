"""Who speaks, and under which mandate a person may draft."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from comms.core import clock
from comms.org.models import Role, Unit, User
from comms.org.selectors import holders
from press.mandates.models import PRESS_ROLES, Mandate
from press.mandates.office import holds_in_office
from press.mandates.states import SINGLE, Capacity

RANK = Case(
    When(capacity=Capacity.HEAD, then=Value(0)),
    When(capacity=Capacity.REGULAR, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def speakers_at(user: Any, instant: datetime) -> "QuerySet[Mandate]":
    """The mandates that hold at `instant`, the agency's head first."""
    mandates = Mandate.objects.visible_to(user).valid_at(instant)
    return mandates.select_related("person", "unit").order_by("unit__name_sort", RANK, "valid_from", "id")


def ending(within: timedelta) -> "QuerySet[Mandate]":
    """The mandates that hold now and end before `within` is over, the soonest first, with `ends_at`."""
    now = clock.now()
    rows: Any = Mandate.objects.valid_at(now).with_end()
    ends: QuerySet[Mandate] = rows.filter(ends_at__lte=now + within).order_by("ends_at", "id")
    return ends.select_related("person", "unit")


def mandates_ending(user: Any, within: timedelta) -> "QuerySet[Mandate]":
    """Those that the person may see of `ending`."""
    return ending(within).filter(pk__in=Mandate.objects.visible_to(user).values("pk"))


def mandate_of(person: Any, unit: Any, at: datetime) -> Mandate | None:
    """The mandate under which the person speaks for the agency on any matter at `at`: as its head before as its regular
    spokesperson.  An authorisation is for one matter, and a person says which: it is never found here."""
    return _held_by(person, unit, at).filter(capacity__in=SINGLE).first()


def ended_of(person: Any, unit: Any, at: datetime) -> Mandate | None:
    """The person's last mandate as head or regular spokesperson of the agency where none such holds at `at`: who was
    the voice of the agency and is not any more."""
    if mandate_of(person, unit, at) is not None:
        return None
    rows: QuerySet[Mandate] = Mandate.objects.filter(person=person, unit=unit, capacity__in=SINGLE, valid_from__lte=at)
    return rows.select_related("person", "unit").order_by("-valid_from", "id").first()


def authorisations_of(person: Any, unit: Any, at: datetime) -> "QuerySet[Mandate]":
    """The authorisations on named matters that the person holds for the agency at `at`, the newest first."""
    return _held_by(person, unit, at).filter(capacity=Capacity.AUTHORISED)


def _held_by(person: Any, unit: Any, at: datetime) -> "QuerySet[Mandate]":
    rows: QuerySet[Mandate] = Mandate.objects.filter(person=person, unit=unit).valid_at(at)
    return rows.select_related("person", "unit").order_by(RANK, "-valid_from", "id")


def desk_and_leadership() -> list[User]:
    """The press officers of the ministry's office, and the leadership."""
    office = holders(Role.Kind.PRESS_OFFICER, unit__kind=Unit.Kind.OFFICE)
    return list(office | holders(Role.Kind.LEADERSHIP))


def mandates_to_speak_under(user: Any) -> "QuerySet[Mandate]":
    """The mandates for which the person may draft a statement, lapsed ones included: words may be registered later."""
    mandates = Mandate.objects.visible_to(user).select_related("person", "unit").order_by("-valid_from", "id")
    if holds_in_office(user, *PRESS_ROLES):
        return mandates
    return mandates.filter(person_id=getattr(user, "pk", None))
