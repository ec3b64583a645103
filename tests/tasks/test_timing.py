"""The free wording of *Thời gian*: read into due dates and recurrences, or reported as not understood."""

import unicodedata
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks import timing
from tasks.states import DatePrecision, Recurrence
from tasks.timing import Timing, periods, read

FIRST, LAST = date(2022, 1, 1), date(2026, 12, 31)
P, R = DatePrecision, Recurrence


def within(text: str, first: date = FIRST, last: date | None = LAST) -> Timing:
    return read(text, starts=first, ends=last)


@pytest.mark.parametrize(
    ("text", "due_on", "precision", "starts"),
    [
        ("Quý II/2023", date(2023, 6, 30), P.QUARTER, None),
        ("Quý 2 năm 2023", date(2023, 6, 30), P.QUARTER, None),
        ("QUÍ  IV / 2023.", date(2023, 12, 31), P.QUARTER, None),
        ("Hết quý I/2024", date(2024, 3, 31), P.QUARTER, None),
        ("Tháng 11/2022", date(2022, 11, 30), P.MONTH, None),
        ("tháng 02 năm 2024", date(2024, 2, 29), P.MONTH, None),
        ("Trước 30/6/2024", date(2024, 6, 30), P.DAY, None),
        ("Trước ngày 30/06/2024", date(2024, 6, 30), P.DAY, None),
        ("Chậm nhất 30-6-2024", date(2024, 6, 30), P.DAY, None),
        ("Ngày 05/9/2022", date(2022, 9, 5), P.DAY, None),
        ("ngày 05 tháng 9 năm 2022", date(2022, 9, 5), P.DAY, None),
        ("Năm 2024", date(2024, 12, 31), P.YEAR, None),
        ("2024", date(2024, 12, 31), P.YEAR, None),
        ("2022–2026", date(2026, 12, 31), P.YEAR, date(2022, 1, 1)),
        ("Giai đoạn 2022 — 2026", date(2026, 12, 31), P.YEAR, date(2022, 1, 1)),
        ("Từ năm 2022 đến năm 2026", date(2026, 12, 31), P.YEAR, date(2022, 1, 1)),
        ("Quý I–II/2023", date(2023, 6, 30), P.QUARTER, date(2023, 1, 1)),
        ("Quý IV/2023 - Quý I/2024", date(2024, 3, 31), P.QUARTER, date(2023, 10, 1)),
        ("Tháng 3 - 5/2024", date(2024, 5, 31), P.MONTH, date(2024, 3, 1)),
        ("Từ 01/6/2024 đến 30/6/2024", date(2024, 6, 30), P.DAY, date(2024, 6, 1)),
        ("6 tháng đầu năm 2023", date(2023, 6, 30), P.QUARTER, date(2023, 1, 1)),
        ("6 tháng cuối năm 2023", date(2023, 12, 31), P.QUARTER, date(2023, 7, 1)),
    ],
)
def test_wordings_that_name_a_time(text: str, due_on: date, precision: str, starts: date | None) -> None:
    """Due on the last day of what is named; "before a day" is that day itself."""
    assert within(text) == Timing(due_on=due_on, precision=precision, starts=starts)


@pytest.mark.parametrize(
    ("text", "recurrence"),
    [
        ("Hằng tuần", R.WEEKLY),
        ("Hàng tháng", R.MONTHLY),
        ("HẰNG QUÝ.", R.QUARTERLY),
        ("Định kỳ hằng quý", R.QUARTERLY),
        ("Định kỳ 6 tháng", R.HALF_YEARLY),
        ("6 tháng/lần", R.HALF_YEARLY),
        ("Mỗi năm một lần", R.YEARLY),
        ("hằng năm", R.YEARLY),
    ],
)
def test_wordings_that_recur(text: str, recurrence: str) -> None:
    """Due with the last period; while the plan has no end, without a due date."""
    assert within(text) == Timing(recurrence=recurrence, due_on=LAST)
    assert within(text, last=None) == Timing(recurrence=recurrence)


@pytest.mark.parametrize("text", ["Thường xuyên", "thường xuyên, liên tục", "Thường xuyên trong năm"])
def test_continuous_work_has_no_due_date(text: str) -> None:
    assert within(text) == Timing(recurrence=R.CONTINUOUS)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", timing.NOT_READ),
        ("Sau khi kế hoạch được phê duyệt", timing.NOT_READ),
        ("Cuối năm 2023", timing.NOT_READ),
        ("Trước tháng 6/2024", timing.NOT_READ),
        ("30/6/24", timing.NOT_READ),
        ("Quý", timing.NOT_READ),
        ("Tháng", timing.NOT_READ),
        ("Quý II/2023; Quý IV/2023", timing.NOT_READ),
        ("Hằng quý, năm 2023", timing.NOT_READ),
        ("Hằng quý/năm", timing.NOT_READ),
        ("x" * 301, timing.NOT_READ),
        ("31/02/2024", timing.IMPOSSIBLE),
        ("Quý V/2024", timing.IMPOSSIBLE),
        ("Quý 0/2024", timing.IMPOSSIBLE),
        ("Tháng 13/2024", timing.IMPOSSIBLE),
        ("Tháng 5 - 3/2024", timing.IMPOSSIBLE),
        ("2026-2022", timing.IMPOSSIBLE),
        ("Quý IV", timing.NO_YEAR),
        ("30/6", timing.NO_YEAR),
        ("Quý IV/2021", timing.OUTSIDE),
        ("Năm 2027", timing.OUTSIDE),
        ("01/01/2027", timing.OUTSIDE),
        ("2027–2030", timing.OUTSIDE),
    ],
)
def test_what_cannot_be_read_is_said(text: str, problem: object) -> None:
    """Nothing is guessed, and the reader is told why."""
    found = within(text)
    assert (found.understood, found.due_on, found.recurrence) == (False, None, "")
    assert found.problem == problem
    assert found.words


def test_without_a_year_in_a_plan_of_one_year() -> None:
    year = (date(2023, 1, 1), date(2023, 12, 31))
    assert within("Quý IV", *year).due_on == date(2023, 12, 31)
    assert within("Tháng 3 - 5", *year).due_on == date(2023, 5, 31)
    assert within("Trước 30/6", *year).due_on == date(2023, 6, 30)
    assert within("6 tháng đầu năm", *year).due_on == date(2023, 6, 30)
    assert within("Trong năm", *year).due_on == date(2023, 12, 31)
    assert within("Quý IV", date(2023, 1, 1), None).problem == timing.NO_YEAR


def test_a_quarter_counts_when_a_part_of_it_lies_in_the_plan() -> None:
    """A day must lie in it itself."""
    plan = (date(2022, 9, 5), date(2022, 11, 15))
    assert within("Quý III/2022", *plan).due_on == date(2022, 9, 30)
    assert within("Quý IV/2022", *plan).due_on == date(2022, 12, 31)
    assert within("16/11/2022", *plan).problem == timing.OUTSIDE
    assert within("04/9/2022", *plan).problem == timing.OUTSIDE


def test_a_plan_too_long_for_its_weeks() -> None:
    assert within("Hằng tuần", date(2001, 1, 1), date(2026, 12, 31)).problem == timing.TOO_MANY


def test_what_was_read_in_words() -> None:
    said = {
        "Quý II/2023": ("hạn 30/06/2023", "due on 30/06/2023"),
        "2022–2026": ("từ 01/01/2022 đến 31/12/2026", "from 01/01/2022 to 31/12/2026"),
        "Hằng quý": ("hằng quý, đến 31/12/2026", "every quarter, until 31/12/2026"),
        "Thường xuyên": ("thường xuyên, không có thời hạn", "continuous work, without a due date"),
    }
    for text, (vi, en) in said.items():
        assert within(text).words == vi
        with translation.override("en"):
            assert within(text).words == en


def test_periods_of_a_plan() -> None:
    """Calendar periods cut to the plan, the last day of each also where it is a day off."""
    quarters = periods(R.QUARTERLY, date(2022, 9, 5), date(2023, 5, 31))
    assert quarters == [
        (date(2022, 9, 5), date(2022, 9, 30)),
        (date(2022, 10, 1), date(2022, 12, 31)),
        (date(2023, 1, 1), date(2023, 3, 31)),
        (date(2023, 4, 1), date(2023, 5, 31)),
    ]
    year = (date(2023, 1, 1), date(2023, 12, 31))
    counts = {R.MONTHLY: 12, R.QUARTERLY: 4, R.HALF_YEARLY: 2, R.YEARLY: 1, R.WEEKLY: 53, R.CONTINUOUS: 0, "": 0}
    assert {recurrence: len(periods(recurrence, *year)) for recurrence in counts} == counts


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
WORDS = st.sampled_from(
    ["Quý ", "Tháng ", "Trước ", "ngày ", "năm ", "Hằng ", "định kỳ ", "6 tháng", "II", "V", "13", "31/02/", "2023",
     "–", "-", " đến ", "/", ".", "Thường xuyên", "đầu ", "lần", "０", "٣", "İ", " "]
)  # fmt: skip


@given(
    text=st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=8).map("".join)), first=DAYS, last=st.none() | DAYS
)
@settings(max_examples=400, deadline=None)
def test_reading_never_fails(text: str, first: date, last: date | None) -> None:
    """Whatever is written: either a reading with a due date or a recurrence, or a reason; NFC and NFD read alike."""
    found = read(text, starts=first, ends=last)
    assert found.understood == bool(found.due_on or found.recurrence)
    assert found.words
    for form in ("NFC", "NFD"):
        assert read(unicodedata.normalize(form, text), starts=first, ends=last) == found


@given(day=DAYS, form=st.sampled_from(["{:%d/%m/%Y}", "Trước ngày {:%d/%m/%Y}", "Ngày {0.day}/{0.month}/{0.year}",
                                       "Tháng {0.month}/{0.year}", "tháng {:%m} năm {0.year}"]))  # fmt: skip
def test_what_is_written_out_is_read_back(day: date, form: str) -> None:
    text = form.replace("{:", "{0:").format(day)
    found = read(text, starts=date(1900, 1, 1), ends=date(2100, 12, 31))
    if "áng" in form:
        assert (found.precision, found.due_on) == (P.MONTH, found.due_on)
        assert found.due_on is not None
        assert (found.due_on.year, found.due_on.month) == (day.year, day.month)
        assert (found.due_on + timedelta(days=1)).day == 1
    else:
        assert found == Timing(due_on=day)


@given(
    first=DAYS, length=st.integers(0, 3000), recurrence=st.sampled_from([R.MONTHLY, R.QUARTERLY, R.YEARLY, R.WEEKLY])
)
@settings(deadline=None)
def test_periods_cover_the_plan(first: date, length: int, recurrence: str) -> None:
    """Every day of the plan lies in exactly one period."""
    last = first + timedelta(days=length)
    found = periods(recurrence, first, last)
    assert (found[0][0], found[-1][1]) == (first, last)
    assert all(since <= until for since, until in found)
    assert all(after[0] == before[1] + timedelta(days=1) for before, after in pairwise(found))
