"""Dates in the words of an administrative document (NĐ 30/2020/NĐ-CP)."""

from datetime import date, datetime

import pytest

from comms.core.legal_dates import legal_date, legal_instant, place_and_date


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 9), "ngày 09 tháng 01 năm 2026"),
        (date(2026, 1, 10), "ngày 10 tháng 01 năm 2026"),
        (date(2026, 3, 5), "ngày 05 tháng 3 năm 2026"),
        (date(2026, 9, 30), "ngày 30 tháng 9 năm 2026"),
        (date(2026, 10, 1), "ngày 01 tháng 10 năm 2026"),
        (date(2021, 12, 31), "ngày 31 tháng 12 năm 2021"),
    ],
)
def test_a_zero_stands_before_days_below_ten_and_months_one_and_two_only(day: date, words: str) -> None:
    assert legal_date(day) == words


def test_the_place_stands_before_the_date() -> None:
    assert place_and_date("Hà Nội", date(2026, 2, 5)) == "Hà Nội, ngày 05 tháng 02 năm 2026"


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-11-21T07:05:00+00:00", "14 giờ 05 phút, ngày 21 tháng 11 năm 2026 (giờ Hà Nội)"),
        ("2026-11-20T17:00:00+00:00", "0 giờ 00 phút, ngày 21 tháng 11 năm 2026 (giờ Hà Nội)"),
    ],
)
def test_an_instant_is_worded_in_hanoi_time(instant: str, words: str) -> None:
    assert legal_instant(datetime.fromisoformat(instant)) == words
