"""A table as it stands in a file, before anybody knows what its columns mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.errors import Invalid
from comms.core.text import nfc

MAX_ROWS = 10_000
"""Rows with text below the header; a larger table is refused."""

LAST_ROW = MAX_ROWS + 200
LAST_COLUMN = 100
LAST_LINE = 10 * LAST_ROW
"""Lines with or without text: nobody's table has more empty ones, and each of them costs time."""

MAX_CELLS = 500_000
"""Cells of a file, its empty ones too where they are written: fifty columns of the longest table."""

MAX_REPEATED = 200_000
MAX_LETTERS = 30_000_000
"""Of texts that a file holds once and names, or repeats, in many cells."""


def refused(code: str, detail: Any) -> Invalid:
    """The file as a whole cannot be read."""
    return Invalid.field("file", detail, code=code)


def damaged() -> Invalid:
    return refused("damaged", _("The file is damaged or incomplete."))


def too_large() -> Invalid:
    return refused("unpacks_too_large", _("The file unpacks to more than can be handled."))


def too_many_rows() -> Invalid:
    detail = _("The table has more than %(most)s rows. Divide it into several files.")
    return refused("too_many_rows", detail % {"most": MAX_ROWS})


_SPACES = re.compile("[^\\S\n]+")
_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
# Control characters, soft hyphens, marks that turn the reading direction, halves of letters.
_UNSEEN = dict.fromkeys(
    code
    for first, last in (
        (0x00, 0x08),
        (0x0E, 0x1F),
        (0x7F, 0x84),
        (0x86, 0x9F),
        (0xAD, 0xAD),
        (0x200E, 0x200F),
        (0x202A, 0x202E),
        (0x2066, 0x2069),
        (0xD800, 0xDFFF),
    )
    for code in range(first, last + 1)
)


@dataclass(frozen=True)
class Bad:
    """A cell without a value: an error of the spreadsheet such as #REF!, or a formula that was never calculated."""

    text: str


Value = str | date | Bad
EMPTY = ""


@dataclass
class GridRow:
    """`number` counts as the program that made the file shows it.  A merged cell keeps its value in its first column,
    in every row it covers; `repeated` are the columns whose value came down from a row above, `widths` says over how
    many columns a cell reaches, `automatic` are empty cells that Word numbers by itself."""

    number: int
    cells: list[Value]
    repeated: set[int] = field(default_factory=set)
    widths: dict[int, int] = field(default_factory=dict)
    automatic: set[int] = field(default_factory=set)

    @property
    def blank(self) -> bool:
        return all(value == EMPTY for value in self.cells)

    def at(self, column: int) -> Value:
        return self.cells[column] if column < len(self.cells) else EMPTY


@dataclass
class Grid:
    """One sheet, or one table of a document.  `name` is "" where there is only one."""

    name: str
    rows: list[GridRow]


def clean(text: str) -> str:
    """Text in its stored form: NFC, no invisible or control characters, single spaces, no blank lines at its ends."""
    flat = _LINE_ENDS.sub("\n", nfc(text)).translate(_UNSEEN)
    return "\n".join(line.strip() for line in _SPACES.sub(" ", flat).split("\n")).strip()


def repeat_down(rows: dict[int, GridRow], areas: Iterable[tuple[int, int, int, int]]) -> None:
    """Bring the value of each merged area (first row, first column, last row, last column; row numbers as shown)
    into its first column of every row it covers."""
    repeated = letters = 0
    for first, left, last, right in areas:
        top = rows.get(first)
        if top is None or top.at(left) == EMPTY:
            continue
        value = top.at(left)
        for number in range(first, min(last, LAST_ROW) + 1):
            row = rows.get(number)
            repeated += 1
            if repeated > MAX_REPEATED:
                raise damaged()
            if row is None:
                continue
            row.widths[left] = max(row.widths.get(left, 1), right - left + 1)
            if number > first:
                row.cells.extend([EMPTY] * (left + 1 - len(row.cells)))
                row.cells[left] = value
                letters += len(value) if isinstance(value, str) else 0
                if letters > MAX_LETTERS:
                    raise too_large()
                row.repeated.add(left)
