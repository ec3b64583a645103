"""Who speaks, and under which mandate a person may draft."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from press.mandates.models import PRESS_ROLES, Mandate
from press.mandates.office import holds_in_office


def speakers_at(user: Any, instant: datetime) -> "QuerySet[Mandate]":
    """The mandates that hold at `instant`, the agency's head first."""
    mandates = Mandate.objects.visible_to(user).valid_at(instant)
    return mandates.select_related("person", "unit").order_by("unit__name_sort", "capacity", "valid_from", "id")


def mandates_to_speak_under(user: Any) -> "QuerySet[Mandate]":
    """The mandates for which the person may draft a statement, lapsed ones included: words may be registered later."""
    mandates = Mandate.objects.visible_to(user).select_related("person", "unit").order_by("-valid_from", "id")
    if holds_in_office(user, *PRESS_ROLES):
        return mandates
    return mandates.filter(person_id=getattr(user, "pk", None))
