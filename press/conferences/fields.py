"""The fields of a conference in their stored form.  Each raises Invalid that names the field."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from comms.core import checks
from comms.core.clock import HANOI
from comms.core.columns import chosen, cleaned, required
from comms.core.errors import Invalid
from press.conferences.models import PressConference
from press.conferences.states import ONLINE_FROM, ConferenceKind

MOST_AGENDA_ROWS = 40
_AT = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_AGENDA_FIELDS = {"at", "title", "speaker"}


def conference_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in values.items():
        match name:
            case "kind":
                fields[name] = chosen(name, value, ConferenceKind)
            case "title":
                fields[name] = required(PressConference, name, value)
            case "place":
                fields[name] = cleaned(PressConference, name, value)
            case "online_url":
                fields[name] = web_address(value)
            case "agenda":
                fields[name] = agenda_rows(value)
            case _:
                fields[name] = value
    return fields


def web_address(value: str) -> str:
    value = cleaned(PressConference, "online_url", value)
    if value:
        try:
            URLValidator(schemes=["https"])(value)
        except ValidationError as error:
            detail = _("Write a whole address that begins with https://.")
            raise Invalid.field("online_url", detail, code="invalid") from error
    return value


def agenda_rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """[{"at": "HH:MM" or "", "title", "speaker"}], the rows with a time in its order, those without after them."""
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise Invalid.field("agenda", _("The agenda is a list of rows with at, title and speaker."), code="invalid")
    if len(rows) > MOST_AGENDA_ROWS:
        detail = _("At most %(limit)s rows.") % {"limit": MOST_AGENDA_ROWS}
        raise Invalid.field("agenda", detail, code="max_length")
    read = [_agenda_row(row) for row in rows]
    return sorted(read, key=lambda row: row["at"] or "24:00")


def _agenda_row(row: Mapping[str, Any]) -> dict[str, str]:
    if not set(row) <= _AGENDA_FIELDS or not all(isinstance(value, str) for value in row.values()):
        raise Invalid.field("agenda", _("The agenda is a list of rows with at, title and speaker."), code="invalid")
    at = row.get("at", "").strip()
    if at and not _AT.fullmatch(at):
        raise Invalid.field("agenda", _("Write the time of an agenda row as HH:MM."), code="invalid")
    title = checks.line("agenda", row.get("title"), 300)
    if not title:
        raise Invalid.field("agenda", _("Each row of the agenda says what it is about."), code="required")
    return {"at": at, "title": title, "speaker": checks.line("agenda", row.get("speaker"), 200)}


def check_conference(conference: PressConference) -> None:
    """What spans fields: online only is a form of law since 01/07/2026; who asks later than it begins asks in vain."""
    day = conference.held_at.astimezone(HANOI).date()
    if conference.online and not conference.place and day < ONLINE_FROM:
        detail = _(
            "Before %(day)s a press conference was held in person (NĐ 09/2017/NĐ-CP, Điều 4): name the place as well."
        )
        raise Invalid.field("online", detail % {"day": f"{ONLINE_FROM:%d/%m/%Y}"}, code="legal_form")
    if conference.online_url and not conference.online:
        raise Invalid.field("online_url", _("This is the address of an online conference."), code="not_online")
    until = conference.accreditation_until
    if until is not None and until > conference.held_at:
        raise Invalid.field("accreditation_until", _("Accreditation ends before the conference begins."), code="order")


def check_end(held_at: datetime, ended_at: datetime | None) -> None:
    if ended_at is not None and ended_at <= held_at:
        raise Invalid.field("ended_at", _("It cannot have ended before it began."), code="order")
