"""The files of the table over HTTP, for the API and the pages alike."""

from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse

from comms.core import clock, limits
from comms.files.names import attachment_header
from plans.models import Plan
from tasks.exporting import document, printed, rows, spreadsheet

OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pdf": "application/pdf",
}
WRITERS = {"xlsx": spreadsheet.written, "docx": document.written, "pdf": printed.written}
KEPT_SECONDS = 600


def table_file(user: Any, plan: Plan, ending: str) -> HttpResponse:
    """The plan's table as `ending`; the caller has fetched the plan through visibility.

    A PDF of the same content is kept for some minutes, so that a reload costs nothing.
    Raises Invalid (`too_many_rows`), TooMany, RenderFailed, RenderBusy.
    """
    table = rows.table_of(user, plan)
    if ending != "pdf":
        return _answer(WRITERS[ending](table), rows.file_name(plan, ending), ending)
    key = f"tasks-table:{plan.pk}:{hash_of(table)}"
    data = cache.get(key)
    if data is None:
        limits.spend("preview", f"user {user.pk}")
        data = printed.written(table)
        cache.set(key, data, KEPT_SECONDS)
    return _answer(data, rows.file_name(plan, ending), ending)


def template_file() -> HttpResponse:
    """An empty table with its header."""
    return _answer(spreadsheet.template(clock.now()), "mau-phan-cong-nhiem-vu.xlsx", "xlsx")


def hash_of(table: rows.AssignmentTable) -> str:
    """Names the content: what one person may read of a table may be less than what another may."""
    return sha256(repr(table).encode()).hexdigest()


def _answer(data: bytes, name: str, ending: str) -> HttpResponse:
    headers = {"Content-Disposition": attachment_header(name), "X-Content-Type-Options": "nosniff"}
    headers["Cache-Control"] = "no-store"
    return HttpResponse(data, content_type=TYPES[ending], headers=headers)
