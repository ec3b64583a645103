"""The files of the report over HTTP, for the API and the pages alike."""

from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse

from comms.core import limits
from comms.core.errors import NotVisible
from comms.duties.paper import content, office
from comms.duties.selectors.reports import Shown
from comms.duties.selectors.rules import ministry
from comms.files.names import attachment_header
from comms.pdf.reports import ReportDocument
from comms.pdf.services import render

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
KEPT_SECONDS = 600


def report_file(user: Any, shown: Shown, ending: str) -> HttpResponse:
    """The report as `ending`.  It holds counts and no names, so that it is the same for every reader.

    A PDF of the same content is kept for some minutes.  Raises NotVisible without a ministry, TooMany, RenderFailed,
    RenderBusy.
    """
    unit = shown.report.unit if shown.report else ministry()
    if unit is None:
        raise NotVisible
    document = content.document_of(shown, unit)
    data = office.written(document) if ending == "docx" else _printed(user, shown, document)
    headers = {
        "Content-Disposition": attachment_header(content.file_name(shown.figures.year, ending)),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(data, content_type=TYPES[ending], headers=headers)


def _printed(user: Any, shown: Shown, document: ReportDocument) -> bytes:
    """Up to 20 seconds in a child process, outside every transaction."""
    dated = content.dated(shown)
    key = f"duties-report:{sha256(f'{document!r} {dated}'.encode()).hexdigest()}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        limits.spend("preview", f"user {user.pk}")
        kept = render(
            template="pdf/report.html",
            context={"document": document},
            title=f"{document.title.type_line.capitalize()} – {document.title.abstract}",
            language="vi",
            created_at=dated,
        )
        cache.set(key, kept, KEPT_SECONDS)
    return kept
