"""Finding the assignment table in a file: its header, its rows, and the rows that only name a group."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.text import fold
from tasks.importing.grids import EMPTY, MAX_ROWS, Grid, GridRow, Value, refused, too_many_rows

FIELDS = ("no", "title", "lead_unit", "coordinating", "timing", "deliverable", "note")
HEADER_WITHIN = 30
MAX_HEADING = 120

# In this order: «Thời gian thực hiện nhiệm vụ» is a time, «Kết quả thực hiện nhiệm vụ» a result.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("coordinating", ("phoi hop", "coordinating unit")),
    ("lead_unit", ("chu tri", "lead unit")),
    ("timing", ("thoi gian", "thoi han", "tien do", "han hoan thanh", "timing")),
    ("deliverable", ("san pham", "ket qua", "dau ra", "deliverable")),
    ("note", ("ghi chu", "note")),
    ("title", ("nhiem vu", "noi dung", "cong viec", "hoat dong", "task")),
)
_NUMBER_WORDS = {"tt", "stt", "so tt", "so thu tu", "thu tu", "no", "no.", "#"}
_ROMAN = re.compile(r"(?=.)C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_NUMBERED = re.compile(r"(?P<no>[IVXLC]+|[A-ZĐ]|[0-9]+(?:\.[0-9]+)*)\s*[.):/\-–]\s*(?P<title>\S.*)", re.DOTALL)
_TRAILING = " .):;/-–"


@dataclass(frozen=True)
class Warned:
    """Something about the file that its reader should know; it stops nothing."""

    row: int | None
    code: str
    detail: Any


@dataclass(frozen=True)
class GroupRow:
    """A row that only names a group of tasks."""

    row: int
    no: str
    title: str
    depth: int


@dataclass
class TaskRow:
    """A row as it stands: what is in each known column, and under which group it stands."""

    row: int
    values: dict[str, Value]
    group: GroupRow | None


@dataclass
class Table:
    """`headings` says how the file itself names each column that was recognised."""

    sheet: str
    headings: dict[str, str]
    groups: list[GroupRow] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)


def find_table(grids: Sequence[Grid]) -> Table:
    """The assignment table of the file: of the first sheet or table that has its header.

    Raises Invalid for `file`: no_header, no_rows, too_many_rows.
    """
    found = [(grid, header) for grid in grids if (header := _header(grid)) is not None]
    if not found:
        detail = _(
            "No row of the first %(rows)s names the columns. The table needs at least “Nhiệm vụ” and “Đơn vị chủ trì”."
        )
        raise refused("no_header", detail % {"rows": HEADER_WITHIN})
    grid, header = found[0]
    table = Table(grid.name, header.headings)
    if len(found) > 1:
        others = ", ".join(f"“{other.name}”" for other, _header_of in found[1:])
        detail = _("Several sheets or tables have this header. Read was “%(name)s”; not read: %(others)s.")
        table.warnings.append(Warned(None, "other_tables", detail % {"name": grid.name, "others": others}))
    if header.ignored:
        unread = _("These columns were not read: %(names)s.") % {"names": ", ".join(header.ignored)}
        table.warnings.append(Warned(header.row, "column_ignored", unread))
    rows = [row for row in grid.rows[header.after :] if not row.blank]
    if len(rows) > MAX_ROWS:
        raise too_many_rows()
    _fill(table, rows, header)
    if not table.tasks:
        raise refused("no_rows", _("Below the header of the table there is no row with a task."))
    return table


@dataclass
class _Header:
    row: int
    after: int
    columns: dict[str, int]
    headings: dict[str, str]
    ignored: list[str]


def _header(grid: Grid) -> _Header | None:
    """The row that names task and lead unit; the names may stand in two rows, one below the other."""
    head = grid.rows[:HEADER_WITHIN]
    for index, row in enumerate(head):
        names = _names(row)
        used = 1
        if "title" in names and "lead_unit" not in names and index + 1 < len(grid.rows):
            below = _names(grid.rows[index + 1])
            if "lead_unit" in below and below.get("title") in {None, names["title"]}:
                taken = set(below.values())
                names = {**{key: at for key, at in names.items() if at not in taken}, **below}
                used = 2
        if "title" not in names or "lead_unit" not in names:
            continue
        last = grid.rows[index + used - 1]
        after = index + used + (1 if _counts(grid.rows, index + used) else 0)
        headings = {key: _heading(last, at) or _heading(row, at) for key, at in names.items()}
        known = set(names.values())
        ignored = [
            _heading(last, at) for at in range(len(last.cells)) if at not in known and _heading(last, at) != EMPTY
        ]
        return _Header(last.number, after, names, headings, ignored)
    return None


def _heading(row: GridRow, column: int) -> str:
    value = row.at(column)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _names(row: GridRow) -> dict[str, int]:
    """{field: column} of the cells that read like headings; the first of two alike counts."""
    names: dict[str, int] = {}
    for column, value in enumerate(row.cells):
        if not isinstance(value, str) or not value or len(value) > MAX_HEADING:
            continue
        text = fold(value)
        if text in _NUMBER_WORDS:
            names.setdefault("no", column)
            continue
        if "phoi hop" in text and "chu tri" in text:
            continue
        known = next((key for key, words in _WORDS if any(word in text for word in words)), None)
        if known:
            names.setdefault(known, column)
    return names


def _counts(rows: Sequence[GridRow], index: int) -> bool:
    """Is this the row (1) (2) (3) … that numbers the columns?"""
    if index >= len(rows):
        return False
    texts = [value.strip("() ") for value in rows[index].cells if isinstance(value, str) and value]
    return len(texts) >= 4 and texts == [str(n) for n in range(1, len(texts) + 1)]


def _fill(table: Table, rows: list[GridRow], header: _Header) -> None:
    open_groups: list[GroupRow] = []
    used: set[int] = set()
    for index, row in enumerate(rows):
        names = _names(row)
        if "title" in names and "lead_unit" in names:
            continue  # the header again, on the next page
        values = {key: row.at(column) for key, column in header.columns.items()}
        group = _group(row, values, header, rows[index + 1 :])
        if group is not None:
            open_groups = [one for one in open_groups if one.depth < group.depth] + [group]
            table.groups.append(group)
            continue
        if "no" in header.columns and header.columns["no"] in row.automatic:
            _warn_once(table, row.number)
        table.tasks.append(TaskRow(row.number, values, open_groups[-1] if open_groups else None))
        used.update(id(one) for one in open_groups)
    for group in [one for one in table.groups if id(one) not in used]:
        table.groups.remove(group)
        detail = _("“%(title)s” was not read: no task stands below it.") % {"title": group.title[:100]}
        table.warnings.append(Warned(group.row, "no_task_below", detail))


def _warn_once(table: Table, row: int) -> None:
    if all(one.code != "automatic_numbers" for one in table.warnings):
        detail = _("Word counts these rows by itself: their numbers are not in the file, so they are known by title.")
        table.warnings.append(Warned(row, "automatic_numbers", detail))


def _group(row: GridRow, values: dict[str, Value], header: _Header, below: Sequence[GridRow]) -> GroupRow | None:
    """The row as a group, if it has only a text: merged over columns, with a Roman number, a letter or none, or with a
    number that the numbers below it go on."""
    own = {key: value for key, value in values.items() if value != EMPTY and header.columns[key] not in row.repeated}
    texts = [value for value in own.values() if isinstance(value, str)]
    if not own or len(texts) < len(own):
        return None
    columns = {header.columns[key] for key in own}
    spanned = any(row.widths.get(column, 1) > 2 for column in columns)
    if set(own) - {"no", "title"} and not (spanned and len(own) == 1):
        return None
    if len(own) == 1 and (next(iter(own)) != "no" or not _looks_numbered(texts[0])):
        no, title = _divided(texts[0])
    elif len(own) == 1:
        return None
    else:
        no, title = str(own["no"]).strip(_TRAILING), str(own["title"])
    title = " ".join(title.split())
    if not (spanned or not no or _is_letter(no) or _goes_on(no, header, below)):
        return None
    return GroupRow(row.number, no, title, _depth(no))


def _looks_numbered(text: str) -> bool:
    """A number and nothing else: a row of which only that was filled in."""
    return len(text) <= 8 and bool(re.fullmatch(r"[0-9.]+|[IVX]+[.)]?|[A-Z][.)]?", text))


def _divided(text: str) -> tuple[str, str]:
    """«II. Công tác truyền thông» → («II», «Công tác truyền thông»); («», text) without a number."""
    match = _NUMBERED.fullmatch(text)
    if match is None or (match["no"].isalpha() and len(match["no"]) > 1 and not _ROMAN.fullmatch(match["no"])):
        return "", text
    return match["no"], match["title"]


def _is_letter(no: str) -> bool:
    return bool(_ROMAN.fullmatch(no)) or bool(re.fullmatch(r"[A-ZĐ]", no))


def _goes_on(no: str, header: _Header, below: Sequence[GridRow]) -> bool:
    """Do the numbers below go on from this one, as 1.1 from 1?"""
    column = header.columns.get("no")
    first = next(iter(_numbers(column, below)), "")
    return first.startswith(f"{no}.") and first != f"{no}."


def _numbers(column: int | None, rows: Sequence[GridRow]) -> Iterator[str]:
    for row in rows[:1] if column is not None else ():
        value = row.at(column or 0)
        if isinstance(value, str):
            yield value


def _depth(no: str) -> int:
    """How deep a group stands: a letter A, then I, then 1, then 1.1, …; one without a number like I."""
    if re.fullmatch(r"[A-HĐ]", no):
        return 1
    if not no or _ROMAN.fullmatch(no) or re.fullmatch(r"[A-ZĐ]", no):
        return 2
    return 3 + no.count(".")
