"""Duties and the annual report over HTTP."""

import io
from datetime import date
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader
from rest_framework.test import APIClient

from comms.core import clock
from comms.duties import services
from comms.duties.models import AnnualReport, Duty, DutyLink
from tests.cast import Cast
from tests.duties.conftest import do, duty_of, hanoi
from tests.duties.test_figures import incident
from tests.press.releases.building import issued

URL = "/api/v1/duties/"
REPORT = f"{URL}annual-press-report"


@pytest.fixture
def api(cast: Cast) -> APIClient:
    client = APIClient()
    client.force_login(cast.press_officer)
    return client


def results(api: APIClient, query: str) -> list[dict[str, Any]]:
    answer = api.get(f"{URL}?{query}")
    assert answer.status_code == 200, answer.json()
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def test_lists_filter_by_subject_state_year_and_what_is_overdue(api: APIClient, cast: Cast, duties: Any) -> None:
    do("meet", duty_of("monthly_information", date(2026, 7, 1)), cast.leader, title="Bản tin", at=hanoi(2026, 7, 9))
    rows = results(api, "subject=monthly_information&year=2026")
    assert [row["standing"] for row in rows] == ["on_time", "missed", "missed", "missed", "open", "ahead"]
    assert [row["starts"] for row in results(api, "state=met")] == ["2026-07-01"]
    overdue = results(api, "overdue=true&page_size=200")
    assert {row["standing"] for row in overdue} == {"missed"}
    rest = results(api, "overdue=false&page_size=200")
    assert len(overdue) + len(rest) == Duty.objects.count()
    assert not {row["id"] for row in overdue} & {row["id"] for row in rest}
    for query in ("year=x", "year=0", "year=2026.5", "subject=none", "state=late", "overdue=1", "unknown=1"):
        assert api.get(f"{URL}?{query}").status_code == 400, query


def test_one_duty_with_what_met_it(api: APIClient, cast: Cast, duties: Any) -> None:
    duty, release = duty_of("monthly_information", date(2026, 11, 5)), issued(cast)
    address = f"{URL}{duty.pk}/"
    assert api.post(f"{address}meet/", {"release": str(release.pk)}, format="json").status_code == 428
    answer = api.post(f"{address}meet/", {"release": str(release.pk)}, format="json", headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.json()
    told = answer.json()
    assert (told["state"], told["late"], told["due_at"]) == ("met", False, "2026-12-01T00:00:00+07:00")
    assert [(link["kind"], link["thing"]) for link in told["links"]] == [("release", str(release.pk))]
    assert told["legal_basis"] == "NĐ 244/2026/NĐ-CP, khoản 2 Điều 6"
    assert told["explanation"][-1].startswith("Hết hạn")
    verbs = {action["verb"]: action["allowed"] for action in told["actions"]}
    assert verbs == {"meet": True, "unlink": True, "waive": False, "reopen": False}
    link = told["links"][0]["id"]
    stale = api.post(f"{address}unlink/", {"link": link, "reason": "x"}, format="json", headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    body = {"link": link, "reason": "Nhầm"}
    assert api.post(f"{address}unlink/", body, format="json", headers={"If-Match": '"2"'}).json()["state"] == "open"
    assert api.get(f"{address}history/").json()["results"][0]["data"]["reason"] == "Nhầm"
    body = {"link": "<1>", "reason": "x", "extra": 1}
    assert api.post(f"{address}unlink/", body, format="json", headers={"If-Match": '"3"'}).status_code == 400


def test_lists_cost_the_same_with_more_links(api: APIClient, cast: Cast, duties: Any, queries_do_not_grow: Any) -> None:
    months = [duty_of("monthly_information", date(2026, month, 1)) for month in (7, 8, 9, 10, 11)]
    do("meet", months[4], cast.leader, release=issued(cast))
    do("meet", months[0], cast.leader, title="Bản tin", at=hanoi(2026, 7, 9))

    def grow() -> None:
        for duty in months[1:4]:
            do("meet", duty, cast.leader, title="Bản tin")

    queries_do_not_grow(lambda: results(api, "page_size=200"), grow)
    assert DutyLink.objects.count() == 5


def test_the_figures_with_their_lists(api: APIClient, cast: Cast, duties: Any) -> None:
    case = incident(cast, "ND244-7.3", hanoi(2026, 8, 3))
    told = api.get(f"{REPORT}/?year=2026").json()
    assert (told["year"], told["starts"], told["ends"]) == (2026, "2025-12-15", "2026-12-14")
    keys = ["conferences", "briefings", "requests", "cases", "in_time", "feedback"]
    assert [figure["key"] for figure in told["figures"]] == keys
    cases = told["figures"][3]
    assert (cases["count"], cases["total"], cases["hidden"]) == (0, 1, 0)
    assert [(item["id"], item["counted"]) for item in cases["items"]] == [(str(case.pk), False)]
    assert (told["figures"][5]["count"], told["figures"][5]["total"]) == (None, None)
    for query in ("year=x", "year=1999", "year=20260", "foo=1", "year=-1"):
        assert api.get(f"{REPORT}/?{query}").status_code == 400, query
    with clock.frozen(hanoi(2026, 12, 15)):
        assert api.get(f"{REPORT}/").json()["year"] == 2027


def test_the_report_over_http(api: APIClient, cast: Cast, duties: Any) -> None:
    reports = "/api/v1/annual-press-reports/"
    made = api.post(reports, {"year": 2026, "difficulties": "Thiếu người"}, format="json")
    assert made.status_code == 201, made.json()
    assert api.post(reports, {"year": 2026}, format="json").status_code == 409
    assert api.post(reports, {"year": 2025}, format="json").status_code == 400
    address = f"{reports}{made.json()['id']}/"
    assert api.patch(address, {"proposals": "x"}, format="json").status_code == 428
    assert api.patch(address, {"year": 2027}, format="json", headers={"If-Match": '"1"'}).status_code == 400
    answer = api.patch(address, {"proposals": "Thêm biên chế"}, format="json", headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["proposals"]) == (200, "Thêm biên chế")
    refused = api.post(f"{address}submit/", {"document_number": "1"}, format="json", headers={"If-Match": '"2"'})
    assert refused.status_code == 403
    assert api.get(f"{REPORT}/").json()["report"] == made.json()["id"]


def test_the_files_carry_the_figures_and_the_mark_of_a_draft(api: APIClient, cast: Cast, duties: Any) -> None:
    services.report_begin(actor=cast.press_officer, year=2026, difficulties="Thiếu <b>người</b>\n\nThiếu phòng họp")
    incident(cast, "ND244-7.3", hanoi(2026, 8, 3))
    answer = api.get(f"{REPORT}.docx?year=2026")
    assert answer["Content-Disposition"].startswith("attachment")
    document = Document(io.BytesIO(answer.content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "BẢN NHÁP – CHƯA PHÁT HÀNH"
    assert "Kính gửi: Bộ Văn hóa, Thể thao và Du lịch" in texts
    assert "Thiếu <b>người</b>" in texts
    counts = [row.cells[2].text for row in document.tables[1].rows]
    assert counts == ["Kết quả", "0", "0", "Không phát sinh", "0/1", "0/1", "Không phát sinh"]
    assert document.styles["Normal"].font.name == "Times New Roman"
    section = document.sections[0]
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(margin.mm) for margin in margins if margin] == [20, 15, 20, 30]
    pdf = api.get(f"{REPORT}.pdf?year=2026")
    assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")
    words = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.content)).pages)
    words = " ".join(words.split())
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words
    assert "Thiếu <b>người</b>" in words
    assert "ngày 15 tháng 12 năm 2025" in words


def test_a_submitted_file_has_its_number_and_no_mark(api: APIClient, cast: Cast, duties: Any) -> None:
    report: AnnualReport = services.report_begin(actor=cast.press_officer, year=2026)
    with clock.frozen(hanoi(2026, 12, 16, 9)):
        services.report_submit(
            actor=cast.leader, annualreport_id=report.pk, version=report.version, document_number="15/BC-BTP"
        )
        api.force_login(cast.press_officer)
        document = Document(io.BytesIO(api.get(f"{REPORT}.docx?year=2026").content))
    assert document.paragraphs[0].text != "BẢN NHÁP – CHƯA PHÁT HÀNH"
    head = document.tables[0].rows[1].cells
    assert [cell.text for cell in head] == ["Số: 15/BC-BTP", "Hà Nội, ngày 16 tháng 12 năm 2026"]
