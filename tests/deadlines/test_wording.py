"""The sum of a deadline in both languages."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from comms.core.clock import HANOI
from comms.deadlines.calendar import Calendar, Override
from comms.deadlines.engine import Term, count
from comms.deadlines.models import Rule
from comms.deadlines.selectors import explain
from comms.deadlines.states import Unit
from comms.deadlines.wording import due_words, term_words, worded
from tests.deadlines.test_engine import WORKED_CASES, hanoi

ENGLISH = [
    "Rule ND237-18.2 (NĐ 237/2026/NĐ-CP, khoản 2 Điều 18): 5 working days.",
    "The start is 23:59 on 20/11/2026.",
    "Friday 20/11/2026: the day of the start is not counted.",
    "Saturday 21/11/2026: not counted (weekend).",
    "Sunday 22/11/2026: not counted (weekend).",
    "Monday 23/11/2026: working day 1.",
    "Tuesday 24/11/2026: not counted (Vietnam Cultural Day).",
    "Wednesday 25/11/2026: working day 2.",
    "Thursday 26/11/2026: working day 3.",
    "Friday 27/11/2026: working day 4.",
    "Saturday 28/11/2026: not counted (weekend).",
    "Sunday 29/11/2026: not counted (weekend).",
    "Monday 30/11/2026: working day 5.",
    "Due at 24:00 on 30/11/2026.",
]
VIETNAMESE = [
    "Quy định ND237-18.2 (NĐ 237/2026/NĐ-CP, khoản 2 Điều 18): 5 ngày làm việc.",
    "Thời điểm bắt đầu: 23:59 ngày 20/11/2026.",
    "Thứ Sáu, ngày 20/11/2026: ngày đầu tiên của thời hạn không được tính.",
    "Thứ Bảy, ngày 21/11/2026: không tính (ngày nghỉ cuối tuần).",
    "Chủ nhật, ngày 22/11/2026: không tính (ngày nghỉ cuối tuần).",
    "Thứ Hai, ngày 23/11/2026: ngày làm việc thứ 1.",
    "Thứ Ba, ngày 24/11/2026: không tính (Ngày Văn hóa Việt Nam).",
    "Thứ Tư, ngày 25/11/2026: ngày làm việc thứ 2.",
    "Thứ Năm, ngày 26/11/2026: ngày làm việc thứ 3.",
    "Thứ Sáu, ngày 27/11/2026: ngày làm việc thứ 4.",
    "Thứ Bảy, ngày 28/11/2026: không tính (ngày nghỉ cuối tuần).",
    "Chủ nhật, ngày 29/11/2026: không tính (ngày nghỉ cuối tuần).",
    "Thứ Hai, ngày 30/11/2026: ngày làm việc thứ 5.",
    "Hết hạn lúc 24:00 ngày 30/11/2026.",
]


@pytest.mark.parametrize(("language", "lines"), [("en", ENGLISH), ("vi", VIETNAMESE)])
def test_the_same_sum_is_worded_in_the_reader_s_language(rules: Any, language: str, lines: list[str]) -> None:
    explained = explain(Rule.objects.get(code="ND237-18.2"), hanoi("20/11/2026 23:59"))
    with translation.override(language):
        assert explained.lines == lines


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("amount", "unit", "start", "expected"), WORKED_CASES)
def test_every_step_has_words(language: str, amount: str, unit: str, start: str, expected: str) -> None:
    """The last line tells the due instant as the law does: hours by the clock, days at 24:00."""
    counted = count(Term(amount, unit), hanoi(start), Calendar())
    with translation.override(language):
        lines = worded(counted.steps)
        assert due_words(counted.due_at, unit) in lines[-1]
        assert not any("%" in line for line in lines)
    assert (unit == Unit.HOURS) is ("24:00" not in lines[-1])
    if unit == Unit.HOURS:
        assert f"{counted.due_at.astimezone(HANOI):%H:%M}" in lines[-1]


def test_a_decreed_day_is_told_with_its_reason() -> None:
    decreed = Calendar(
        {
            date(2026, 11, 23): Override(working=False, reason="QĐ 1/QĐ-TTg"),
            date(2026, 11, 24): Override(working=True, reason="QĐ 2/QĐ-TTg"),
        }
    )
    steps = count(Term("1", "working_days"), hanoi("20/11/2026 09:00"), decreed).steps
    with translation.override("en"):
        lines = worded(steps)
    assert "Monday 23/11/2026: not counted (QĐ 1/QĐ-TTg)." in lines
    assert "Tuesday 24/11/2026: working day 1 (QĐ 2/QĐ-TTg)." in lines


@pytest.mark.parametrize(
    ("amount", "unit", "vietnamese", "english"),
    [
        ("24", "hours", "24 giờ", "24 hours"),
        ("1", "days", "1 ngày", "1 day"),
        ("15", "working_days", "15 ngày làm việc", "15 working days"),
        ("1", "calendar_month", "trong 1 tháng theo lịch", "within 1 calendar month"),
        ("3", "calendar_months", "3 tháng", "3 months"),
        ("5", "day_of_next_month", "ngày 5 của tháng tiếp theo", "day 5 of the next month"),
        ("12-19", "yearly_date", "ngày 19/12 hằng năm", "19/12 of every year"),
    ],
)
def test_the_limit_of_a_rule_in_words(amount: str, unit: str, vietnamese: str, english: str) -> None:
    for language, words in (("vi", vietnamese), ("en", english)):
        with translation.override(language):
            assert term_words(Term(amount, unit)) == words
