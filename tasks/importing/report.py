"""What an import answers, in the reader's language: counts, problems by row, and what each cell was read as."""

from collections.abc import Iterable
from typing import Any

from tasks.importing.comparing import CHANGED, NEW, UNCHANGED, WRONG, Comparison, Entry
from tasks.importing.lines import Line, Problem
from tasks.importing.table import Table, Warned

PREVIEW = 200
LISTED = 1000


def report_of(table: Table, comparison: Comparison, *, of_each: bool = False) -> dict[str, Any]:
    """JSON of the whole import.  The preview has the first 200 rows; with `of_each` the first 200 of every act."""
    problems = comparison.problems
    warnings = [*map(_warned, table.warnings)]
    warnings += [_told(one) for entry in comparison.entries for one in entry.line.warnings]
    written = comparison.groups_written
    return {
        "sheet": table.sheet,
        "rows": len(comparison.entries),
        "created": comparison.count(NEW),
        "changed": comparison.count(CHANGED),
        "unchanged": comparison.count(UNCHANGED),
        "wrong": comparison.count(WRONG),
        "objectives": {
            "created": sum(group.objective is None for group in written),
            "changed": sum(group.objective is not None for group in written),
        },
        "missing": [{"id": str(task.pk), "no": task.no, "title": task.title} for task in comparison.missing[:LISTED]],
        "errors": [_told(one) for one in problems[:LISTED]],
        "warnings": warnings[:LISTED],
        "preview": [_shown(entry) for entry in _chosen(comparison.entries, of_each=of_each)],
    }


def _chosen(entries: list[Entry], *, of_each: bool) -> Iterable[Entry]:
    if not of_each:
        return entries[:PREVIEW]
    acts = (WRONG, CHANGED, NEW, UNCHANGED)
    return [entry for act in acts for entry in [one for one in entries if one.act == act][:PREVIEW]]


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "row": problem.row,
        "column": problem.field,
        "heading": problem.heading,
        "value": problem.value,
        "code": problem.code,
        "detail": str(problem.detail),
    }


def _warned(one: Warned) -> dict[str, Any]:
    return {
        "row": one.row,
        "column": "",
        "heading": "",
        "value": "",
        "code": one.code,
        "detail": str(one.detail),
    }


def _shown(entry: Entry) -> dict[str, Any]:
    line = entry.line
    return {
        "row": line.row,
        "act": entry.act,
        "task": str(entry.task.pk) if entry.task else None,
        "no": line.no or None,
        "title": line.title,
        "objective": entry.group.title if entry.group else None,
        "lead_unit": _unit(line.lead) if line.lead else None,
        "coordinating": [_unit(unit) for unit in line.coordinating],
        "group": line.coordinating_group,
        "timing": _timing(line),
        "deliverable": line.deliverable,
        "note": line.note,
        "changes": sorted({"timing_text": "timing"}.get(name, name) for name in entry.changes.keys() - _OF_TIMING),
    }


_OF_TIMING = {"due_on", "due_precision", "recurrence"}


def _unit(unit: Any) -> dict[str, str]:
    return {"code": unit.code, "abbr": unit.abbr, "name": unit.name}


def _timing(line: Line) -> dict[str, Any] | None:
    if line.timing is None:
        return None
    read = line.timing
    return {
        "text": line.timing_text,
        "due_on": read.due_on.isoformat() if read.due_on else None,
        "precision": read.precision if read.due_on else None,
        "recurrence": read.recurrence,
        "words": read.words,
    }
