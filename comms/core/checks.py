"""Checks of input that every room shares."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comms.core.errors import Invalid
from comms.core.text import nfc

# Far from the ends of what Python and PostgreSQL can hold, so that an offset or a term never leads beyond them.
FIRST_YEAR, LAST_YEAR = 1900, 2100
WRITTEN_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def within_calendar(value: date) -> None:
    """A day or an instant that this service can mean.  A validator of forms, of filters and of request bodies."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        detail = _("Give a time between the years %(first)s and %(last)s.")
        raise ValidationError(detail, code="range", params={"first": FIRST_YEAR, "last": LAST_YEAR})


def storable(value: Any) -> Any:
    """`value`, which the database is about to compare with a column, where it can be one of the column's.

    Raises ValueError for text that no database holds, ValidationError for an instant outside the calendar: a database
    would answer either with an error.
    """
    if isinstance(value, str) and ("\x00" in value or any("\ud800" <= char <= "\udfff" for char in value)):
        raise ValueError("characters that no database keeps")
    if isinstance(value, datetime):
        within_calendar(value)
    return value


def day(name: str, value: Any) -> date:
    """A day written as YYYY-MM-DD, the one form of ISO 8601 that is taken.  Raises Invalid for anything else."""
    try:
        if not isinstance(value, str) or not WRITTEN_DAY.fullmatch(value):
            raise ValueError("not YYYY-MM-DD")
        found = date.fromisoformat(value)
        within_calendar(found)
    except (ValueError, ValidationError) as error:
        raise Invalid.field(name, _("Write a day as YYYY-MM-DD."), code="invalid") from error
    return found


def text(name: str, value: Any, limit: int) -> str:
    """Several lines, ending in line feeds only.  Raises Invalid for control characters and for what is too long."""
    value = nfc(str(value or "").replace("\r\n", "\n").replace("\r", "\n")).strip()
    if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\n\t" for char in value):
        raise Invalid.field(name, _("This contains characters that cannot be printed."), code="characters")
    if len(value) > limit:
        raise Invalid.field(name, _("At most %(limit)s characters.") % {"limit": limit}, code="max_length")
    return value


def line(name: str, value: Any, limit: int) -> str:
    """One line: white space of any kind becomes a single space."""
    return text(name, " ".join(str(value or "").split()), limit)


def required(name: str, value: Any, limit: int) -> str:
    """The reason that a step asks for, as `text`.  Raises Invalid also when there is none."""
    given = text(name, value, limit)
    if not given:
        raise Invalid.field(name, _("A reason is needed."), code="required")
    return given
