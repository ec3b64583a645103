"""The register of correction requests as a file: cells of text only."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comms.core import clock
from comms.core.errors import Invalid
from comms.files.names import attachment_header
from incidents.models import CorrectionRequest
from press.distribution.contact_files import as_csv
from press.mandates.office import when

MOST_ROWS = 5000


def register_csv(rows: Any) -> HttpResponse:
    """The requests (a queryset of `corrections_shown_to`) as CSV.  Raises Invalid `too_many_rows`."""
    found = list(rows[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        detail = _("The file holds at most %(most)s requests: narrow the list first.") % {"most": MOST_ROWS}
        raise Invalid.field("search", detail, code="too_many_rows")
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    name = _("Correction requests")
    headers["Content-Disposition"] = attachment_header(f"{name} {clock.today():%Y-%m-%d}.csv")
    data = as_csv([_cells(row) for row in found], _head())
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


def _head() -> tuple[str, ...]:
    return (
        _("Outlet"),
        _("Article"),
        pgettext("article", "Address"),
        _("Appeared on"),
        _("The passage that is wrong"),
        _("What is right"),
        _("Incident"),
        _("State"),
        _("Legal ground"),
        _("Sent at"),
        _("Letters"),
        _("The outlet has to answer by"),
        _("Outcome"),
        _("Escalated to"),
    )


def _cells(row: Any) -> list[str]:
    correction: CorrectionRequest = row
    return [
        correction.outlet_name,
        correction.article_title,
        correction.article_url,
        f"{correction.article_on:%d/%m/%Y}" if correction.article_on else "",
        correction.passage,
        correction.truth,
        correction.incident.title,
        str(correction.get_state_display()),
        correction.ground,
        when(correction.sent_at) if correction.sent_at else "",
        str(len(correction.rounds.all())),
        when(row.due) if row.due else "",
        str(correction.get_outcome_display()),
        str(correction.get_escalated_to_display()),
    ]
