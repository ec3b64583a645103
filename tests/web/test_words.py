"""Dates, numbers, shares and spans as the pages write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from comms.core import clock
from comms.web.tones import tone_of


def drawn(source: str, language: str = "vi", **context: Any) -> str:
    with translation.override(language):
        return Template(source).render(Context(context))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_days_and_moments_are_those_of_hanoi(language: str) -> None:
    """05/02/2026 is 5 February; an instant late in the day of Greenwich is the next day in Hanoi."""
    late = datetime(2026, 2, 4, 20, 30, tzinfo=UTC)
    assert drawn(
        "{{ a|day }} {{ b|day }} {{ b|moment }} {{ c|day }} {{ c|moment }}",
        language,
        a=date(2026, 2, 5),
        b=late,
        c=None,
    ) == ("05/02/2026 05/02/2026 05/02/2026 03:30 – –")


@pytest.mark.parametrize(
    ("language", "expected"), [("vi", "1.234.567 1.234.567,89 – 0"), ("en", "1,234,567 1,234,567.89 – 0")]
)
def test_numbers_are_grouped(language: str, expected: str) -> None:
    numbers = {"a": 1234567, "b": Decimal("1234567.891"), "c": None, "d": 0}
    assert drawn("{{ a|number }} {{ b|number:2 }} {{ c|number }} {{ d|number }}", language, **numbers) == expected


def test_no_share_is_a_dash_and_not_nought() -> None:
    assert drawn("{{ a|percent }} {{ b|percent }} {{ c|percent }}", a=None, b=0, c=Decimal("33.333")) == "– 0% 33,3%"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=2, hours=3, minutes=5), "2 ngày 3 giờ"),
        (timedelta(hours=23, minutes=59), "23 giờ 59 phút"),
        (timedelta(minutes=1), "1 phút"),
        (timedelta(seconds=59), "chưa đến một phút"),
        (timedelta(days=1), "1 ngày"),
    ],
)
def test_spans_are_words(span: timedelta, words: str) -> None:
    assert drawn("{{ due|remaining }}", due=clock.now() + span) == words


@pytest.mark.parametrize(
    ("due", "stopped", "words", "tone"),
    [
        (30, None, "còn 1 ngày 6 giờ", "clock  "),
        (2, None, "còn 2 giờ", "clock warn "),
        (-48, None, "quá hạn 2 ngày", "clock bad "),
        (0, -3, "hoàn thành trước hạn 3 giờ", "clock good "),
        (0, 1, "hoàn thành muộn 1 giờ", "clock bad "),
    ],
)
def test_a_clock_says_what_is_left_or_missed(due: int, stopped: int | None, words: str, tone: str) -> None:
    now = clock.now()
    context = {
        "due": now + timedelta(hours=due),
        "stopped": None if stopped is None else now + timedelta(hours=stopped),
    }
    page = drawn("{% clock due stopped %}", **context)
    assert f"<b>{words}</b>" in page
    assert f'class="{tone}"' in page


def test_progress_says_both_numbers_in_words() -> None:
    """Drawn without style: the widths are attributes, with a point whatever the language."""
    page = drawn("{% progress 62.5 40 %}")
    assert 'aria-label="khai báo 62,5%, đã xác nhận 40%"' in page
    assert 'class="declared" width="62.5%"' in page
    assert 'class="verified" width="40%"' in page
    assert "style" not in page
    assert drawn("{% progress None None %}").count("<b>–</b>") == 2


def test_markdown_is_clean_and_other_text_is_escaped() -> None:
    page = drawn("{{ a|markdown }}{% badge a 'bad' %}", a="**x** <script>alert(1)</script>")
    assert "<strong>x</strong>" in page
    assert "<script" not in page


def test_a_figure_leads_to_its_list_and_nothing_wrong_is_quiet() -> None:
    assert 'class="stat bad"' in drawn('{% stat 3 "x" "/units/" "bad" %}')
    quiet = drawn('{% stat 0 "x" "/units/" "bad" %}')
    assert 'class="stat "' in quiet
    assert '<a href="/units/">' in quiet


def test_only_what_is_listed_is_marked_as_illustrative() -> None:
    class Task:
        illustrative = ("due_on",)

    source = '{% illustrative task "due_on" %}'
    assert "minh họa" in drawn(source, task=Task())
    assert drawn('{% illustrative task "weight" %}', task=Task()).strip() == ""
    assert "minh họa" in drawn("{% illustrative task %}", task=Task())


def test_states_have_their_tone() -> None:
    assert [tone_of(state) for state in ("draft", "in_progress", "issued", "returned", "overdue", None)] == [
        "",
        "info",
        "good",
        "warn",
        "bad",
        "",
    ]
