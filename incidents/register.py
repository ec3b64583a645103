"""The list of incidents as a file: cells of text only."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from comms.core import clock
from comms.core.errors import Invalid
from comms.files.names import attachment_header
from incidents.models import Incident
from press.distribution.contact_files import as_csv, as_xlsx
from press.mandates.office import when

MOST_ROWS = 5000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def register_file(rows: Any, restricted: int, ending: str) -> HttpResponse:
    """The incidents (a queryset with `first_statement_at`) as `csv` or `xlsx`; `restricted` more are
    counted in the last row and not named.  Raises Invalid `too_many_rows`."""
    found = list(rows[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        detail = _("The file holds at most %(most)s incidents: narrow the list first.") % {"most": MOST_ROWS}
        raise Invalid.field("search", detail, code="too_many_rows")
    head = _head()
    cells = [_cells(incident) for incident in found]
    if restricted:
        counted = ngettext("%(number)s restricted, not named", "%(number)s restricted, not named", restricted)
        cells.append([counted % {"number": restricted}, *[""] * (len(head) - 1)])
    title = _("Incidents")
    data = as_csv(cells, head) if ending == "csv" else as_xlsx(cells, head, title)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    headers["Content-Disposition"] = attachment_header(f"{title} {clock.today():%Y-%m-%d}.{ending}")
    return HttpResponse(data, content_type=TYPES[ending], headers=headers)


def _head() -> tuple[str, ...]:
    return (
        _("Incident"),
        _("State"),
        _("Severity"),
        _("Priority"),
        pgettext("incident", "Kind of matter"),
        pgettext("incident", "Field"),
        _("Course"),
        _("Legal ground"),
        _("Received at"),
        _("First statement"),
        _("Reporting unit"),
        _("Lead unit"),
        _("Restricted"),
        _("Drill"),
    )


def _cells(incident: Any) -> list[str]:
    row: Incident = incident
    return [
        row.title,
        str(row.get_state_display()),
        str(row.get_severity_display() or _("undetermined")),
        str(row.get_priority_display()),
        str(row.get_kind_display()),
        str(row.get_field_display()),
        str(row.get_course_display()),
        str(row.get_legal_ground_display()),
        when(row.received_at),
        when(incident.first_statement_at) if incident.first_statement_at else "",
        row.reporting_unit.name,
        row.lead_unit.name if row.lead_unit else "",
        _("yes") if row.restricted else "",
        _("yes") if row.drill else "",
    ]
