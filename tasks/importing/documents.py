"""Reading the tables of a DOCX as a stream: a long table never stands in memory as a tree of markup."""

import zipfile
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from tasks.importing.grids import (
    EMPTY,
    LAST_COLUMN,
    LAST_LINE,
    LAST_ROW,
    MAX_CELLS,
    MAX_LETTERS,
    Grid,
    GridRow,
    clean,
    damaged,
    refused,
    too_large,
    too_many_rows,
)

PART = "word/document.xml"
MAX_CELL = 40_000


def grids(archive: zipfile.ZipFile) -> list[Grid]:
    """The tables of the document in their order; a table inside a cell is text of that cell."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        with archive.open(PART) as part:
            parser.ParseFile(part)
    except (expat.ExpatError, ValueError) as error:
        raise damaged() from error
    if not reader.tables:
        raise refused("no_table", _("The document has no table."))
    many = len(reader.tables) > 1
    return [
        Grid(str(_("table %(n)s") % {"n": n}) if many else "", rows) for n, rows in enumerate(reader.tables, start=1)
    ]


class _Cell:
    """A cell while it is read: where it stands, how wide it is, and whether it goes on from the row above."""

    def __init__(self, column: int) -> None:
        self.column, self.width, self.goes_on, self.numbered = column, 1, False, False
        self.pieces: list[str] = []
        self.size = 0

    def add(self, piece: str) -> None:
        self.size += len(piece)
        if self.size <= MAX_CELL:
            self.pieces.append(piece)


class _Reader:
    def __init__(self) -> None:
        self.tables: list[list[GridRow]] = []
        self.depth = self.number = self.column = self.skipped = 0
        self.row: GridRow | None = None
        self.cell: _Cell | None = None
        self.above: GridRow | None = None
        self.reading = False
        self.lines = self.cells = self.letters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        if local == "Fallback":
            self.skipped += 1
        elif local == "tbl":
            self.depth += 1
            if self.depth == 1:
                self._count()
                self.tables.append([])
                self.number, self.above = 0, None
        elif self.depth == 1 and local == "tr":
            self._count()
            self.number, self.column = self.number + 1, 0
            self.row = GridRow(self.number, [])
        elif self.depth == 1 and local == "gridBefore":
            self.column = _whole(attributes)
        elif self.depth == 1 and local == "tc":
            self.cells += 1
            if self.cells > MAX_CELLS:
                raise too_large()
            self.cell = _Cell(self.column)
        elif self.cell is not None:
            self._inside(self.cell, local, attributes)

    def _count(self) -> None:
        """Tables and rows of the whole document, empty ones too."""
        self.lines += 1
        if self.lines > LAST_LINE:
            raise too_many_rows()

    def _inside(self, cell: _Cell, local: str, attributes: dict[str, str]) -> None:
        match local:
            case "gridSpan" if self.depth == 1:
                cell.width = max(1, min(_whole(attributes), LAST_COLUMN))
            case "vMerge" if self.depth == 1:
                cell.goes_on = _given(attributes) not in {"restart"}
            case "numPr":
                cell.numbered = True
            case "t" if not self.skipped:
                self.reading = True
            case "br" | "cr":
                cell.add("\n")
            case "tab":
                cell.add(" ")
            case "noBreakHyphen":
                cell.add("-")

    def text(self, data: str) -> None:
        if self.reading and self.cell is not None:
            self.cell.add(data)

    def end(self, name: str) -> None:
        local = name.rpartition("}")[2]
        if local == "Fallback":
            self.skipped -= 1
        elif local == "t":
            self.reading = False
        elif local == "p" and self.cell is not None:
            self.cell.add("\n")
        elif local == "tbl":
            self.depth -= 1
        elif self.depth == 1 and local == "tc" and self.cell is not None and self.row is not None:
            self._put(self.cell, self.row)
            self.cell = None
        elif self.depth == 1 and local == "tr" and self.row is not None:
            self._keep(self.row)
            self.row = None

    def _put(self, cell: _Cell, row: GridRow) -> None:
        self.column = cell.column + cell.width
        if cell.column >= LAST_COLUMN:
            return
        row.cells.extend([EMPTY] * (min(self.column, LAST_COLUMN) - len(row.cells)))
        text = clean("".join(cell.pieces))
        if cell.goes_on and self.above is not None and not text:
            value = row.cells[cell.column] = self.above.at(cell.column)
            self.letters += len(str(value))
            if self.letters > MAX_LETTERS:
                raise too_large()
            row.repeated.add(cell.column)
        else:
            row.cells[cell.column] = text
        if cell.width > 1:
            row.widths[cell.column] = cell.width
        if cell.numbered and not text:
            row.automatic.add(cell.column)

    def _keep(self, row: GridRow) -> None:
        self.above = row
        if row.blank:
            return
        if row.number > LAST_ROW:
            raise too_many_rows()
        self.tables[-1].append(row)


def _given(attributes: dict[str, str]) -> str:
    return next((value for key, value in attributes.items() if key.rpartition("}")[2] == "val"), "")


def _whole(attributes: dict[str, str]) -> int:
    value = _given(attributes)
    return int(value) if value.isdecimal() and len(value) < 6 else 1
