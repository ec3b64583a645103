"""Reading the cells of a row: number, title, units, timing, texts, and what is wrong with each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.org.models import Unit
from plans.models import Plan
from tasks.importing.grids import EMPTY, Bad, Value
from tasks.importing.table import GroupRow, Table, TaskRow
from tasks.importing.units import Named, UnitReader, Unread
from tasks.timing import Timing, read

LONGEST = {"no": 20, "title": 1000, "timing": 300, "deliverable": 10_000, "note": 10_000}
LONGEST_GROUP = {"no": 20, "title": 500}
SHOWN = 300


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell: `field` as the API names it, `heading` as the file does, `value` as it stands there.
    `unit` is set when the unit exists, only not on the plan's day."""

    row: int
    field: str
    heading: str
    value: str
    code: str
    detail: Any
    unit: Unit | None = None


@dataclass
class Line:
    """One row as it was read.  What has a problem keeps its empty value."""

    row: int
    no: str = ""
    title: str = ""
    group: GroupRow | None = None
    lead: Unit | None = None
    coordinating: list[Unit] = field(default_factory=list)
    coordinating_group: str = ""
    timing_text: str = ""
    timing: Timing | None = None
    deliverable: str = ""
    note: str = ""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


class LineReader:
    """Reads the rows of one table in the words of one plan."""

    def __init__(self, plan: Plan, table: Table) -> None:
        self.plan, self.table = plan, table
        self.units = UnitReader(Unit.objects.order_by("code"), plan.assigned_on)
        self._rows_of: dict[str, int] = {}

    def lines(self) -> Iterator[Line]:
        """One after the other, so that the caller can tell how far it is."""
        for row in self.table.tasks:
            yield self._line(row)

    def group_problems(self) -> list[Problem]:
        """Groups that are too long, or that share a number."""
        found: list[Problem] = []
        seen: dict[str, GroupRow] = {}
        for group in self.table.groups:
            for name, longest in LONGEST_GROUP.items():
                value = getattr(group, name)
                if len(value) > longest:
                    found.append(self._problem(group.row, name, value, *_too_long(longest)))
            first = seen.setdefault(group.no, group) if group.no else group
            if first.title != group.title:
                detail = _("The number %(no)s stands already in row %(row)s, for another group.")
                values = {"no": group.no, "row": first.row}
                found.append(self._problem(group.row, "no", group.no, "duplicate", detail % values))
        return found

    def _line(self, row: TaskRow) -> Line:
        line = Line(row.row, group=row.group)
        texts = {name: self._text(line, name, value) for name, value in row.values.items()}
        self._number(line, row.values.get("no", EMPTY), texts.get("no", ""))
        line.title = " ".join(texts["title"].split())
        if not line.title and not isinstance(row.values["title"], Bad):
            self._wrong(line, "title", "", "required", _("There is no task in this row."))
        self._lead(line, texts["lead_unit"], given=isinstance(row.values["lead_unit"], Bad))
        self._coordinating(line, texts.get("coordinating", ""))
        self._timing(line, texts.get("timing", ""))
        line.deliverable, line.note = texts.get("deliverable", ""), texts.get("note", "")
        return line

    def _text(self, line: Line, name: str, value: Value) -> str:
        if isinstance(value, Bad):
            shown = _("The spreadsheet shows an error here (%(error)s), not a value.") % {"error": value.text}
            self._wrong(line, name, value.text, "cell_error", shown)
            return ""
        text = f"{value:%d/%m/%Y}" if isinstance(value, date) else value
        longest = LONGEST.get(name)
        measured = " ".join(text.split()) if name in {"title", "timing"} else text
        if longest is not None and len(measured) > longest:
            self._wrong(line, name, text, *_too_long(longest))
            return text[:longest] if name == "title" else ""
        return text

    def _number(self, line: Line, value: Value, text: str) -> None:
        if isinstance(value, date):
            detail = _("The spreadsheet took this number for a date. Write it as text, for example '1.1.")
            self._wrong(line, "no", text, "number_is_date", detail)
            return
        line.no = text.strip(" .):;/-–\n")
        if not line.no:
            return
        first = self._rows_of.setdefault(line.no, line.row)
        if first != line.row:
            detail = _(
                "The number %(no)s stands already in row %(row)s. Where each group counts from 1, write I.1, II.1, …"
            )
            self._wrong(line, "no", text, "duplicate", detail % {"no": line.no, "row": first})

    def _lead(self, line: Line, text: str, *, given: bool) -> None:
        named = self.units.read(text)
        self._unread(line, "lead_unit", text, named)
        if named.group:
            detail = _("One unit leads a task: a group of units cannot.")
            self._wrong(line, "lead_unit", text, "group_leads", detail)
        elif len(named.units) > 1:
            names = ", ".join(unit.abbr for unit in named.units)
            detail = _("Several units are named (%(names)s). Exactly one leads; the others coordinate.")
            self._wrong(line, "lead_unit", text, "several_leads", detail % {"names": names})
        elif named.units:
            line.lead = named.units[0]
        elif not named.unread and not given:
            self._wrong(line, "lead_unit", text, "required", _("There is no lead unit in this row."))

    def _coordinating(self, line: Line, text: str) -> None:
        named = self.units.read(text)
        self._unread(line, "coordinating", text, named)
        for unit in named.twice:
            twice = _("%(unit)s is named twice.") % {"unit": unit.name}
            self._wrong(line, "coordinating", text, "twice", twice)
        if line.lead is not None and line.lead in named.units:
            detail = _("The lead unit cannot coordinate its own task.")
            self._wrong(line, "coordinating", text, "lead_coordinates", detail)
        line.coordinating, line.coordinating_group = list(named.units), named.group

    def _unread(self, line: Line, name: str, text: str, named: Named) -> None:
        for piece in named.unread:
            code, detail = _why_unread(piece, self.plan.assigned_on)
            self._wrong(line, name, piece.text or text, code, detail, unit=piece.unit)

    def _timing(self, line: Line, text: str) -> None:
        line.timing_text = " ".join(text.split())
        if not line.timing_text:
            return
        line.timing = read(line.timing_text, starts=self.plan.starts, ends=self.plan.ends)
        if not line.timing.understood:
            detail = _("Kept as written, without a due date. %(why)s") % {"why": line.timing.words}
            heading = self.table.headings.get("timing", "")
            value = line.timing_text[:SHOWN]
            line.warnings.append(Problem(line.row, "timing", heading, value, "timing_not_read", detail))

    def _wrong(self, line: Line, name: str, value: str, code: str, detail: Any, *, unit: Unit | None = None) -> None:
        line.problems.append(self._problem(line.row, name, value, code, detail, unit=unit))

    def _problem(self, row: int, name: str, value: str, code: str, detail: Any, *, unit: Unit | None = None) -> Problem:
        return Problem(row, name, self.table.headings.get(name, ""), value[:SHOWN], code, detail, unit)


def _too_long(longest: int) -> tuple[str, Any]:
    return "too_long", _("This text is longer than %(longest)s characters.") % {"longest": longest}


def _why_unread(piece: Unread, day: date) -> tuple[str, Any]:
    others = {"others": "; ".join(piece.others)}
    if piece.unit is not None:
        shown = {"unit": piece.unit.name, "day": f"{day:%d/%m/%Y}"}
        if piece.others:
            meant = _("%(unit)s did not exist on %(day)s. Meant is perhaps: %(others)s.")
            return "unit_not_valid", meant % {**shown, **others}
        return "unit_not_valid", _("%(unit)s did not exist on %(day)s.") % shown
    if piece.others:
        meant = _("No unit is called “%(text)s” on %(day)s. Meant is perhaps: %(others)s.")
        return "unknown_unit", meant % {"text": piece.text, "day": f"{day:%d/%m/%Y}", **others}
    return "unknown_unit", _("No unit is called “%(text)s” on %(day)s.") % {
        "text": piece.text,
        "day": f"{day:%d/%m/%Y}",
    }
