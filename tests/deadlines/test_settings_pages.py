"""Rules and decreed days by form: who may, what is refused beside its field, what a day would move."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comms.core.clock import HANOI
from comms.deadlines.calendar import Override
from comms.deadlines.models import CalendarDay, Clock, Recount, Rule
from comms.deadlines.preview import would_move
from comms.deadlines.services import calendar_day_remove, calendar_day_set
from tests.cast import Cast
from tests.deadlines.test_clocks import start, stop
from tests.deadlines.test_pages import DAY, page_of

RULE = {
    "code": "MH-1",
    "subject": "answer_press_head",
    "amount": "10",
    "unit": "working_days",
    "trigger": "request_received",
    "valid_from": "01/01/2010",
    "valid_to": "31/12/2016",
    "legal_basis": "văn bản minh họa",
    "note": "",
    "confidence": "K",
}


@pytest.fixture
def admin(cast: Cast, client: Client) -> Client:
    client.force_login(cast.administrator)
    client.cookies["django_language"] = "en"
    return client


def decree(cast: Cast, day: date, *, working: bool = False) -> CalendarDay:
    return calendar_day_set(actor=cast.administrator, day=day, working=working, reason="QĐ 9/QĐ-TTg")


# --- rules ---------------------------------------------------------------------------------------------


def test_a_rule_added_by_form_counts_without_code(rules: Any, admin: Client) -> None:
    assert admin.get(reverse("deadlines:rule_new")).status_code == 200
    answer = admin.post(reverse("deadlines:rule_new"), RULE)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/deadlines/rules/#MH-1")
    page = admin.get(reverse("deadlines:explain"), {"subject": "answer_press_head", "start": "01/03/2016 09:00"})
    assert page.status_code == 200
    assert "MH-1" in page.content.decode()
    assert "24:00 on 15/03/2016" in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"code": "ND244-7.3"}, "is recorded already"),
        ({"code": ""}, "This field is required"),
        ({"subject": "no_such"}, "Select a valid choice"),
        ({"amount": "NaN"}, "does not fit its unit"),
        ({"amount": "12-19"}, "does not fit its unit"),
        ({"amount": "02-29", "unit": "yearly_date"}, "does not fit its unit"),
        ({"amount": "0"}, "does not fit its unit"),
        ({"unit": "weeks"}, "Select a valid choice"),
        ({"valid_from": "31/02/2010"}, "Enter a valid date"),
        ({"valid_to": "31/12/2009"}, "The last day lies before the first."),
        ({"valid_to": "01/01/2017"}, "LBC16-39.1 already counts this"),
        ({"confidence": "X"}, "Select a valid choice"),
    ],
)
def test_a_wrong_rule_is_refused_beside_its_field(rules: Any, admin: Client, wrong: dict[str, str], words: str) -> None:
    before = Rule.objects.count()
    answer = admin.post(reverse("deadlines:rule_new"), RULE | wrong)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert Rule.objects.count() == before


def edit(rule: Rule, **changes: str) -> dict[str, str]:
    return {
        "version": str(rule.version),
        "amount": rule.amount,
        "unit": rule.unit,
        "trigger": rule.trigger,
        "valid_from": f"{rule.valid_from:%d/%m/%Y}",
        "valid_to": "",
        "legal_basis": rule.legal_basis,
        "note": rule.note,
        "confidence": rule.confidence,
    } | changes


def test_a_rule_is_ended_by_form(rules: Any, admin: Client) -> None:
    rule = Rule.objects.get(code="ND237-18.1")
    address = reverse("deadlines:rule_edit", args=[rule.pk])
    assert 'value="01/07/2026"' in admin.get(address).content.decode()
    assert admin.post(address, edit(rule, valid_to="31/12/2026")).status_code == 302
    rule.refresh_from_db()
    assert rule.valid_to == date(2026, 12, 31)
    assert admin.post(address, edit(rule) | {"version": "1"}).status_code == 412


def test_a_rule_is_not_ended_under_its_clocks(rules: Any, cast: Cast, admin: Client) -> None:
    start(cast, "answer_press_head")
    rule = Rule.objects.get(code="ND237-18.1")
    answer = admin.post(reverse("deadlines:rule_edit", args=[rule.pk]), edit(rule, valid_to="01/10/2026"))
    assert answer.status_code == 400
    assert "counts by this rule" in answer.content.decode()


def test_others_read_why_they_may_not(rules: Any, cast: Cast, client: Client) -> None:
    rule = Rule.objects.get(code="ND237-18.1")
    day = decree(cast, date(2026, 11, 25))
    client.force_login(cast.press_officer)
    client.cookies["django_language"] = "en"
    for address in (
        reverse("deadlines:rule_new"),
        reverse("deadlines:rule_edit", args=[rule.pk]),
        reverse("deadlines:day_new"),
        reverse("deadlines:day_edit", args=[day.pk]),
        reverse("deadlines:day_remove", args=[day.pk]),
    ):
        for answer in (client.get(address), client.post(address, RULE | edit(rule) | DAY)):
            assert answer.status_code == 403
            assert "Only an administrator enters decreed days" in answer.content.decode()
    for address in (reverse("deadlines:rules"), reverse("deadlines:calendar")):
        assert 'aria-disabled="true"' in client.get(address).content.decode()


# --- the calendar --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (2026, "Vietnam Cultural Day"),
        (2026, "Văn bản số 12729/VPCP-KGVX ngày 25/12/2025"),
        (2026, "Saturday 22/08/2026"),
        (2026, "Day off (substituted from 22/08/2026)"),
        (2026, "249 working days"),
        (2024, "Thursday 18/04/2024"),
        (2027, "computed, not decreed yet"),
    ],
)
def test_a_year_tells_its_days(cast: Cast, year: int, words: str) -> None:
    """2026 has 261 weekdays, 14 of them off, and two Saturdays worked: 249."""
    assert words in page_of(cast, "officer", reverse("deadlines:calendar_year", args=[year]))


def test_before_2026_the_24_of_november_is_worked(cast: Cast) -> None:
    assert "24/11/2025" not in page_of(cast, "officer", reverse("deadlines:calendar_year", args=[2025]))


@pytest.mark.parametrize("year", [0, 1900, 2101, 99999])
def test_a_year_without_a_calendar_is_not_there(cast: Cast, client: Client, year: int) -> None:
    client.force_login(cast.officer)
    assert client.get(f"/deadlines/calendar/{year}/").status_code == 404


def test_the_ends_of_the_calendar_have_their_pages(cast: Cast) -> None:
    for year in (1901, 2100):
        page_of(cast, "officer", reverse("deadlines:calendar_year", args=[year]))


def test_a_preview_says_what_would_move_and_saves_nothing(rules: Any, cast: Cast, admin: Client) -> None:
    start(cast, "tell_complaint_conclusion")
    page = admin.post(reverse("deadlines:day_new"), DAY | {"preview": "1"})
    assert page.status_code == 200
    assert "1 running clock would be due at another time." in page.content.decode()
    assert not CalendarDay.objects.exists()
    wrong = admin.post(reverse("deadlines:day_new"), DAY | {"preview": "1", "day": "31/02/2026"})
    assert wrong.status_code == 400


@pytest.mark.parametrize("year", ["1900", "2101", "9999"])
def test_a_decreed_day_outside_the_calendar_is_refused(rules: Any, admin: Client, year: str) -> None:
    for more in ({}, {"preview": "1"}):
        assert admin.post(reverse("deadlines:day_new"), DAY | {"day": f"02/01/{year}"} | more).status_code == 400
    assert not CalendarDay.objects.exists()


def test_the_preview_counts_what_then_moves(rules: Any, cast: Cast) -> None:
    """Five working days, thirty days, hours, a fixed date, a stopped clock; days off and Saturdays worked."""
    units = list(cast.units.values())
    for place, subject in enumerate(("tell_complaint_conclusion", "answer_press_head", "annual_press_report")):
        for on in units[place : place + 2]:
            start(cast, subject, on=on)
    start(cast)
    start(cast, "answer_press_opinions")
    stop(cast, subject="answer_press_opinions")
    for day, working in (
        (date(2026, 11, 24), True),
        (date(2026, 11, 25), False),
        (date(2026, 11, 28), True),
        (date(2026, 12, 21), False),
        (date(2026, 12, 20), True),
        (date(2027, 3, 1), False),
    ):
        due = dict(Clock.objects.values_list("pk", "due_at"))
        foreseen = would_move(day, Override(working, "QĐ 9/QĐ-TTg"))
        row = decree(cast, day, working=working)
        moved = {pk for pk, at in Clock.objects.values_list("pk", "due_at") if due[pk] != at}
        assert len(moved) == foreseen, day
        back = would_move(day, None)
        due = dict(Clock.objects.values_list("pk", "due_at"))
        calendar_day_remove(actor=cast.administrator, calendarday_id=row.pk, version=row.version, reason="nhập sai")
        assert back == sum(due[pk] != at for pk, at in Clock.objects.values_list("pk", "due_at"))


def test_a_day_is_corrected_and_taken_out(rules: Any, cast: Cast, admin: Client) -> None:
    running = start(cast, "tell_complaint_conclusion")
    row = decree(cast, date(2026, 11, 25))
    again = admin.post(reverse("deadlines:day_new"), DAY)
    assert again.status_code == 400
    assert "This day is entered already" in again.content.decode()
    address = reverse("deadlines:day_edit", args=[row.pk])
    sent = {"working": "worked", "reason": "QĐ 10/QĐ-TTg", "source": "", "version": str(row.version)}
    assert "1 running clock" in admin.post(address, sent | {"preview": "1"}).content.decode()
    assert admin.post(address, sent).headers["Location"] == "/deadlines/calendar/2026/#2026-11-25"
    assert admin.post(address, sent).status_code == 412
    row.refresh_from_db()
    assert (row.working, row.reason) == (True, "QĐ 10/QĐ-TTg")
    address = reverse("deadlines:day_remove", args=[row.pk])
    assert "0 running clocks would" in admin.get(address).content.decode()
    assert admin.post(address, {"reason": "", "version": str(row.version)}).status_code == 400
    answer = admin.post(address, {"reason": "nhập sai", "version": str(row.version)})
    assert answer.headers["Location"] == "/deadlines/calendar/2026/"
    assert not CalendarDay.objects.exists()
    assert Clock.objects.get(pk=running.pk).due_at == running.due_at


# --- the clock and the list ----------------------------------------------------------------------------


def test_a_clock_shows_how_it_moved(rules: Any, cast: Cast) -> None:
    running = start(cast, "tell_complaint_conclusion", started_at=datetime(2026, 11, 20, 9, tzinfo=HANOI))
    assert "Counted again" not in page_of(cast, "officer", running.get_absolute_url())
    decree(cast, date(2026, 11, 25))
    assert Recount.objects.count() == 1
    page = page_of(cast, "officer", running.get_absolute_url())
    for words in ("Counted again", "30/11/2026 24:00", "01/12/2026 24:00", "25/11/2026: QĐ 9/QĐ-TTg"):
        assert words in page


def late(cast: Cast) -> Clock:
    return start(cast, started_at=datetime(2026, 11, 19, 9, tzinfo=HANOI))


def test_the_reason_of_a_breach_is_recorded_on_the_page(rules: Any, cast: Cast, client: Client) -> None:
    row = late(cast)
    assert "No reason is recorded yet" in page_of(cast, "spokesperson", row.get_absolute_url())
    client.force_login(cast.spokesperson)
    address = f"{row.get_absolute_url()}explain_breach/"
    hostile = "<script>alert(1)</script> chờ xác minh"
    assert client.post(address, {"version": row.version, "reason": " "}).status_code == 400
    assert client.post(address, {"version": row.version, "reason": hostile}).status_code == 302
    page = page_of(cast, "officer", row.get_absolute_url())
    assert "&lt;script&gt;alert(1)&lt;/script&gt; chờ xác minh" in page
    assert "<script>alert" not in page


def test_whoever_may_not_give_the_reason_reads_why(rules: Any, cast: Cast, client: Client) -> None:
    row = late(cast)
    page = page_of(cast, "auditor", row.get_absolute_url())
    assert "The reason is recorded by the press desk" in page
    client.force_login(cast.auditor)
    address = f"{row.get_absolute_url()}explain_breach/"
    assert client.post(address, {"version": row.version, "reason": "x"}).status_code == 403


def test_a_clock_in_time_asks_for_no_reason(rules: Any, cast: Cast) -> None:
    assert "Say why it was late" not in page_of(cast, "spokesperson", start(cast).get_absolute_url())


def test_hostile_reasons_are_text(rules: Any, cast: Cast) -> None:
    hostile = "<img src=x onerror=alert(1)>{{ 7|add:7 }}"
    row = start(cast, "tell_complaint_conclusion", reason=hostile)
    calendar_day_set(actor=cast.administrator, day=date(2026, 11, 25), working=False, reason=hostile)
    for address in (row.get_absolute_url(), reverse("deadlines:calendar")):
        page = page_of(cast, "officer", address)
        assert "<img" not in page
        assert "&lt;img src=x" in page
        assert "{{ 7|add:7 }}" in page


def test_the_list_is_narrowed(rules: Any, cast: Cast) -> None:
    statement, answer = start(cast), start(cast, "answer_press_head")
    for query, shown in (
        ({"duty": "answer_press_head"}, {answer}),
        ({"rule": "ND244-7.3"}, {statement}),
        ({"concerning": "press.mandate"}, set()),
        ({"duty": "answer_press_head", "rule": "ND244-7.3"}, set()),
        ({"duty": "no_such"}, set()),
    ):
        page = page_of(cast, "officer", "/deadlines/", **query)
        assert {row for row in (statement, answer) if row.get_absolute_url() in page} == shown
        assert ("No clock matches these filters" in page) is (not shown)


def test_the_most_urgent_stands_first(rules: Any, cast: Cast) -> None:
    days, missed, hours = start(cast, "answer_press_head"), late(cast), start(cast, on=cast.units["CNTT"])
    page = page_of(cast, "officer", "/deadlines/")
    places = [page.index(row.get_absolute_url()) for row in (missed, hours, days)]
    assert places == sorted(places)
    assert "overdue by" in page
    assert "23 hours left" in page


def test_the_year_and_the_calculator_ask_few_questions(rules: Any, cast: Cast, queries_do_not_grow: Any) -> None:
    address = reverse("deadlines:calendar_year", args=[2026])
    queries_do_not_grow(
        lambda: page_of(cast, "administrator", address),
        lambda: [decree(cast, date(2026, 12, 7) + timedelta(days=number)) for number in range(4)],
    )
