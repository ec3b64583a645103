"""The pages of deadlines."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comms.core.clock import HANOI
from comms.deadlines.models import CalendarDay, Clock
from comms.org.models import Unit
from tests.cast import Cast
from tests.conftest import TODAY
from tests.deadlines.test_clocks import start, stop

DAY = {"day": "25/11/2026", "working": "off", "reason": "QĐ 9/QĐ-TTg", "source": ""}


def page_of(cast: Cast, person: str, address: str, **query: str) -> str:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(getattr(cast, person))
    client.cookies["django_language"] = "en"
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_clock_shows_its_sum_who_started_it_and_what_happened(rules: Any, cast: Cast) -> None:
    started = start(cast, "tell_complaint_conclusion", started_at=datetime(2026, 11, 20, 23, 59, tzinfo=HANOI))
    page = page_of(cast, "officer", started.get_absolute_url())
    for words in (
        "Tuesday 24/11/2026: not counted (Vietnam Cultural Day).",
        "24:00 on 30/11/2026",
        "30/11/2026 24:00",
        "NĐ 237/2026/NĐ-CP, khoản 2 Điều 18",
        cast.press_officer.full_name,
        "tiếp nhận vụ việc",
        "Legal clock started",
        reverse("org:unit", args=["VP"]),
    ):
        assert words in page


def test_a_clock_on_a_hidden_object_is_not_there(rules: Any, cast: Cast, client: Client) -> None:
    started = start(cast)
    Clock.objects.update(subject_type="no.such")
    client.force_login(cast.leader)
    assert client.get(started.get_absolute_url()).status_code == 404


def test_the_list_shows_running_clocks_and_others_when_asked(rules: Any, cast: Cast) -> None:
    late = start(cast, started_at=TODAY - timedelta(hours=30))
    running = start(cast, on=cast.units["CNTT"])
    met = start(cast, "answer_press_head")
    stop(cast, subject="answer_press_head")
    shown = {
        show: {
            row
            for row in (late, running, met)
            if row.get_absolute_url() in page_of(cast, "officer", "/deadlines/", show=show)
        }
        for show in ("", "breached", "stopped", "all")
    }
    assert shown == {"": {late, running}, "breached": {late}, "stopped": {met}, "all": {late, running, met}}


def test_an_empty_list_says_what_starts_a_clock(cast: Cast) -> None:
    assert "No clock here" in page_of(cast, "officer", "/deadlines/")


def test_the_list_does_not_cost_more_with_more_clocks(rules: Any, cast: Cast, queries_do_not_grow: Any) -> None:
    units = list(Unit.objects.all())
    start(cast, on=units[0])
    queries_do_not_grow(
        lambda: page_of(cast, "officer", "/deadlines/"), lambda: [start(cast, on=unit) for unit in units[1:]]
    )


def test_the_rules_are_shown_with_their_time(rules: Any, cast: Cast) -> None:
    page = page_of(cast, "officer", "/deadlines/rules/")
    for words in ("In force", "Former rules", "ND244-7.3", "ND09-6.3A", "15 working days", "30/03/2017 – 30/06/2026"):
        assert words in page
    assert "/deadlines/rules/new/" not in page
    assert "Only an administrator enters decreed days and legal rules." in page


def test_an_administrator_enters_a_decreed_day(rules: Any, cast: Cast, client: Client) -> None:
    days = start(cast, "tell_complaint_conclusion")
    client.force_login(cast.administrator)
    assert "days/new" in client.get("/deadlines/calendar/").content.decode()
    assert client.get("/deadlines/calendar/days/new/").status_code == 200
    answer = client.post("/deadlines/calendar/days/new/", DAY)
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"] == "/deadlines/calendar/2026/#2026-11-25"
    entered = CalendarDay.objects.get()
    assert (entered.date, entered.working, entered.reason) == (date(2026, 11, 25), False, "QĐ 9/QĐ-TTg")
    assert Clock.objects.get(pk=days.pk).due_at == days.due_at + timedelta(days=1)
    assert "QĐ 9/QĐ-TTg" in client.get("/deadlines/calendar/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"day": "31/02/2026"}, {"day": ""}, {"working": "perhaps"}, {"working": ""}, {"reason": " "}]
)
def test_a_day_that_is_not_told_whole_is_asked_again(cast: Cast, client: Client, wrong: dict[str, str]) -> None:
    client.force_login(cast.administrator)
    assert client.post("/deadlines/calendar/days/new/", DAY | wrong).status_code == 400
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("person", ["officer", "leader", "spokesperson", "auditor"])
def test_others_are_told_why_they_may_not(cast: Cast, client: Client, person: str) -> None:
    client.force_login(getattr(cast, person))
    assert client.get("/deadlines/calendar/days/new/").status_code == 403
    assert client.post("/deadlines/calendar/days/new/", DAY).status_code == 403
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("address", ["/deadlines/", "/deadlines/rules/", "/deadlines/calendar/days/new/"])
def test_nobody_reads_without_signing_in(db: Any, client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("web:login"))
