"""What holds of every term, whatever its start."""

from datetime import date, datetime, time, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from comms.core.clock import HANOI
from comms.deadlines.calendar import Calendar, Override
from comms.deadlines.engine import Term, count
from comms.deadlines.states import Unit


def moments(first: date, last: date) -> st.SearchStrategy[datetime]:
    """Any instant of the days, to the microsecond, in Hanoi."""
    return st.builds(lambda day, at: datetime.combine(day, at, HANOI), st.dates(first, last), st.times())


STARTS = moments(date(2018, 1, 1), date(2032, 12, 31))
DECREES = st.dictionaries(
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.booleans().map(lambda working: Override(working, "decree")),
    max_size=20,
).map(Calendar)
NEAR = moments(date(2025, 12, 1), date(2026, 12, 15))


def last_day(due_at: datetime) -> date:
    """The day that ends at the due instant."""
    assert due_at.astimezone(HANOI).time() == time.min
    return due_at.astimezone(HANOI).date() - timedelta(days=1)


@given(NEAR, st.integers(1, 60), st.sampled_from(["days", "working_days", "calendar_months"]), DECREES)
def test_a_term_of_days_never_ends_on_a_day_off(start: datetime, number: int, unit: str, calendar: Calendar) -> None:
    due_at = count(Term(str(number), unit), start, calendar).due_at
    assert calendar.is_working(last_day(due_at))
    assert due_at > start


@given(NEAR, st.integers(1, 40), DECREES)
def test_working_days_are_as_many_as_one_counts_on_the_calendar(
    start: datetime, number: int, calendar: Calendar
) -> None:
    last = last_day(count(Term(str(number), "working_days"), start, calendar).due_at)
    first = start.date()
    between = [first + timedelta(days=step) for step in range(1, (last - first).days + 1)]
    assert sum(calendar.is_working(day) for day in between) == number


@given(NEAR, st.integers(1, 60), DECREES)
def test_days_roll_over_days_off_alone(start: datetime, number: int, calendar: Calendar) -> None:
    plain = start.date() + timedelta(days=number)
    last = last_day(count(Term(str(number), "days"), start, calendar).due_at)
    assert last >= plain
    assert not any(calendar.is_working(plain + timedelta(days=step)) for step in range((last - plain).days))


@given(STARTS, st.timedeltas(timedelta(0), timedelta(days=40)), st.integers(1, 28), st.sampled_from(Unit.values))
def test_a_later_start_never_ends_earlier(start: datetime, later: timedelta, number: int, unit: str) -> None:
    amount = {"yearly_date": "12-19", "calendar_month": str(number % 12 + 1)}.get(unit, str(number))
    term, calendar = Term(amount, unit), Calendar()
    assert count(term, start, calendar).due_at <= count(term, start + later, calendar).due_at


@given(STARTS, st.integers(1, 2400), DECREES)
def test_hours_are_exact_whatever_the_calendar(start: datetime, number: int, calendar: Calendar) -> None:
    assert count(Term(str(number), "hours"), start, calendar).due_at - start == timedelta(hours=number)


@given(STARTS, st.integers(-14 * 60, 14 * 60), st.sampled_from(["hours", "days", "working_days", "yearly_date"]))
def test_the_offset_in_which_a_start_is_told_changes_nothing(start: datetime, minutes: int, unit: str) -> None:
    term = Term("12-19" if unit == "yearly_date" else "5", unit)
    elsewhere = start.astimezone(timezone(timedelta(minutes=minutes)))
    assert count(term, elsewhere, Calendar()).due_at == count(term, start, Calendar()).due_at


@given(STARTS)
def test_the_hour_of_the_day_changes_nothing_for_days(start: datetime) -> None:
    midnight = datetime.combine(start.date(), time.min, HANOI)
    for unit in ("days", "working_days", "calendar_months"):
        assert count(Term("5", unit), start, Calendar()).due_at == count(Term("5", unit), midnight, Calendar()).due_at
