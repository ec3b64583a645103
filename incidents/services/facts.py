"""Checking the facts of an incident: times in order, the law of the case's date."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core.columns import chosen, cleaned, refuse_future, required
from comms.core.errors import Conflict, Invalid
from comms.deadlines.selectors import clocks_of, hanoi_date
from incidents.models import Incident
from incidents.services.common import valid_unit
from incidents.states import (
    DECREE_244_FROM,
    FIRST_STATEMENT,
    Course,
    Extent,
    Field,
    IncidentKind,
    LegalGround,
    Priority,
    Severity,
    Spread,
)

CHOICES: dict[str, type[models.TextChoices]] = {
    "field": Field,
    "priority": Priority,
    "legal_ground": LegalGround,
    "kind": IncidentKind,
    "course": Course,
}
GRADES: dict[str, type[models.IntegerChoices]] = {"severity": Severity, "extent": Extent, "spread": Spread}
INSTANTS = ("occurred_at", "detected_at", "received_at", "impact_determined_at")
FACTS = ("title", "summary", "field", "occurred_at", "detected_at", "received_at", "restricted", "drill")
DECIDED = (
    "severity",
    "priority",
    "legal_ground",
    "lead_unit",
    "occurred_at",
    "impact_determined_at",
    "restricted",
    "drill",
    "kind",
    "course",
    "extent",
    "spread",
    "overrule_reason",
    "watch_until",
)


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Each value by itself, as it will be stored.  Raises Invalid; TypeError for a name that is not a fact."""
    return {name: _checked(name, value) for name, value in values.items()}


def _checked(name: str, value: Any) -> Any:
    match name:
        case "title":
            return required(Incident, name, value)
        case "summary" | "overrule_reason":
            return cleaned(Incident, name, value)
        case "field" | "priority":
            return chosen(name, value, CHOICES[name])
        case "legal_ground" | "kind" | "course":
            return chosen(name, value, CHOICES[name]) if value else ""
        case "severity" | "extent" | "spread":
            if value is not None and value not in GRADES[name].values:
                raise Invalid.field(name, _("This is 1 to 4, or undetermined."), code="invalid_choice")
            return value
        case "lead_unit":
            return None if value is None else valid_unit(name, value)
        case "detected_at" | "received_at" if value is None:
            raise Invalid.field(name, _("This is required."), code="required")
        case "occurred_at" | "detected_at" | "received_at" | "impact_determined_at":
            refuse_future(name, value)
            return value
        case "restricted" | "drill":
            return bool(value)
        case "watch_until":
            return value
        case _:
            raise TypeError(name)


def refuse_unknown(values: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    unknown = set(values) - set(allowed)
    if unknown:
        raise TypeError(f"not a fact of an incident: {', '.join(sorted(unknown))}")


def check_order(incident: Incident) -> None:
    """Nothing was seen, received or determined before it happened."""
    if incident.occurred_at is None:
        return
    for name in ("detected_at", "received_at", "impact_determined_at"):
        at: datetime | None = getattr(incident, name)
        if at is not None and at < incident.occurred_at:
            raise Invalid.field(name, _("This lies before the moment when it occurred."), code="order")


def check_ground(incident: Incident) -> None:
    """The legal ground is of the decree that was in force on the case's date, in Hanoi.

    Of a ground with a clock the date is that of the clock's start; of the others, that of the receipt.
    """
    if not incident.legal_ground:
        return
    counted = FIRST_STATEMENT.get(LegalGround(incident.legal_ground))
    name = counted.start if counted else "received_at"
    at: datetime | None = getattr(incident, name)
    if at is None:
        raise Invalid.field(
            name, _("On this legal ground the time counts from here: say when it was."), code="required"
        )
    under_244 = hanoi_date(at) >= DECREE_244_FROM
    if under_244 is (incident.legal_ground == LegalGround.ND09_6_3A):
        raise Invalid.field(
            "legal_ground",
            _("This decree was not in force on %(day)s, the date that counts for this ground.")
            % {"day": f"{hanoi_date(at):%d/%m/%Y}"},
            code="not_in_force",
        )


def refuse_moved_start(incident: Incident, changes: Mapping[str, Any]) -> None:
    """Once a clock has started, the instant from which it counts is evidence, not a field to edit."""
    moved = [name for name in INSTANTS if name in changes and changes[name] != getattr(incident, name)]
    if not moved and not changes.get("drill"):
        return
    codes = set(clocks_of(incident).values_list("rule__code", flat=True))
    fixed = {start.start for start in FIRST_STATEMENT.values() if start.rule in codes}
    if codes and changes.get("drill") and not incident.drill:
        raise Conflict(_("A legal clock has started: this is no drill."), code="clock_started")
    if fixed & set(moved):
        raise Conflict(_("A legal clock counts from this moment; it is not changed any more."), code="clock_started")
