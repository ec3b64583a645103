"""The only way by which a stored file leaves."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from comms.core.records import found
from comms.files.models import StoredFile
from comms.files.names import attachment_header


@login_required
@require_safe
def file(request: HttpRequest, file_id: UUID) -> FileResponse:
    """The bytes as an attachment that no browser runs or shows, to whoever sees the file's subject; else 404."""
    stored = found(StoredFile.objects.visible_to(request.user), pk=file_id)
    response = FileResponse(default_storage.open(stored.path), content_type=stored.content_type)
    response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = attachment_header(stored.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response
