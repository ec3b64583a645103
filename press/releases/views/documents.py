"""The preview and the issued document."""

from uuid import UUID

from csp.decorators import csp_exempt
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from comms.core import limits
from comms.core.records import found
from press.releases import downloads, selectors
from press.releases.models import Release


@csp_exempt()
@require_GET
def preview_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The document as it would look now, for the frame beside the text.

    Without the page's content security policy: Chromium's own viewer does not start under `object-src 'none'`.
    """
    release = found(selectors.with_details(Release.objects.visible_to(request.user)), pk=pk)
    return downloads.preview_pdf(limits.caller_of(request), release)


@require_GET
def document_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The issued document as a download; while it is being made, 503 with the time to come again."""
    release = found(Release.objects.visible_to(request.user), pk=pk)
    return downloads.issued_pdf(release) or downloads.pending(request)
