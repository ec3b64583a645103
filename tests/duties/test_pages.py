"""The board, the page of a duty, the pages of the annual report."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from comms.core import clock
from comms.duties import services
from comms.duties.models import AnnualReport, Duty, DutyLink
from comms.duties.states import DutyState
from tests.cast import Cast
from tests.duties.conftest import conference, do, duty_of, hanoi
from tests.duties.test_figures import incident
from tests.press.releases.building import issued


def page(client: Client, user: Any, path: str, status: int = 200) -> str:
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


@pytest.fixture
def november(duties: Any) -> Duty:
    found: Duty = duties("monthly_information", date(2026, 11, 5))
    return found


def test_the_board_says_each_state_in_words_and_signs(client: Client, cast: Cast, duties: Any) -> None:
    do("meet", duty_of("monthly_information", date(2026, 7, 1)), cast.leader, title="Bản tin", at=hanoi(2026, 7, 9))
    do("meet", duty_of("monthly_information", date(2026, 8, 1)), cast.leader, title="Bản tin", at=hanoi(2026, 9, 9))
    do("waive", duty_of("monthly_information", date(2026, 9, 1)), cast.leader, reason="Không phát sinh")
    html = page(client, cast.outsider, "/duties/")
    for sign, word in (
        ("✓", "Đúng hạn"), ("!", "Thực hiện trễ"), ("–", "Được miễn"), ("✕", "Quá hạn"), ("○", "Còn trong hạn"),
        ("·", "Chưa đến kỳ"),
    ):  # fmt: skip
        assert re.search(rf'aria-hidden="true">{re.escape(sign)}</span> {word}', html), word
    decided = Duty.objects.filter(ends__year=2026, due_at__lt=clock.now()).exclude(state="waived").count()
    assert f"1/{decided} kỳ đúng hạn trong năm 2026" in html
    assert "Nhập các kỳ trước đây" not in html
    assert "Nhập các kỳ trước đây" in page(client, cast.press_officer, "/duties/")


@pytest.mark.parametrize("year", ["2031", "0000", "x", "9999", "٢٠٢٦"])
def test_another_year_is_empty_or_this_one(client: Client, cast: Cast, duties: Any, year: str) -> None:
    page(client, cast.outsider, f"/duties/?year={year}")


def test_the_board_costs_the_same_with_more_periods(
    client: Client, cast: Cast, duties: Any, queries_do_not_grow: Any
) -> None:
    queries_do_not_grow(
        lambda: page(client, cast.leader, "/duties/"), lambda: services.duties_generate(since=date(2026, 1, 1))
    )


def test_a_candidate_is_linked_from_the_page_and_taken_back(client: Client, cast: Cast, november: Duty) -> None:
    release = issued(cast)
    html = page(client, cast.press_officer, november.get_absolute_url())
    assert release.title in html
    assert release.title not in page(client, cast.auditor, november.get_absolute_url())
    client.force_login(cast.press_officer)
    sent = {"version": november.version, "thing": f"release:{release.pk}"}
    assert client.post(f"{november.get_absolute_url()}meet/", sent).status_code == 302
    november.refresh_from_db()
    assert november.state == DutyState.MET
    sent = {"version": november.version, "link": DutyLink.objects.get().pk, "reason": "Nhầm kỳ"}
    assert client.post(f"{november.get_absolute_url()}unlink/", sent).status_code == 302
    november.refresh_from_db()
    assert november.state == DutyState.OPEN
    assert "Nhầm kỳ" in page(client, cast.auditor, november.get_absolute_url())


@pytest.mark.parametrize(
    "sent",
    [
        {"thing": "release:00000000-0000-0000-0000-000000000000"},
        {"thing": "mandate:1"},
        {},
        {"title": "Bản tin", "at": "32/11/2026 09:00"},
        {"title": "Bản tin", "at": "01/12/2026 09:00"},
        {"title": "Bản tin", "url": "javascript:alert(1)"},
    ],
)
def test_a_wrong_link_is_said_beside_the_field(client: Client, cast: Cast, november: Duty, sent: Any) -> None:
    client.force_login(cast.press_officer)
    answer = client.post(f"{november.get_absolute_url()}meet/", {"version": november.version, **sent})
    assert answer.status_code == 400
    assert not DutyLink.objects.exists()


def test_hostile_words_stay_words(client: Client, cast: Cast, november: Duty) -> None:
    evil = "<script>alert(1)</script>'\"{{ 7 }}"
    do("meet", november, cast.leader, title=evil, note=evil)
    html = page(client, cast.outsider, november.get_absolute_url())
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_earlier_periods_by_form(client: Client, cast: Cast, rules: None) -> None:
    page(client, cast.officer, "/duties/earlier/", status=403)
    client.force_login(cast.press_officer)
    assert client.post("/duties/earlier/", {"since": "01/07/2026", "reason": ""}).status_code == 400
    assert client.post("/duties/earlier/", {"since": "01/07/2026", "reason": "Nhập sổ"}).status_code == 302
    assert Duty.objects.filter(starts=date(2026, 7, 1)).exists()


def test_the_report_from_beginning_to_submission(client: Client, cast: Cast, duties: Any) -> None:
    conference(cast, hanoi(2026, 9, 3, 9))
    incident(cast, "ND244-7.3", hanoi(2026, 8, 3), restricted=True, title="Vụ việc hạn chế")
    address = "/duties/annual-report/2026/"
    html = page(client, cast.outsider, address)
    assert "Họp báo thường kỳ" in html
    assert "Vụ việc hạn chế" not in html
    assert "Còn 1 bản ghi được tính mà ông/bà không được xem." in html
    assert "Vụ việc hạn chế" in page(client, cast.leader, address)
    client.force_login(cast.press_officer)
    assert client.get("/duties/annual-report/")["Location"] == address
    assert client.post(f"{address}begin/", {"difficulties": "Thiếu người"}).status_code == 302
    report = AnnualReport.objects.get()
    assert client.post(f"{address}edit/", {"version": 1, "difficulties": "A", "proposals": "B"}).status_code == 302
    assert client.post(f"{address}edit/", {"version": 1, "difficulties": "C"}).status_code == 412
    html = page(client, cast.press_officer, address)
    assert "do lãnh đạo hoặc người phát ngôn thuộc Văn phòng gửi" in html
    client.force_login(cast.spokesperson)
    report.refresh_from_db()
    sent = {"version": report.version, "document_number": "15/BC-BTP"}
    assert client.post(f"{address}submit/", sent).status_code == 409
    with clock.frozen(hanoi(2026, 12, 16, 9)):
        client.force_login(cast.spokesperson)
        assert client.post(f"{address}submit/", sent).status_code == 302
        assert "15/BC-BTP" in page(client, cast.outsider, address)


@pytest.mark.parametrize("path", ["1999/", "99999/", "2026/report.exe", "2026/unknown/"])
def test_what_is_no_page(client: Client, cast: Cast, path: str) -> None:
    client.force_login(cast.leader)
    answer = client.post if path.endswith("unknown/") else client.get
    assert answer(f"/duties/annual-report/{path}").status_code == 404
