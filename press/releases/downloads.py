"""PDF files over HTTP, for the API and the pages alike."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from comms.core import limits
from comms.core.errors import Invalid, NotVisible
from comms.core.text import slug
from comms.files.names import attachment_header
from press.releases import selectors, services
from press.releases.models import Release, ReleaseAttachment
from press.releases.states import ANNOUNCED

RETRY_SECONDS = 5
PREVIEW_KEPT = 600


def issued_pdf(release: Release) -> HttpResponse | None:
    """The stored document as a download; None while it is being made.  Raises NotVisible for what has none."""
    if document := selectors.document_of(release):
        return answer(selectors.document_bytes(document), release.symbol or release.title, inline=False)
    if release.state in ANNOUNCED:
        return None
    raise NotVisible


def preview_pdf(caller: str, release: Release) -> HttpResponse:
    """The document as it would look now; of an issued release the document itself.

    Rendered once a version and language and kept for some minutes, so that a reload costs nothing; how many are
    rendered at a time is limited by `comms.pdf`.  `caller`: who is counted (`limits.caller_of`).  Raises TooMany,
    RenderFailed.
    """
    if document := selectors.document_of(release):
        return answer(selectors.document_bytes(document), release.symbol or release.title, inline=True)
    key = f"press-preview:{release.pk}:{release.version}"
    data = cache.get(key)
    if data is None:
        limits.spend("preview", caller)
        data = services.preview(release)
        cache.set(key, data, PREVIEW_KEPT)
    return answer(data, release.symbol or release.title, inline=True)


def bytes_of(upload: Any) -> bytes:
    """An uploaded file as it is.  Raises Invalid `too_large`."""
    if upload.size > settings.FILE_MAX_BYTES:
        raise Invalid.field("file", _("The file is too large."), code="too_large")
    return b"".join(upload.chunks())


def attached_file(row: ReleaseAttachment) -> FileResponse:
    """The bytes of a file that goes out with a release: a picture to be shown, a document to be saved.

    The caller has found `row` among the files that the reader may have: `selectors.public_attachments` for anybody.
    """
    stored = row.file
    header = attachment_header(stored.name)
    if row.role == ReleaseAttachment.Role.PICTURE:
        header = header.replace("attachment;", "inline;", 1)
    response = FileResponse(default_storage.open(stored.path), content_type=stored.content_type)
    response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = header
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


def answer(data: bytes, name: str, *, inline: bool) -> HttpResponse:
    """A PDF under a file name made from these words: beside the text, or as a download."""
    name = slug(name)[:60].strip("-") or "release"
    kind = "inline" if inline else "attachment"
    return HttpResponse(
        data,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'{kind}; filename="{name}.pdf"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def pending(request: Any) -> HttpResponse:
    """The page of a document that is still being made."""
    response = render(request, "press/document_pending.html", {"heading": _("The PDF is being made")}, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response
