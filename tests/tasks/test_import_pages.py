"""The import step by step in the pages: upload, progress, preview, write, and the ways out."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comms.audit.models import AuditEvent
from comms.outbox.services import drain
from plans.models import Plan
from tasks.models import ImportRun, Task
from tasks.services import import_begin, table_import, task_create
from tests.cast import Cast
from tests.plans.build import draft, issued
from tests.tasks.amending import issued_plan
from tests.tasks.tables import ROWS, row, upload, xlsx


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return draft(cast, ends=date(2026, 12, 31))


@pytest.fixture
def browser(cast: Cast, client: Client) -> Client:
    client.force_login(cast.officer)
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def send(browser: Client, plan: Plan, file: SimpleUploadedFile | None) -> Any:
    return browser.post(f"/plans/{plan.pk}/import/", {"file": file} if file else {}, follow=True)


def test_the_whole_way(browser: Client, plan: Plan) -> None:
    """Upload, wait, look, write, wait, done."""
    page = send(browser, plan, upload(xlsx(), "bang.xlsx"))
    assert "Đang đọc tệp" in text(page)
    assert page.headers["Refresh"] == "2"
    drain()
    run = ImportRun.objects.get()
    page = browser.get(run.get_absolute_url())
    assert "Refresh" not in page.headers
    for words in ("Ghi 3 nhiệm vụ", "Họp báo giới thiệu Kế hoạch", "các đơn vị thuộc Bộ", "hạn 30/06/2026"):
        assert words in text(page), words
    page = browser.post(f"{run.get_absolute_url()}write/", {"version": run.version}, follow=True)
    assert "Đang ghi bảng" in text(page)
    drain()
    page = browser.get(run.get_absolute_url())
    assert "Đã ghi bảng vào kế hoạch." in text(page)
    assert Task.objects.filter(plan=plan).count() == 3


def test_how_far_it_is(browser: Client, cast: Cast, plan: Plan) -> None:
    """A bar with its words; the page can be told to stand still."""
    run = import_begin(actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx()))
    ImportRun.objects.filter(pk=run.pk).update(rows_done=400, rows_total=1200)
    page = browser.get(run.get_absolute_url())
    assert "400 trên 1.200 dòng" in text(page)
    assert 'max="100" value="33"' in text(page)
    assert "Refresh" not in browser.get(f"{run.get_absolute_url()}?stay").headers


def test_errors_come_first_and_filter(browser: Client, plan: Plan) -> None:
    """Each with the heading of its column; the button to write is not offered."""
    send(browser, plan, upload(xlsx([*ROWS, row("9", "Việc hỏng", "Cục Truyền thông")])))
    drain()
    run = ImportRun.objects.get()
    page = text(browser.get(run.get_absolute_url()))
    assert page.index("Việc hỏng") < page.index("Họp báo giới thiệu")
    assert "Cục Truyền thông" in page
    assert "1 dòng không đọc được" in page
    assert 'action="' + run.get_absolute_url() + 'write/"' not in page
    only = text(browser.get(f"{run.get_absolute_url()}?show=error"))
    assert "Việc hỏng" in only
    assert "Họp báo giới thiệu" not in only


def test_an_error_in_a_group_is_shown_too(browser: Client, plan: Plan) -> None:
    """Its row is no task and stands in no row of the preview."""
    other = ("I", "Tên khác", *[""] * 5)
    send(browser, plan, upload(xlsx([*ROWS, other, row("9", "Việc")])))
    drain()
    page = text(browser.get(ImportRun.objects.get().get_absolute_url()))
    assert "Dòng 7: Số I đã có" in page or "Dòng 7: Số I đã dùng" in page


def test_tasks_that_the_table_does_not_have_are_named(browser: Client, plan: Plan) -> None:
    for rows in (ROWS, [row("1", "Tên khác", "VP")]):
        send(browser, plan, upload(xlsx(rows)))
        drain()
        run = ImportRun.objects.get(state="ready")
        if run.report["created"]:
            browser.post(f"{run.get_absolute_url()}write/", {"version": run.version})
            drain()
    page = text(browser.get(run.get_absolute_url()))
    assert "2 nhiệm vụ của kế hoạch không có trong bảng" in page
    assert "Ghi 1 nhiệm vụ" in page


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "bắt buộc"),
        (lambda: upload(b"%PDF-1.7", "a.pdf"), "Chỉ đọc tệp XLSX, CSV và DOCX."),
        (lambda: upload(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls"), ".xls"),
        (lambda: upload(xlsx(), "a.xlsm"), "macro"),
        (lambda: upload(b"TT;Nhi\xd6m", "a.csv"), "UTF-8"),
    ],
)
def test_a_file_that_is_refused_says_why_beside_the_field(browser: Client, plan: Plan, file: Any, words: str) -> None:
    page = send(browser, plan, file() if file else None)
    assert page.status_code == 400
    assert words in text(page)
    assert not ImportRun.objects.exists()


def test_discarded_and_read_again(browser: Client, plan: Plan) -> None:
    send(browser, plan, upload(xlsx()))
    drain()
    run = ImportRun.objects.get()
    browser.post(f"{run.get_absolute_url()}retry/", {"version": run.version})
    drain()
    run.refresh_from_db()
    assert run.state == "ready"
    page = browser.post(f"{run.get_absolute_url()}discard/", {"version": run.version}, follow=True)
    assert "Đã hủy lần nhập." in text(page)


def test_an_issued_plan_is_only_compared(browser: Client, cast: Cast) -> None:
    """The page says so before and after; the button says why it is off."""
    plan = issued(cast)
    assert "Kế hoạch không còn là dự thảo" in text(browser.get(f"/plans/{plan.pk}/import/"))
    send(browser, plan, upload(xlsx()))
    drain()
    page = text(browser.get(ImportRun.objects.get().get_absolute_url()))
    assert 'aria-disabled="true"' in page
    assert "điều chỉnh" in page


def test_who_may_not(cast: Cast, client: Client, plan: Plan) -> None:
    """The leadership reads the plan and its imports and starts none; who does not see the plan sees nothing."""
    run = import_begin(actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx()))
    drain()
    client.force_login(cast.leader)
    assert client.get(f"/plans/{plan.pk}/import/").status_code == 403
    assert client.get(run.get_absolute_url()).status_code == 200
    assert client.post(f"{run.get_absolute_url()}discard/", {"version": 2}).status_code == 403
    client.force_login(cast.outsider)
    for address in (f"/plans/{plan.pk}/import/", run.get_absolute_url()):
        assert client.get(address).status_code == 404


def test_who_sees_one_task_does_not_read_the_whole_table(cast: Cast, client: Client) -> None:
    """Neither the page of the run nor the file; the plan's history holds no title and leads to no run."""
    plan = issued_plan(cast)
    run = import_begin(actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx()))
    drain()
    for person, status in ((cast.coordinator, 404), (cast.verifier, 404), (cast.leader, 200), (cast.officer, 200)):
        assert Plan.objects.visible_to(person).filter(pk=plan.pk).exists()
        client.force_login(person)
        assert client.get(run.get_absolute_url()).status_code == status, person
        answer = client.get(run.file.get_absolute_url())
        assert answer.status_code == status, person
        b"".join(answer)  # to its end, which closes the file
    for event in AuditEvent.objects.filter(action__startswith="tasks.import."):
        assert str(run.pk) not in str(event.data)


def test_the_history_counts_what_the_table_did_not_have(cast: Cast, plan: Plan) -> None:
    task_create(actor=cast.officer, plan_id=plan.pk, title="Việc kín không số", lead_unit=cast.units["C-PBGDPL-TGPL"])
    table_import(actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx([row("900", "Việc khác")])))
    event = AuditEvent.objects.get(action="tasks.import.applied")
    assert event.data["missing"] == 1
    assert "kín" not in str(event.data)


def test_an_import_is_found_under_its_own_plan_only(browser: Client, cast: Cast, plan: Plan) -> None:
    run = import_begin(actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx()))
    other = draft(cast, code="KH-2")
    assert browser.get(f"/plans/{other.pk}/import/{run.pk}/").status_code == 404


def test_the_plan_leads_to_import_and_exports(browser: Client, plan: Plan) -> None:
    page = text(browser.get(plan.get_absolute_url()))
    for address in ("import/", "export.xlsx", "export.docx", "assignment-table.pdf"):
        assert f'href="/plans/{plan.pk}/{address}"' in page
