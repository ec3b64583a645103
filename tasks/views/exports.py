"""The assignment table as a file, for a person at a page."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comms.core.records import found
from plans.models import Plan
from tasks.exporting import downloads


@require_safe
def table_export(request: HttpRequest, pk: UUID, ending: str) -> HttpResponse:
    """The plan's table as XLSX, DOCX or PDF, as far as the person may read it."""
    if ending not in downloads.TYPES:
        raise Http404
    plan: Any = found(Plan.objects.visible_to(request.user), pk=pk)
    request.back_url = plan.get_absolute_url()  # type: ignore[attr-defined]  # for the page of a refusal
    return downloads.table_file(request.user, plan, ending)


@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """An empty table with its header, to fill and import."""
    return downloads.template_file()
