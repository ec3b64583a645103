"""What a service refuses becomes the page that explains it."""

from typing import Any

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from comms.audit.models import AuditEvent
from comms.web import errors
from comms.web.actions import Verb
from comms.web.changes import changes_of
from tests.cast import Cast
from tests.web.conftest import SignedIn
from tests.web.gallery import GalleryPage, refuse

pytestmark = pytest.mark.usefixtures("gallery")


@pytest.mark.parametrize(
    ("verb", "status", "words"),
    [
        ("plain", 409, "Không thể thực hiện bước này ở trạng thái hiện tại."),
        ("end", 409, "Thay đổi này xung đột với một thay đổi khác."),
        ("forbid", 403, "Người soạn không được duyệt."),
        ("invalid", 400, "Ngày không hợp lệ."),
        ("hide", 404, "Không tìm thấy trang"),
    ],
)
def test_each_refusal_has_its_page(officer: Client, verb: str, status: int, words: str) -> None:
    answer = officer.post(f"/gallery/VP/{verb}/", {"version": "1"})
    assert answer.status_code == status
    page = answer.content.decode()
    assert words in page
    assert ('href="/gallery/VP/"' in page) is (status != 404)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (
            IntegrityError("UNIQUE constraint failed: org_unit.code"),
            409,
            "Thay đổi này xung đột với một thay đổi khác.",
        ),
        (OperationalError("database is locked"), 503, "Dữ liệu này đang được người khác thay đổi."),
        (InterfaceError("connection already closed"), 503, "Dữ liệu này đang được người khác thay đổi."),
        (IntegrityError("CHECK constraint failed: x"), 500, "Hệ thống gặp lỗi"),
        (OperationalError("disk full"), 500, "Hệ thống gặp lỗi"),
    ],
)
def test_a_lost_race_has_its_page(
    officer: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    """What the API answers with 409 and 503 is a page too; a defect stays a fault."""
    monkeypatch.setitem(GalleryPage.verbs, "plain", Verb("Nhận", refuse(error), ""))
    officer.raise_request_exception = False
    answer = officer.post("/gallery/VP/plain/", {"version": "1"})
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert ("Retry-After" in answer) is (status == 503)


def test_a_stale_version_leads_to_the_present_state(officer: Client) -> None:
    """412: somebody else was faster; the page leads back to the record."""
    answer = officer.post("/gallery/VP/rename/", {"version": "7", "reason": "Một lý do"})
    assert answer.status_code == 412
    page = answer.content.decode()
    assert "Nội dung đã được người khác thay đổi" in page
    assert '<a class="button primary" href="/gallery/VP/">Xem trạng thái hiện tại</a>' in page


def test_absent_and_invisible_answer_alike(officer: Client) -> None:
    """Byte for byte, but for the token of the forms."""
    absent = officer.get("/units/NO-SUCH-UNIT/")
    unknown = officer.get("/no-such-page/")
    hidden = officer.post("/gallery/VP/hide/", {"version": "1"})
    assert {absent.status_code, unknown.status_code, hidden.status_code} == {404}
    assert body(absent) == body(unknown) == body(hidden)


def body(answer: Any) -> str:
    page = answer.content.decode()
    return str(page[page.index("<main") : page.index("</main>")])


def test_a_page_about_an_error_leads_back_only_within_the_service(officer: Client) -> None:
    inside = officer.get("/gallery/rows/?after=xx", headers={"referer": "http://testserver/units/"})
    assert inside.status_code == 400
    assert 'href="http://testserver/units/"' in inside.content.decode()
    outside = officer.get("/gallery/rows/?after=xx", headers={"referer": "http://evil.example/"})
    assert "evil.example" not in outside.content.decode()


def test_a_fault_is_drawn_without_the_database(client: Client, db: None) -> None:
    """500 in Vietnamese, without session, user or any question to the database, and without the reason."""
    client.raise_request_exception = False
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/gallery/broken/")
    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in answer.content.decode()
    assert "planted" not in answer.content.decode()
    assert not asked.captured_queries


def test_a_form_without_its_token_is_refused_in_words(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/login/", {"username": "officer", "password": "x"})
    assert answer.status_code == 403
    assert "Biểu mẫu đã hết hiệu lực." in answer.content.decode()


def test_the_pages_of_error_speak_english_too(cast: Cast, as_: SignedIn) -> None:
    client = as_(cast.officer)
    client.post("/language/", {"language": "en"})
    assert "Page not found" in client.get("/no-such-page/").content.decode()


@pytest.mark.parametrize(
    ("view", "status"), [(errors.locked_out, 429), (errors.not_found, 404), (errors.csrf_failure, 403)]
)
def test_under_api_a_refusal_is_never_html(rf: RequestFactory, view: Any, status: int) -> None:
    answer = view(rf.post("/api/v1/tokens/"))
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert b"<html" not in answer.content


def test_a_bad_host_gets_no_explanation(client: Client, db: None) -> None:
    answer = client.get("/units/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_an_event_tells_what_was_changed(cast: Cast) -> None:
    """By field, from what to what, with the words and the forms of the pages; a record by its label alone."""
    pairs = {
        "title": ["Cũ", "Mới"],
        "due_on": [None, "2026-12-31"],
        "weight": ["1.00", "2.50"],
        "evidence_required": [False, True],
        "objective": [None, "6f0d4a2e-1c3b-4a5d-8e9f-001122334455"],
        "no_such_field": [["a"], []],
        "broken": "x",
    }
    event = AuditEvent(subject_type="tasks.task", data={"changes": pairs})
    assert changes_of(event) == [
        ("tiêu đề", "Cũ", "Mới"),
        ("thời hạn", "–", "31/12/2026"),
        ("trọng số", "1", "2,5"),
        ("cần minh chứng", "không", "có"),
        ("mục tiêu", "", ""),
        ("no_such_field", "a", "–"),
    ]
    assert changes_of(AuditEvent(subject_type="none.such", data={"changes": {"a": [1, 2]}})) == [("a", "1", "2")]
    assert changes_of(AuditEvent(subject_type="tasks.task", data={"changes": ["x"]})) == []
