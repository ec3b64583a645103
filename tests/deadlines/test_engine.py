"""Counting: worked cases of Bộ luật Dân sự 2015, Điều 147 and 148, on the calendar of Vietnam."""

from datetime import date, datetime

import pytest

from comms.core.clock import HANOI
from comms.core.errors import Invalid
from comms.deadlines.calendar import Calendar, Override
from comms.deadlines.engine import Term, count

PLAIN = Calendar()


def hanoi(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=HANOI)


def due(amount: str, unit: str, start: str, calendar: Calendar = PLAIN) -> str:
    """The due instant in Hanoi; a term of days that ends at 24:00 shows as 00:00 of the day after."""
    return f"{count(Term(amount, unit), hanoi(start), calendar).due_at.astimezone(HANOI):%d/%m/%Y %H:%M}"


WORKED_CASES = [
    # Hours pass on days off as on others.
    ("24", "hours", "20/11/2026 23:59", "21/11/2026 23:59"),
    ("24", "hours", "23/11/2026 10:00", "24/11/2026 10:00"),
    ("12", "hours", "16/02/2026 20:30", "17/02/2026 08:30"),
    # Days: the first is not counted; 24:00 of the last; a last day off moves to the next working day.
    ("30", "days", "01/10/2026 08:00", "03/11/2026 00:00"),
    ("30", "days", "02/10/2026 08:00", "03/11/2026 00:00"),
    ("7", "days", "17/11/2026 23:59", "26/11/2026 00:00"),
    ("1", "days", "20/11/2026 23:59", "24/11/2026 00:00"),
    ("1", "days", "18/11/2026 00:00", "20/11/2026 00:00"),
    # Working days: 24/11/2026 is Ngày Văn hóa Việt Nam; a start on Friday 23:59 does not count Friday.
    ("5", "working_days", "20/11/2026 23:59", "01/12/2026 00:00"),
    ("2", "working_days", "20/11/2026 23:59", "26/11/2026 00:00"),
    ("1", "working_days", "23/11/2026 09:00", "26/11/2026 00:00"),
    ("15", "working_days", "20/11/2026 09:00", "15/12/2026 00:00"),
    # Tết Bính Ngọ: off from Monday 16 to Friday 20 February 2026.
    ("2", "working_days", "12/02/2026 15:00", "24/02/2026 00:00"),
    ("5", "days", "11/02/2026 15:00", "24/02/2026 00:00"),
    # Saturday 22/08/2026 is worked in exchange for Monday 31/08/2026; 1 and 2 September are off.
    ("1", "working_days", "21/08/2026 10:00", "23/08/2026 00:00"),
    ("1", "days", "21/08/2026 10:00", "23/08/2026 00:00"),
    ("1", "working_days", "28/08/2026 10:00", "04/09/2026 00:00"),
    # Across the year's end: 01/01/2027 is a Friday.
    ("1", "working_days", "31/12/2026 10:00", "05/01/2027 00:00"),
    # Months: the same day of the last month, or its last day; rolled like days.
    ("3", "calendar_months", "15/09/2026 10:00", "16/12/2026 00:00"),
    ("3", "calendar_months", "30/11/2026 10:00", "02/03/2027 00:00"),
    ("3", "calendar_months", "21/09/2026 10:00", "22/12/2026 00:00"),
    ("3", "calendar_months", "31/03/2026 10:00", "01/07/2026 00:00"),
    ("12", "calendar_months", "29/02/2024 10:00", "01/03/2025 00:00"),
    # A duty of each month ends with the month, on a Sunday too.
    ("1", "calendar_month", "01/05/2026 00:00", "01/06/2026 00:00"),
    ("1", "calendar_month", "31/05/2026 23:59", "01/06/2026 00:00"),
    # The 5th and the 10th of the next month are named by the circular: 05/12/2026 is a Saturday and stays.
    ("5", "day_of_next_month", "21/11/2026 10:00", "06/12/2026 00:00"),
    ("10", "day_of_next_month", "31/12/2026 10:00", "11/01/2027 00:00"),
    # "Before 20/12" is 24:00 on 19/12, a Saturday in 2026, which stays.
    ("12-19", "yearly_date", "14/12/2026 23:59", "20/12/2026 00:00"),
    ("12-19", "yearly_date", "19/12/2026 12:00", "20/12/2026 00:00"),
    ("12-19", "yearly_date", "20/12/2026 00:00", "20/12/2027 00:00"),
]


@pytest.mark.parametrize(("amount", "unit", "start", "expected"), WORKED_CASES)
def test_worked_cases(amount: str, unit: str, start: str, expected: str) -> None:
    assert due(amount, unit, start) == expected


def test_the_day_of_the_start_is_the_one_in_hanoi() -> None:
    """18:00 in London on Thursday is Friday in Hanoi: Friday is the day that is not counted."""
    start = datetime.fromisoformat("2026-11-19T18:00:00+00:00")
    assert count(Term("1", "working_days"), start, PLAIN).due_at == hanoi("24/11/2026 00:00")


DECREED = Calendar(
    {
        date(2026, 11, 23): Override(working=False, reason="QĐ 1/QĐ-TTg"),
        date(2026, 11, 24): Override(working=True, reason="QĐ 2/QĐ-TTg"),
        date(2026, 11, 28): Override(working=True, reason="QĐ 3/QĐ-TTg"),
    }
)


@pytest.mark.parametrize(
    ("amount", "unit", "start", "expected"),
    [
        ("1", "working_days", "20/11/2026 09:00", "25/11/2026 00:00"),
        ("5", "working_days", "20/11/2026 09:00", "29/11/2026 00:00"),
        ("3", "days", "20/11/2026 09:00", "25/11/2026 00:00"),
        ("8", "days", "20/11/2026 09:00", "29/11/2026 00:00"),
        ("24", "hours", "22/11/2026 09:00", "23/11/2026 09:00"),
    ],
)
def test_decreed_days_win_over_the_computed_calendar(amount: str, unit: str, start: str, expected: str) -> None:
    """A Monday off, a holiday worked, a Saturday worked."""
    assert due(amount, unit, start, DECREED) == expected


def test_the_steps_say_why_each_day_counts_or_not() -> None:
    counted = count(Term("2", "working_days"), hanoi("20/11/2026 23:59"), PLAIN)
    found = [(step["step"], step.get("day"), step.get("why"), step.get("number")) for step in counted.steps]
    assert found == [
        ("start", None, None, None),
        ("first_day", "2026-11-20", None, None),
        ("skipped", "2026-11-21", "weekend", None),
        ("skipped", "2026-11-22", "weekend", None),
        ("counted", "2026-11-23", "weekday", 1),
        ("skipped", "2026-11-24", "holiday", None),
        ("counted", "2026-11-25", "weekday", 2),
        ("due", "2026-11-25", None, None),
    ]
    assert counted.steps[5]["names"] == {"vi": "Ngày Văn hóa Việt Nam", "en": "Vietnam Cultural Day"}


@pytest.mark.parametrize(
    ("day", "working", "why"),
    [
        ("2026-11-23", True, "weekday"),
        ("2026-11-21", False, "weekend"),
        ("2026-11-24", False, "holiday"),
        ("2026-08-22", True, "swapped"),
        ("2026-08-31", False, "holiday"),
        ("2025-04-26", True, "swapped"),
        # The Vietnamese lunar new year, where it differs from the Chinese one.
        ("2007-02-17", False, "holiday"),
        ("2100-12-31", True, "weekday"),
    ],
)
def test_the_calendar_of_vietnam(day: str, working: bool, why: str) -> None:
    found = PLAIN.day(date.fromisoformat(day))
    assert (found.working, found.why) == (working, why)


@pytest.mark.parametrize("day", ["2101-01-03", "1900-01-02"])
def test_a_year_without_known_holidays_is_refused(day: str) -> None:
    """The library is silently empty there; a plain Monday must not look worked."""
    with pytest.raises(Invalid) as refused:
        PLAIN.day(date.fromisoformat(day))
    assert refused.value.errors["start"][0].code == "calendar_not_known"


@pytest.mark.parametrize("unit", ["hours", "days", "working_days", "calendar_months", "day_of_next_month"])
def test_a_start_beyond_the_calendar_is_refused_in_every_unit(unit: str) -> None:
    with pytest.raises(Invalid):
        count(Term("5", unit), datetime(9999, 12, 31, 23, 0, tzinfo=HANOI), PLAIN)


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        ("0", "hours"),
        ("-1", "days"),
        ("1.5", "working_days"),
        ("", "hours"),
        ("31", "day_of_next_month"),
        ("02-29", "yearly_date"),
        ("13-01", "yearly_date"),
        ("19", "yearly_date"),
        ("12-19", "days"),
        ("5", "weeks"),
        ("1000000", "working_days"),
    ],
)
def test_an_amount_that_its_unit_cannot_have_is_refused(amount: str, unit: str) -> None:
    with pytest.raises(Invalid):
        Term(amount, unit)


def test_a_naive_start_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="aware"):
        count(Term("1", "days"), datetime(2026, 11, 21), PLAIN)  # noqa: DTZ001  (the point of the test)
