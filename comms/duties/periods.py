"""Which periods a duty has: pure functions over dates in Hanoi.

| duty | period | the law is that of | counted from |
| --- | --- | --- | --- |
| monthly ones | the calendar month that is informed of | its first day | its first day |
| press conference | from the last conference to the last lawful day of the next | its first day | its first day |
| annual report | 15/12 of the year before to 14/12 (NĐ 244/2026/NĐ-CP, Điều 10) | its last day | the day after it |

So a period of three months that began before 01/07/2026 is counted by the rule of its beginning, and the first annual
report is that on the window which ends on 14/12/2026, though the decree is in force from 01/07/2026 only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from comms.core.clock import HANOI
from comms.duties.states import MONTHLY, Subject

ONE_DAY = timedelta(days=1)
WINDOW_ENDS = (12, 14)


@dataclass(frozen=True)
class Period:
    """`law_on` is the day that chooses the rule, `counted_from` the instant from which the term is counted."""

    starts: date
    ends: date
    law_on: date
    counted_from: datetime


def period(subject: str, starts: date, ends: date) -> Period:
    """The period with what its counting needs; `ends` of a press conference is not used for it."""
    if subject == Subject.REPORT:
        return Period(starts, ends, ends, midnight(ends + ONE_DAY))
    return Period(starts, ends, starts, midnight(starts))


def ahead(subject: str, first: date, last: date) -> Iterator[Period]:
    """The periods that end on `first` or later and begin on `last` or before.  Those of a conference follow from what
    was held, so there are none here."""
    if subject in MONTHLY:
        starts = first.replace(day=1)
        while starts <= last:
            following = next_month(starts)
            yield period(subject, starts, following - ONE_DAY)
            starts = following
    elif subject == Subject.REPORT:
        for year in range(first.year, last.year + 2):
            starts, ends = window_days(year)
            if ends >= first and starts <= last:
                yield period(subject, starts, ends)


def window_days(year: int) -> tuple[date, date]:
    """First and last day of the data of the report on `year`."""
    last = date(year, *WINDOW_ENDS)
    return date(year - 1, *WINDOW_ENDS) + ONE_DAY, last


def window(year: int) -> tuple[datetime, datetime]:
    """The same as instants: from 00:00 of 15/12 in Hanoi to 00:00 of the next 15/12, that instant not included."""
    starts, ends = window_days(year)
    return midnight(starts), midnight(ends + ONE_DAY)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, HANOI)


def next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def months_after(day: date, months: int) -> date:
    """The last day of the month that lies `months` after that of `day`."""
    for _month in range(months + 1):
        day = next_month(day)
    return day - ONE_DAY
