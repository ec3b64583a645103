"""Checks of input that every room shares."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Far from the ends of what Python and PostgreSQL can hold, so that an offset or a term never leads beyond them.
FIRST_YEAR, LAST_YEAR = 1900, 2100


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
