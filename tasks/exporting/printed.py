"""The table as a tagged PDF, A4 landscape."""

from django.utils.translation import gettext_lazy as _

from comms.core.errors import Invalid
from comms.pdf.services import render
from comms.pdf.tables import TableDocument, TableLine
from tasks.exporting.rows import COLUMNS, ILLUSTRATIVE, WIDTHS, AssignmentTable, GroupLine

MAX_LINES = 400
"""About 20 ms each in a child that has 20 seconds, and half of that is left for a busy machine."""


def written(table: AssignmentTable) -> bytes:
    """The file; the same table gives the same bytes.  Up to 20 seconds in a child process, outside every transaction.

    Raises Invalid (`too_many_rows`), and RenderFailed, RenderBusy, RendererMissing of `comms.pdf`.
    """
    if len(table.lines) > MAX_LINES:
        detail = _("A PDF takes at most %(most)s rows, and this table has %(rows)s. Export it as XLSX or DOCX.")
        numbers = {"most": MAX_LINES, "rows": len(table.lines)}
        raise Invalid.field("plan", detail % numbers, code="too_many_rows")
    document = TableDocument(
        title=table.title,
        subject=table.subject,
        under=table.decision,
        columns=COLUMNS,
        widths=WIDTHS,
        lines=tuple(
            TableLine((line.no,), line.title) if isinstance(line, GroupLine) else TableLine(line.cells)
            for line in table.lines
        ),
        note=ILLUSTRATIVE if table.illustrative else "",
        draft=table.draft,
    )
    return render(
        template="pdf/table.html",
        context={"document": document},
        title=f"{table.title.capitalize()} – {table.subject}",
        language="vi",
        created_at=table.created,
    )
