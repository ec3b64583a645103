"""Checks of input that every room shares."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Far from the ends of what Python and PostgreSQL can hold, so that an offset or a term never leads beyond them.
FIRST_YEAR, LAST_YEAR = 1900, 2100


def within_calendar(value: date) -> None:
    """A day or an instant that this service can mean.  A validator of forms, of filters and of request bodies."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        detail = _("Give a time between the years %(first)s and %(last)s.")
        raise ValidationError(detail, code="range", params={"first": FIRST_YEAR, "last": LAST_YEAR})
