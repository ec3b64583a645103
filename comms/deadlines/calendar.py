"""Which days are worked: Monday to Friday less the public holidays, plus swapped Saturdays; decreed days win.

The holidays of Vietnam come from the `holidays` library (Bộ luật Lao động 2019, Điều 112, with the days that the Prime
Minister swapped) and from `DECREED`, which has what it lacks.  For years that no decree covers yet the library computes
them, so a `CalendarDay` row overrides both.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext_lazy as _
from holidays.countries.vietnam import Vietnam

from comms.core.errors import Invalid

FIRST_YEAR: int = Vietnam.start_year
LAST_YEAR: int = Vietnam.end_year
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Override:
    """A decreed day: `reason` in the words of the person who entered it."""

    working: bool
    reason: str


# Swapped days that the library does not have: Friday 02/01/2026 off, Saturday 10/01/2026 worked in exchange.
_NEW_YEAR_2026 = "Văn bản số 12729/VPCP-KGVX ngày 25/12/2025"
DECREED: Mapping[date, Override] = {
    date(2026, 1, 2): Override(working=False, reason=_NEW_YEAR_2026),
    date(2026, 1, 10): Override(working=True, reason=_NEW_YEAR_2026),
}


@dataclass(frozen=True)
class Day:
    """One day and why it is worked or not: `weekday`, `weekend`, `holiday`, `swapped` or `decreed`.

    `names` has the holiday's name by language, or the decree's reason under the empty key.
    """

    working: bool
    why: str
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Calendar:
    """The working calendar.  `overrides` are the rows of CalendarDay by date."""

    overrides: Mapping[date, Override] = field(default_factory=dict)

    def day(self, day: date) -> Day:
        """Is `day` worked, and why?  Raises Invalid for a year that the holidays are not known of."""
        check_year(day.year)
        override = self.overrides.get(day) or DECREED.get(day)
        if override is not None:
            return Day(override.working, "decreed", {"": override.reason})
        days_off, swapped = _year(day.year)
        if day in swapped:
            return Day(True, "swapped")
        if day in days_off:
            return Day(False, "holiday", days_off[day])
        if day.weekday() >= 5:
            return Day(False, "weekend")
        return Day(True, "weekday")

    def is_working(self, day: date) -> bool:
        return self.day(day).working

    def of_note(self, year: int) -> list[tuple[date, Day]]:
        """The days of a year that are something else than a plain weekday or weekend, in their order."""
        days = ((day, self.day(day)) for day in days_of(year))
        return [(day, found) for day, found in days if found.why not in {"weekday", "weekend"}]

    def working_days_in(self, year: int) -> int:
        return sum(self.is_working(day) for day in days_of(year))


def days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + ONE_DAY * number for number in range((date(year, 12, 31) - first).days + 1))


def check_year(year: int, field: str = "start") -> None:
    """Raise Invalid on `field` unless the holidays of the year are known: beyond its range the library is empty."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid.field(
            field,
            _("The public holidays of %(year)s are not known; the calendar covers %(first)s to %(last)s.")
            % {"year": year, "first": FIRST_YEAR, "last": LAST_YEAR},
            code="calendar_not_known",
        )


@lru_cache(maxsize=32)
def _year(year: int) -> tuple[dict[date, dict[str, str]], frozenset[date]]:
    """Days off with their names in Vietnamese and English, and the weekend days that are worked."""
    vietnamese = Vietnam(years=year, language="vi", expand=False)
    english = Vietnam(years=year, language="en_US", expand=False)
    days_off = {
        # The library writes the day of a swap the American way in English.
        day: {"vi": name, "en": re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\2/\1/\3", english.get(day, name))}
        for day, name in vietnamese.items()
    }
    return days_off, frozenset(vietnamese.weekend_workdays)
