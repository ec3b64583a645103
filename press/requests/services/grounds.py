"""The lawful grounds of refusal, as dated data: a press law that changes them needs no code."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.checks import within_calendar
from comms.core.columns import required
from comms.core.decisions import require
from comms.core.errors import FieldError, Invalid
from comms.core.states import change
from comms.deadlines.policies import may_set_calendar
from comms.deadlines.selectors import hanoi_date
from comms.org.models import User
from press.requests.models import PressRequest, RefusalGround

TOLD = {"true": True, "false": False}


@transaction.atomic
def grounds_load(rows: Iterable[Mapping[str, str]], *, actor: User | None = None) -> int:
    """Record the rows of a file of grounds (columns of `refusal_grounds.csv`); returns how many were new or changed.

    All or nothing: raises Invalid on `rows` that names the wrong ones, also for a validity that no longer covers a
    refusal given on that ground.  Idempotent by the column `id`.  Raises NotAllowed: like the legal rules, grounds are
    entered by an administrator; `actor` None is the system.
    """
    require(may_set_calendar(actor))
    known = {ground.code: ground for ground in RefusalGround.objects.select_for_update(no_key=True).order_by("pk")}
    parsed: dict[str, dict[str, Any]] = {}
    errors = []
    for number, row in enumerate(rows, start=1):
        try:
            code, fields = _parsed(row)
            if code in parsed:
                raise ValueError(code)
            if code in known:
                _covers_its_refusals(known[code], fields)
            parsed[code] = fields
        except (ValueError, KeyError, TypeError, AttributeError, ValidationError, Invalid) as error:
            detail = _("Row %(number)s is wrong: %(error)s") % {"number": number, "error": error}
            errors.append(FieldError("row", detail))
    if errors:
        raise Invalid({"rows": errors})
    recorded = []
    for code, fields in parsed.items():
        ground = known.get(code)
        if ground is None:
            ground = RefusalGround.objects.create(code=code, **fields)
        elif any(getattr(ground, name) != value for name, value in fields.items()):
            change(ground, expected_version=None, **fields)
        else:
            continue
        recorded.append(ground)
    for ground in recorded:
        record(actor=actor, action="press.refusal_ground.recorded", target=ground, code=ground.code)
    return len(recorded)


def _parsed(row: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """One row of the file: the code, and the fields of the ground.  Raises ValueError, KeyError or Invalid."""
    fields: dict[str, Any] = {name: required(RefusalGround, name, row[name]) for name in ("text_vi", "legal_basis")}
    fields["valid_from"] = _day(row["valid_from"])
    fields["valid_to"] = _day(row["valid_to"]) if row["valid_to"].strip() else None
    fields["reason_must_be_told"] = TOLD[row["reason_must_be_told"].strip().lower()]
    fields["confidence"] = row["confidence"].strip()
    if fields["confidence"] not in RefusalGround.Confidence.values:
        raise ValueError(fields["confidence"])
    if fields["valid_to"] and fields["valid_to"] < fields["valid_from"]:
        raise ValueError(f"{fields['valid_from']} > {fields['valid_to']}")
    return required(RefusalGround, "code", row["id"], field="id"), fields


def _day(text: str) -> date:
    day = date.fromisoformat(text.strip())
    within_calendar(day)
    return day


def _covers_its_refusals(ground: RefusalGround, fields: Mapping[str, Any]) -> None:
    """A refusal that was given stays on a ground that held that day."""
    refused = PressRequest.objects.filter(refusal_ground=ground, ended_at__isnull=False)
    days = refused.aggregate(first=Min("ended_at"), last=Max("ended_at"))
    if days["first"] is None:
        return
    first, last = hanoi_date(days["first"]), hanoi_date(days["last"])
    if not fields["valid_from"] <= first <= last <= (fields["valid_to"] or last):
        raise Invalid.field("valid_from", _("Refusals were given on this ground outside this time."), code="in_use")
