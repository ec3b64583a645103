"""The calculator: any rule from any moment, asked by GET."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from comms.deadlines.models import Clock, Rule
from comms.deadlines.wording import due_words
from tests.cast import Cast
from tests.deadlines.worked import Example, examples


def ask(cast: Cast, language: str = "en", **query: str) -> tuple[int, str]:
    client = Client()
    client.force_login(cast.officer)
    client.cookies["django_language"] = language
    answer = client.get(reverse("deadlines:explain"), query)
    return answer.status_code, answer.content.decode()


def in_words(example: Example, language: str) -> str:
    with translation.override(language):
        return due_words(datetime.fromisoformat(example.due), Rule.objects.get(code=example.rule).unit)


def test_it_starts_empty_with_the_rule_of_the_link(rules: Any, cast: Cast) -> None:
    status, page = ask(cast, rule="ND244-7.3")
    assert status == 200
    assert '<option value="ND244-7.3" selected>' in page
    assert 'value="21/11/2026 09:00"' in page
    assert "In time until" not in page


def test_it_tells_rule_start_days_and_result(rules: Any, cast: Cast) -> None:
    status, page = ask(cast, rule="ND237-18.2", start="20/11/2026 23:59")
    assert status == 200
    for words in (
        "In time until 24:00 on 30/11/2026",
        "NĐ 237/2026/NĐ-CP, khoản 2 Điều 18",
        "Friday 20/11/2026: the day of the start is not counted.",
        "Tuesday 24/11/2026: not counted (Vietnam Cultural Day).",
        "read in a legal text",
    ):
        assert words in page
    assert not Clock.objects.exists()


def test_a_long_term_is_told_by_weeks_with_every_day_inside(rules: Any, cast: Cast) -> None:
    _status, page = ask(cast, rule="ND237-18.3", start="20/11/2026 09:00")
    assert "23/11/2026 to 29/11/2026: working days 1 to 4; not counted: 24/11 (Vietnam Cultural Day)" in page
    for number in range(1, 16):
        assert f"2026: working day {number}." in page
    assert page.count("not counted (weekend)") == 8


def test_the_date_picks_the_rule_of_a_duty(rules: Any, cast: Cast) -> None:
    for start, code in (("30/06/2026 23:59", "LBC16-39.2"), ("01/07/2026 00:00", "ND237-18.3")):
        status, page = ask(cast, subject="answer_press_opinions", start=start)
        assert (status, f">{code}</a>" in page) == (200, True)


def test_a_moment_to_come_is_counted(rules: Any, cast: Cast) -> None:
    status, page = ask(cast, "vi", rule="ND237-18.1", start="30/01/2028 09:00")
    assert status == 200
    assert "24:00 ngày 29/02/2028" in page


@pytest.mark.parametrize(
    ("rule", "start", "warned"),
    [
        ("ND237-18.1", "02/12/2026 09:00", True),
        ("ND237-18.1", "01/12/2026 09:00", False),
        ("ND244-7.3", "31/12/2026 15:00", False),
        ("TT07-4", "01/12/2026 09:00", False),
    ],
)
def test_a_sum_over_days_that_may_not_be_decreed_yet_says_so(
    rules: Any, cast: Cast, rule: str, start: str, warned: bool
) -> None:
    """Hours and dates that the law names do not hang on the calendar; 31/12/2026 ends at 00:00 of the next year."""
    assert ("the result can still move" in ask(cast, rule=rule, start=start)[1]) is warned


def test_a_rule_to_be_confirmed_says_so(rules: Any, cast: Cast) -> None:
    assert "partly confirmed" in ask(cast, rule="TT02-6.5", start="17/11/2026 09:00")[1]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"rule": "NO-SUCH", "start": "20/11/2026 09:00"}, "Select a valid choice"),
        ({"subject": "no_such", "start": "20/11/2026 09:00"}, "Select a valid choice"),
        ({"start": "20/11/2026 09:00"}, "Choose a rule, or a duty."),
        ({"rule": "ND244-7.3", "subject": "erratum_input", "start": "20/11/2026 09:00"}, "is about another duty"),
        ({"rule": "ND244-7.3", "start": ""}, "This field is required"),
        ({"rule": "ND244-7.3", "start": "31/02/2026 09:00"}, "Enter a valid date/time"),
        ({"rule": "ND244-7.3", "start": "29/02/2026 09:00"}, "Enter a valid date/time"),
        ({"rule": "ND244-7.3", "start": "NaN"}, "Enter a valid date/time"),
        ({"rule": "ND244-7.3", "start": "\x00"}, "Enter a valid date/time"),
        ({"rule": "ND244-7.3", "start": "20/11/9999 09:00"}, "between the years"),
        ({"rule": "ND237-18.3", "start": "30/12/2100 09:00"}, "public holidays of 2101 are not known"),
        ({"rule": "ND244-7.3", "start": "30/06/2026 23:59"}, "was not in force on 30/06/2026"),
        ({"rule": "ND09-6.3A", "start": "01/07/2026 00:00"}, "was not in force on 01/07/2026"),
        ({"subject": "first_statement", "start": "29/03/2017 23:59"}, "No legal deadline for this was in force"),
        ({"subject": "first_statement", "start": "01/07/2026 00:00"}, "Several rules were in force on 01/07/2026"),
    ],
)
def test_bad_input_is_told_beside_its_field(rules: Any, cast: Cast, query: dict[str, str], words: str) -> None:
    status, page = ask(cast, **query)
    assert status == 400
    assert words in page
    assert "In time until" not in page


def test_hostile_text_is_shown_as_text(rules: Any, cast: Cast) -> None:
    Rule.objects.filter(code="ND244-7.3").update(legal_basis='<script>alert("1")</script>')
    hostile = '"><script>alert(1)</script>'
    for query in (
        {"rule": hostile, "start": "20/11/2026 09:00"},
        {"rule": "ND244-7.3", "start": hostile},
        {"rule": "ND244-7.3", "start": "20/11/2026 09:00"},
    ):
        page = ask(cast, **query)[1]
        assert "<script>alert" not in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_worked_example_of_each_rule_comes_out_on_the_page(rules: Any, cast: Cast, language: str) -> None:
    shown = {}
    for example in examples():
        if example.rule and not example.subject and not example.decreed and example.start.endswith("+07:00"):
            shown.setdefault(example.rule, example)
    assert len(shown) == Rule.objects.count()
    for code, example in shown.items():
        status, page = ask(cast, language, rule=code, start=f"{example.instant:%d/%m/%Y %H:%M}")
        due = in_words(example, language)
        assert (status, due in page) == (200, True), example


def test_nobody_counts_without_signing_in(db: Any, client: Client) -> None:
    assert client.get(reverse("deadlines:explain")).status_code == 302
