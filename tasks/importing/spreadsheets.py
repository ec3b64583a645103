"""Reading XLSX.

calamine reads the values, in a child process (`cells`).  It hides the errors of cells and builds a whole rectangle
from the first to the last cell, so every sheet is first walked through as a stream: that finds errors, formulas
without a value and merged areas, and refuses what lies too far out.
"""

import json
import re
import subprocess  # nosec  # for a fixed command
import sys
import zipfile
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree as ET  # nosec  # declarations were refused before
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from tasks.importing import cells
from tasks.importing.grids import (
    EMPTY,
    LAST_COLUMN,
    LAST_ROW,
    MAX_CELLS,
    MAX_LETTERS,
    Bad,
    Grid,
    GridRow,
    Value,
    clean,
    damaged,
    refused,
    repeat_down,
    too_large,
    too_many_rows,
)

MAX_SHEETS = 50
MAX_MERGES = 50_000
MAX_STRINGS = 2_000_000
READER = Path(cells.__file__)
READER_MEMORY = 1024**3
READER_SECONDS = 30
NOT_CALCULATED = "=?"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass
class _Walked:
    """What the stream of one sheet tells; rows and columns count from 1."""

    rows: int = 0
    columns: int = 0
    bad: dict[tuple[int, int], Bad] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def grids(content: bytes, archive: zipfile.ZipFile) -> list[Grid]:
    """The sheets that have text, hidden ones left out."""
    try:
        sheets = _walk(archive)
        read = _read(content, sheets) if sheets else {}
        found = [Grid(clean(name), _rows(values, sheets[name])) for name, values in read.items()]
    except (expat.ExpatError, ET.ParseError, ValueError) as error:
        raise damaged() from error
    found = [grid for grid in found if grid.rows]
    if not found:
        raise refused("empty", _("The file has no text in it."))
    return found


def _walk(archive: zipfile.ZipFile) -> dict[str, _Walked]:
    """What the stream tells of each sheet that is not hidden and has cells with something in them."""
    lengths, letters, sheets = _lengths(archive), 0, {}
    for name, part in list(_parts(archive).items())[:MAX_SHEETS]:
        with archive.open(part) as stream:
            walker = _follow(stream, _Walker(lengths, letters))
        letters = walker.letters
        if walker.found.rows:
            sheets[name] = walker.found
    return sheets


def _read(content: bytes, sheets: dict[str, _Walked]) -> dict[str, list[list[Any]]]:
    """Cells of each sheet, read by a child whose memory and time are limited.  Raises Invalid."""
    limits = (READER_MEMORY, READER_SECONDS, LAST_ROW, LAST_COLUMN)
    try:
        done = subprocess.run(  # noqa: S603  # nosec  # a fixed command; what was uploaded goes in as input
            [sys.executable, "-s", "-P", str(READER), *map(str, limits)],
            input=json.dumps(list(sheets)).encode() + b"\n" + content,
            capture_output=True,
            env={"LC_ALL": "C.UTF-8"},
            timeout=2 * READER_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise too_large() from error
    if done.returncode == cells.ENCRYPTED:
        raise refused("encrypted", _("The file is protected by a password."))
    if done.returncode == cells.DAMAGED:
        raise damaged()
    if done.returncode:
        raise too_large()
    return dict(json.loads(line) for line in done.stdout.splitlines())


def _rows(values: list[list[Any]], walked: _Walked) -> list[GridRow]:
    rows = {
        number: GridRow(number, [_value(value) for value in row[:LAST_COLUMN]])
        for number, row in enumerate(values[:LAST_ROW], start=1)
    }
    for (number, column), bad in walked.bad.items():
        row = rows.setdefault(number, GridRow(number, []))
        row.cells.extend([EMPTY] * (column - len(row.cells)))
        row.cells[column - 1] = bad
    repeat_down(rows, ((top, left - 1, bottom, right - 1) for top, left, bottom, right in walked.merged))
    return [rows[number] for number in sorted(rows) if not rows[number].blank]


def _value(value: Any) -> Value:
    """A cell's value as the person sees it: whole numbers without a fraction, days as days."""
    match value:
        case str():
            return clean(value)
        case bool():
            return str(value).upper()
        case float() | int():
            if not isfinite(value):
                return Bad(str(value))
            return str(int(value)) if value == int(value) else repr(value)
        case [day]:
            return date.fromisoformat(day)
    raise ValueError("no value of a cell")


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of each sheet that is not hidden → its part of the archive.  Two sheets of one name are no sound file:
    another one would be read than was looked at."""
    relations = {
        _attribute(one, "Id"): _attribute(one, "Target")
        for one in ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  # declarations were refused before
    }
    names = set(archive.namelist())
    parts: dict[str, str] = {}
    seen: set[str] = set()
    for one in ET.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314  # the same
        if _local(one.tag) != "sheet":
            continue
        name = _attribute(one, "name")
        if name in seen:
            raise damaged()
        seen.add(name)
        target = relations.get(next((value for key, value in one.attrib.items() if _local(key) == "id"), ""), "")
        path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        if path in names and _attribute(one, "state") in ("", "visible"):
            parts[name] = path
    return parts


def _attribute(element: Any, name: str) -> str:
    return str(element.attrib.get(name, ""))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _lengths(archive: zipfile.ZipFile) -> list[int]:
    """How long each of the shared strings is: one long string that every cell names would fill the memory."""
    name = next((one for one in archive.namelist() if one.casefold() == "xl/sharedstrings.xml"), "")
    if not name:
        return []
    with archive.open(name) as part:
        return _follow(part, _Strings()).lengths


def _follow(part: Any, walker: Any) -> Any:
    """Raises Invalid for text beyond the last row or column that is read, ExpatError, ValueError."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = walker.start
    parser.EndElementHandler = walker.end
    parser.CharacterDataHandler = walker.text
    parser.ParseFile(part)
    return walker


class _Strings:
    """How long each string is.  Raises Invalid, ValueError."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "si":
                self.lengths.append(0)
            case "sst" if any(_count(attributes, one) > MAX_STRINGS for one in ("count", "uniqueCount")):
                raise too_large()  # the reader makes room for as many as are announced

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(data)


class _Walker:
    """Follows `row`, `c`, `v`, `f`, `is` and `mergeCell`; a cell without a number stands after the one before it, in
    the row that is open.  An empty value counts as a cell: the reader makes one of it."""

    def __init__(self, lengths: list[int], letters: int) -> None:
        self.lengths, self.letters = lengths, letters
        self.open_row = self.cells = 0
        self.found = _Walked()
        self.row = self.column = 0
        self.kind = ""
        self.formula = self.valued = self.reading = False
        self.content = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "row":
                self.open_row = _count(attributes, "r", self.open_row + 1)
                self.row, self.column = self.open_row, 0
            case "c":
                self.row, self.column = self._place(attributes.get("r"))
                self.kind, self.formula, self.valued, self.content = attributes.get("t", ""), False, False, ""
            case "f" if self.column:
                self.formula = True
                self._use()
            case "v" | "is" if self.column:
                self.valued = self.reading = True
                self._use()
                self.cells += 1
                if self.cells > MAX_CELLS:
                    raise too_large()
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        match _local(name):
            case "v" | "is":
                self.reading = False
            case "c":
                if self.valued and self.content:
                    if self.kind == "s":
                        self._weigh(int(self.content))
                    elif self.kind == "e":
                        self.found.bad[self.row, self.column] = Bad(clean(self.content)[:20])
                elif self.formula and self.kind != "str":
                    self.found.bad[self.row, self.column] = Bad(NOT_CALCULATED)

    def text(self, data: str) -> None:
        if self.reading:
            self.content = (self.content + data)[:20]

    def _use(self) -> None:
        if self.row > LAST_ROW:
            raise too_many_rows()
        if self.column > LAST_COLUMN:
            detail = _("There is text beyond column %(most)s of a sheet: this is not an assignment table.")
            raise refused("too_wide", detail % {"most": LAST_COLUMN})
        self.found.rows = max(self.found.rows, self.row)
        self.found.columns = max(self.found.columns, self.column)

    def _weigh(self, index: int) -> None:
        self.letters += self.lengths[index] if 0 <= index < len(self.lengths) else 0
        if self.letters > MAX_LETTERS:
            raise too_large()

    def _place(self, reference: str | None) -> tuple[int, int]:
        if reference is None:
            return self.open_row, self.column + 1
        return _reference(reference)

    def _merge(self, area: str) -> None:
        if len(self.found.merged) >= MAX_MERGES:
            raise damaged()
        first, _colon, last = area.partition(":")
        (top, left), (bottom, right) = _reference(first), _reference(last or first)
        if left <= LAST_COLUMN and top <= LAST_ROW:
            self.found.merged.append((top, left, bottom, min(right, LAST_COLUMN)))


def _count(attributes: dict[str, str], name: str, otherwise: int = 0) -> int:
    """Raises ValueError."""
    return int(attributes.get(name, otherwise))


def _reference(text: str) -> tuple[int, int]:
    """«C5» → (5, 3).  Raises ValueError."""
    match = _REFERENCE.fullmatch(text)
    if match is None or int(match[2]) < 1:
        raise ValueError("no such cell")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column
