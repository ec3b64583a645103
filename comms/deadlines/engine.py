"""Counting a term: pure functions from a limit, a start and a calendar to the due instant and the sum.

Hours are counted as they pass and never move.  Days, working days and months follow Bộ luật Dân sự 2015, Điều 147 and
148: the day of the start is not counted; a term that would end on a day off ends on the next working day; the last day
ends at 24:00 in Hanoi, which is 00:00 of the day after.  Fixed calendar dates (the 5th of the next month, 19 December,
the end of a calendar month) do not move for a day off: the law names the date itself.

The sum is a list of steps: plain data, kept with the clock and put into words when shown (`wording.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.clock import HANOI
from comms.core.errors import Invalid
from comms.deadlines.calendar import ONE_DAY, Calendar, Day, check_year
from comms.deadlines.states import Unit

MOST = {Unit.HOURS: 2400, Unit.DAYS: 1000, Unit.WORKING_DAYS: 500, Unit.CALENDAR_MONTH: 12, Unit.CALENDAR_MONTHS: 120}

Step = dict[str, Any]


@dataclass(frozen=True)
class Term:
    """The limit of a rule: `amount` is a number, or for `yearly_date` month and day: "12-19"."""

    amount: str
    unit: str

    def __post_init__(self) -> None:
        """Raises Invalid for an amount that this unit cannot have."""
        if not self._is_possible():
            raise Invalid.field("amount", _("This amount does not fit its unit."), code="amount")

    @property
    def number(self) -> int:
        return int(self.amount)

    @property
    def month_and_day(self) -> tuple[int, int]:
        """Of a yearly date."""
        month, day = self.amount.split("-")
        return int(month), int(day)

    def _is_possible(self) -> bool:
        try:
            match self.unit:
                case Unit.YEARLY_DATE:
                    # A year without 29 February: the date must exist in every year.
                    date(2001, *self.month_and_day)
                    return True
                case Unit.DAY_OF_NEXT_MONTH:
                    return 1 <= self.number <= 28
                case _:
                    return 1 <= self.number <= MOST[Unit(self.unit)]
        except ValueError:
            return False


@dataclass(frozen=True)
class Counted:
    """`due_at` is the last instant in time; `steps` is how it was found."""

    due_at: datetime
    steps: list[Step]


def count(term: Term, start: datetime, calendar: Calendar) -> Counted:
    """When does a term that starts at `start` (aware) end?  Raises Invalid for a year without a known calendar."""
    if start.tzinfo is None:
        raise ValueError("a term starts at an aware instant")
    check_year(start.year)
    local = start.astimezone(HANOI)
    steps: list[Step] = [{"step": "start", "at": local.isoformat()}]
    if term.unit == Unit.HOURS:
        due_at = local + timedelta(hours=term.number)
        steps.append({"step": "hours", "number": term.number})
        steps.append({"step": "due", "at": due_at.isoformat()})
        return Counted(due_at, steps)
    last = _LAST_DAY[Unit(term.unit)](term, local.date(), calendar, steps)
    due_at = datetime.combine(last + ONE_DAY, time.min, HANOI)
    steps.append({"step": "due", "day": last.isoformat()})
    return Counted(due_at, steps)


def _days(term: Term, first: date, calendar: Calendar, steps: list[Step]) -> date:
    """Every day counts but the first; the end moves off a day off (Điều 147 khoản 2, Điều 148 khoản 5)."""
    last = first + ONE_DAY * term.number
    steps.append({"step": "first_day", "day": first.isoformat()})
    steps.append({"step": "days", "from": (first + ONE_DAY).isoformat(), "to": last.isoformat(), "number": term.number})
    return _rolled(last, calendar, steps)


def _working_days(term: Term, first: date, calendar: Calendar, steps: list[Step]) -> date:
    """Only working days count, and not the first day."""
    steps.append({"step": "first_day", "day": first.isoformat()})
    day, counted = first, 0
    while counted < term.number:
        day += ONE_DAY
        found = calendar.day(day)
        counted += found.working
        step = {"step": "counted", "number": counted} if found.working else {"step": "skipped"}
        steps.append(step | _why(day, found))
    return day


def _months(term: Term, first: date, calendar: Calendar, steps: list[Step]) -> date:
    """To the same day of the last month, or that month's last day when it has no such day (Điều 148 khoản 3)."""
    month_start = _month_after(first, term.number)
    last = min(month_start + ONE_DAY * (first.day - 1), _end_of_month(month_start))
    steps.append({"step": "first_day", "day": first.isoformat()})
    steps.append({"step": "months", "number": term.number, "to": last.isoformat(), "shortened": last.day != first.day})
    return _rolled(last, calendar, steps)


def _end_of_calendar_month(term: Term, first: date, calendar: Calendar, steps: list[Step]) -> date:
    """A duty of each calendar month: to the end of the month of the start, which is the first of `amount`."""
    last = _end_of_month(_month_after(first, term.number - 1))
    steps.append({"step": "end_of_month", "day": last.isoformat()})
    return last


def _day_of_next_month(term: Term, first: date, calendar: Calendar, steps: list[Step]) -> date:
    """`first` lies in the month that is reported on."""
    last = _month_after(first, 1).replace(day=term.number)
    steps.append({"step": "fixed_day", "day": last.isoformat()})
    return last


def _yearly_date(term: Term, first: date, calendar: Calendar, steps: list[Step]) -> date:
    """The next such date, the day of the start included."""
    month, day = term.month_and_day
    last = date(first.year, month, day)
    if last < first:
        last = last.replace(year=first.year + 1)
    steps.append({"step": "fixed_day", "day": last.isoformat()})
    return last


_LAST_DAY: dict[str, Callable[[Term, date, Calendar, list[Step]], date]] = {
    Unit.DAYS: _days,
    Unit.WORKING_DAYS: _working_days,
    Unit.CALENDAR_MONTHS: _months,
    Unit.CALENDAR_MONTH: _end_of_calendar_month,
    Unit.DAY_OF_NEXT_MONTH: _day_of_next_month,
    Unit.YEARLY_DATE: _yearly_date,
}


def _rolled(last: date, calendar: Calendar, steps: list[Step]) -> date:
    """The last day of the term, or the next working day after it."""
    while not (found := calendar.day(last)).working:
        steps.append({"step": "rolled"} | _why(last, found))
        last += ONE_DAY
    return last


def _why(day: date, found: Day) -> Step:
    return {"day": day.isoformat(), "why": found.why, "names": dict(found.names)}


def _month_after(day: date, months: int) -> date:
    """The first day of the month that lies `months` after the month of `day`."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def _end_of_month(day: date) -> date:
    return _month_after(day, 1) - ONE_DAY
