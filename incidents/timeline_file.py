"""The timeline as a file: cells of text only, and of hidden objects only that there was one."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from comms.core import clock
from comms.core.errors import Invalid
from comms.files.names import attachment_header
from incidents.models import Incident, TimelineEntry
from incidents.selectors import Moment, timeline
from press.distribution.contact_files import as_csv, as_xlsx
from press.mandates.office import when

MOST_ROWS = 5000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def timeline_file(user: Any, incident: Incident, rows: "QuerySet[TimelineEntry]", ending: str) -> HttpResponse:
    """`rows` of an incident that the caller fetched through visibility, oldest first, as `csv` or `xlsx`.

    Raises Invalid `too_many_rows`.
    """
    moments = timeline(user, rows.order_by("at", "position", "id")[: MOST_ROWS + 1])
    if len(moments) > MOST_ROWS:
        detail = _("The file holds at most %(most)s entries: choose a kind first.") % {"most": MOST_ROWS}
        raise Invalid.field("kind", detail, code="too_many_rows")
    title = _("Timeline")
    cells = [_cells(moment) for moment in moments]
    data = as_csv(cells, _head()) if ending == "csv" else as_xlsx(cells, _head(), title)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    name = f"{_('Drill')} {title}" if incident.drill else title
    headers["Content-Disposition"] = attachment_header(f"{name} {clock.today():%Y-%m-%d}.{ending}")
    return HttpResponse(data, content_type=TYPES[ending], headers=headers)


def _head() -> tuple[str, ...]:
    return (
        _("When"),
        _("Written down at"),
        _("Kind"),
        _("What happened"),
        _("About"),
        _("By"),
        _("Put right by a later entry"),
        _("Pinned"),
    )


def _cells(moment: Moment) -> list[str]:
    row = moment.entry
    return [
        when(row.at),
        when(row.recorded_at),
        str(row.get_kind_display()),
        row.text,
        _("(not visible to you)") if moment.about_hidden else str(moment.about or ""),
        str(row.actor or _("the system")),
        _("yes") if moment.corrected_by else "",
        _("yes") if moment.pinned else "",
    ]
