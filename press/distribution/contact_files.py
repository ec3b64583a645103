"""Tables of journalists as files: reading XLSX and CSV, and writing them with cells of text only."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.errors import Invalid
from comms.core.text import fold
from tasks.importing.files import open_grids
from tasks.importing.grids import Bad, Grid, GridRow

# Column → the name of it in a Vietnamese table; either is read, whatever its case and marks.
COLUMNS = {
    "name": "Họ và tên",
    "email": "Thư điện tử",
    "outlet": "Cơ quan báo chí",
    "post": "Chức danh",
    "beats": "Lĩnh vực",
    "languages": "Ngôn ngữ",
    "consent_at": "Ngày đồng ý",
    "consent_source": "Cách đồng ý",
}
NEEDED = ("name", "email")
MOST_LINES = 2000
_NAMES = {fold(word): column for column, vietnamese in COLUMNS.items() for word in (column, vietnamese)}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class ContactLine:
    """One row: what stands in each column, as text; `wrong` are the columns whose cell holds an error.

    A day is written dd/mm/yyyy, whatever the file has it as.
    """

    number: int
    cells: dict[str, str]
    wrong: list[str] = field(default_factory=list)

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


def read(content: bytes, name: str) -> list[ContactLine]:
    """The rows of the first table that has a column for the name and one for the e-mail.

    Raises Invalid for `file`: what `tasks.importing.files.open_grids` refuses, no_table, too_many_rows.
    """
    for grid in open_grids(content, name):
        if found := _lines(grid):
            return found
    detail = _("No table was found: the first row names the columns, at least “name” and “email”.")
    raise Invalid.field("file", detail, code="no_table")


def as_csv(rows: Iterable[Sequence[str]], head: Iterable[str] = COLUMNS.values()) -> bytes:
    """UTF-8 with its mark, as Excel reads it.  What would be a formula there begins with an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(
    rows: Iterable[Sequence[str]], head: Sequence[str] = tuple(COLUMNS.values()), title: str = "Nhà báo"
) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": clock.now().replace(tzinfo=None, microsecond=0)})
    sheet = book.add_worksheet(title)
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    sheet.set_column(0, len(head) - 1, 24)
    for column, word in enumerate(head):
        sheet.write_string(0, column, word, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell[:32_767], text)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def cells_of(lines: Iterable[ContactLine]) -> list[list[str]]:
    """As the writers take them."""
    return [[line.get(column) for column in COLUMNS] for line in lines]


def _lines(grid: Grid) -> list[ContactLine]:
    for index, row in enumerate(grid.rows[:10]):
        heads = [fold(cell) if isinstance(cell, str) else "" for cell in row.cells]
        columns = {_NAMES[head]: place for place, head in enumerate(heads) if head in _NAMES}
        if all(one in columns for one in NEEDED):
            found = [_line(one, columns) for one in grid.rows[index + 1 :]]
            if len(found) > MOST_LINES:
                detail = _("At most %(most)s rows at once.") % {"most": MOST_LINES}
                raise Invalid.field("file", detail, code="too_many_rows")
            return found
    return []


def _line(row: GridRow, columns: dict[str, int]) -> ContactLine:
    line = ContactLine(row.number, {})
    for column, place in columns.items():
        value = row.at(place)
        if isinstance(value, Bad):
            line.wrong.append(column)
        elif isinstance(value, date):
            line.cells[column] = f"{value:%d/%m/%Y}"
        else:
            # The apostrophe that our own CSV puts before what looks like a formula.
            line.cells[column] = value[1:] if value[:1] == "'" and value[1:2] in _FORMULA else value
    return line
