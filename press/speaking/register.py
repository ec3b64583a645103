"""The register of statements as a file: cells of text only."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comms.core import clock
from comms.core.errors import Invalid
from comms.files.names import attachment_header
from press.distribution.contact_files import as_csv, as_xlsx
from press.mandates.office import when
from press.speaking.models import Statement

MOST_ROWS = 5000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def register_file(rows: Any, ending: str) -> HttpResponse:
    """The statements (a queryset, through visibility) as `csv` or `xlsx`.  Raises Invalid `too_many_rows`."""
    found = list(rows.select_related("mandate__person", "mandate__unit", "approved_by")[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        detail = _("The file holds at most %(most)s statements: narrow the list first.") % {"most": MOST_ROWS}
        raise Invalid.field("search", detail, code="too_many_rows")
    cells = [_cells(statement) for statement in found]
    title = _("Statements")
    data = as_csv(cells, _head()) if ending == "csv" else as_xlsx(cells, _head(), title)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    headers["Content-Disposition"] = attachment_header(f"{title} {clock.today():%Y-%m-%d}.{ending}")
    return HttpResponse(data, content_type=TYPES[ending], headers=headers)


def _head() -> tuple[str, ...]:
    return (
        _("Topic"),
        _("The exact words"),
        _("State"),
        pgettext("statement", "Form"),
        _("Legal basis"),
        _("Speaker"),
        _("In the name of"),
        _("Occasion"),
        _("Outlet"),
        _("Spoken at"),
        _("Recorded as given at"),
        _("Approved by"),
        _("Of the agency's own initiative"),
        _("Language of the words"),
    )


def _cells(statement: Statement) -> list[str]:
    moments: Iterable[Any] = (statement.spoken_at, statement.given_at)
    return [
        statement.topic,
        statement.text,
        str(statement.get_state_display()),
        str(statement.get_form_display()),
        statement.form_basis,
        str(statement.mandate.person),
        statement.mandate.unit.name,
        statement.occasion,
        statement.outlet,
        *(when(moment) if moment else "" for moment in moments),
        str(statement.approved_by or ""),
        _("yes") if statement.own_initiative else "",
        statement.get_language_display(),
    ]
