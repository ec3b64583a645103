"""What each row would change in the plan: nothing, a task's fields, or a new task.

A row is known by its number, without one by its title.  A column that the file does not have touches nothing, and a
cell that stands as the export would write it changes nothing.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from comms.core.text import fold
from plans.models import Objective, Plan
from tasks.importing.grids import clean
from tasks.importing.lines import Line, Problem
from tasks.importing.table import GroupRow, Table
from tasks.models import Participation, Task
from tasks.states import ENDED_STATES, ParticipationRole, TaskState

NEW, CHANGED, UNCHANGED, WRONG = "new", "changed", "unchanged", "error"


@dataclass
class Group:
    """A group row and the objective that it names; `objective` is None until it is made.  `changes` are its fields
    that differ."""

    no: str
    title: str
    objective: Objective | None = None
    changes: dict[str, str] = field(default_factory=dict)


@dataclass
class Entry:
    """A row with what it would do; `changes` are the fields of an existing task that it would write."""

    line: Line
    act: str
    task: Task | None = None
    group: Group | None = None
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass
class Comparison:
    entries: list[Entry]
    groups: list[Group]
    missing: list[Task]
    has_groups: bool

    def count(self, act: str) -> int:
        return sum(entry.act == act for entry in self.entries)

    @property
    def problems(self) -> list[Problem]:
        return [problem for entry in self.entries for problem in entry.line.problems]

    @property
    def changes_nothing(self) -> bool:
        return all(entry.act == UNCHANGED for entry in self.entries) and not self.groups_written

    @property
    def groups_written(self) -> list[Group]:
        return [group for group in self.groups if group.objective is None or group.changes]

    @property
    def digest(self) -> str:
        """Names what would be written: another digest means that somebody changed the plan meanwhile."""
        parts = [f"{one.line.row}:{one.act}:{one.task.pk}:{one.task.version}" for one in self.entries if one.task]
        parts += [f"{one.line.row}:{one.act}" for one in self.entries if not one.task]
        parts += [f"{one.no}:{one.title}" for one in self.groups_written]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def tasks_of(plan: Plan) -> list[Task]:
    """The plan's tasks in the order of the document, with `named_coordinating`."""
    named = Participation.objects.filter(role=ParticipationRole.COORDINATING).select_related("unit")
    return list(
        Task.objects.filter(plan=plan)
        .select_related("lead_unit", "objective")
        .prefetch_related(Prefetch("participations", queryset=named, to_attr="named_coordinating"))
        .order_by("position", "id")
    )


def coordinating_parts(task: Any) -> list[Participation]:
    """The named coordinating units of a task that `tasks_of` has read."""
    return list(task.named_coordinating)


def timing_shown(task: Task) -> str:
    """The time of a task as the table writes it: its wording, else its due date."""
    if task.timing_text:
        return task.timing_text
    return f"{task.due_on:%d/%m/%Y}" if task.due_on else ""


def compare(plan: Plan, table: Table, lines: Iterable[Line]) -> Comparison:
    """Hold every line against the plan as it is now.  Problems that only the plan shows are added to the lines."""
    groups = _groups(plan, table.groups)
    tasks, lines = tasks_of(plan), list(lines)
    tasks_by_row = _matched(tasks, lines)
    entries = [
        _entry(line, tasks_by_row.get(line.row), groups.get(_key(line.group)) if line.group else None, table)
        for line in lines
    ]
    found = {entry.task.pk for entry in entries if entry.task is not None}
    missing = [task for task in tasks if task.pk not in found and task.state != TaskState.CANCELLED]
    unique = list({id(group): group for group in groups.values()}.values())
    return Comparison(entries, unique, missing, has_groups=bool(table.groups))


def _matched(tasks: list[Task], lines: list[Line]) -> dict[int, Task]:
    """{row: task}, each task once: first by number, then what is left by title, unless both have a number."""
    by_no = {task.no: task for task in tasks if task.no}
    matched = {line.row: by_no[line.no] for line in lines if line.no in by_no}
    taken = {task.pk for task in matched.values()}
    by_title: dict[str, list[Task]] = defaultdict(list)
    for task in sorted(tasks, key=lambda one: bool(one.no)):
        by_title[fold(task.title)].append(task)
    for line in lines:
        if line.row in matched:
            continue
        alike = by_title.get(fold(line.title), ())
        found = next((one for one in alike if one.pk not in taken and not (line.no and one.no)), None)
        if found is not None:
            matched[line.row] = found
            taken.add(found.pk)
    return matched


def _entry(line: Line, task: Task | None, group: Group | None, table: Table) -> Entry:
    if task is not None:
        _allow_present_units(line, task, table)
    entry = Entry(line, NEW, task, group)
    if line.problems:
        entry.act = WRONG
    elif task is not None:
        entry.changes = _changes(line, task, group, table)
        entry.act = CHANGED if entry.changes else UNCHANGED
        if entry.changes and task.state in ENDED_STATES:
            detail = _("The task is “%(state)s” and does not change; reopen it first.")
            state = {"state": task.get_state_display()}
            heading = table.headings.get("title", "")
            problem = Problem(line.row, "title", heading, line.title[:300], "task_ended", detail % state)
            line.problems.append(problem)
            entry.act = WRONG
    return entry


def _allow_present_units(line: Line, task: Task, table: Table) -> None:
    """A unit that the task names already stays, although it did not exist on the day of the plan: returned work is
    given to the units of its own day."""
    for problem in list(line.problems):
        unit = problem.unit
        if unit is None:
            continue
        if problem.field == "lead_unit" and unit == task.lead_unit and line.lead is None:
            line.lead = unit
        elif problem.field == "coordinating" and unit in [part.unit for part in coordinating_parts(task)]:
            line.coordinating.append(unit)
        else:
            continue
        line.problems.remove(problem)


def _changes(line: Line, task: Task, group: Group | None, table: Table) -> dict[str, Any]:
    known = table.headings
    changes: dict[str, Any] = {}
    if line.no and line.no != (task.no or ""):
        changes["no"] = line.no
    for name in ("title", "deliverable", "note"):
        if name in known and getattr(line, name) != _plain(name, getattr(task, name)):
            changes[name] = getattr(line, name)
    if line.lead != task.lead_unit:
        changes["lead_unit"] = line.lead
    if "coordinating" in known:
        if line.coordinating_group != task.coordinating_group:
            changes["coordinating_group"] = line.coordinating_group
        if {unit.pk for unit in line.coordinating} != {part.unit_id for part in coordinating_parts(task)}:
            changes["coordinating"] = line.coordinating
    if "timing" in known and line.timing_text != _plain("timing", timing_shown(task)):
        said = timing_fields(line)
        # A wording that was read before is read anew where it is written; a bare due date is the table's own wording.
        names = ("timing_text",) if task.timing_text or not task.due_on else ("timing_text", "due_on", "due_precision")
        changes |= {name: said[name] for name in names}
    if table.groups and not _same_objective(task, group):
        changes["objective"] = group
    return changes


def timing_fields(line: Line) -> dict[str, Any]:
    """The fields of a task that its time says; none of them is known when the wording was not understood."""
    read = line.timing if line.timing is not None and line.timing.understood else None
    return {
        "timing_text": line.timing_text or None,
        "due_on": read.due_on if read else None,
        "due_precision": read.precision if read else Task._meta.get_field("due_precision").default,
        "recurrence": read.recurrence if read else "",
    }


def _plain(name: str, text: str) -> str:
    """A stored text as a table gives it back."""
    return " ".join(clean(text).split()) if name in {"title", "timing"} else clean(text)


def _same_objective(task: Task, group: Group | None) -> bool:
    if group is None or group.objective is None:
        return group is None and task.objective_id is None
    return bool(group.objective.pk == task.objective_id)


def _key(group: GroupRow) -> tuple[str, str]:
    return group.no, fold(group.title)


def _groups(plan: Plan, rows: list[GroupRow]) -> dict[tuple[str, str], Group]:
    """Each group row's objective: the same number and title, else of an unnumbered row the same title, else of the
    plan's own the same number (its title changes) or the same title (its number changes), else a new one."""
    within = Q(plan=plan) | (Q(scheme=plan.scheme_id) if plan.scheme_id else Q(pk=None))
    objectives = sorted(Objective.objects.filter(within), key=lambda one: one.plan_id is None)
    own = [one for one in objectives if one.plan_id is not None]
    groups: dict[tuple[str, str], Group] = {}
    taken: set[Any] = set()

    def pick(candidates: Iterable[Objective]) -> Objective | None:
        return next((one for one in candidates if one.pk not in taken), None)

    keys = list(dict.fromkeys(_key(row) for row in rows))
    titles = {_key(row): row.title for row in reversed(rows)}
    exact = {key: pick(one for one in objectives if _matches(one, key)) for key in keys}
    taken.update(one.pk for one in exact.values() if one is not None)
    for no, folded in keys:
        objective = exact[no, folded]
        if objective is None and no:
            objective = pick(one for one in own if one.no == no) or pick(
                one for one in own if fold(one.title) == folded
            )
        group = Group(no, titles[no, folded], objective)
        if objective is not None:
            taken.add(objective.pk)
            if exact[no, folded] is None:
                wanted = {"no": no, "title": group.title}
                group.changes = {name: text for name, text in wanted.items() if getattr(objective, name) != text}
        groups[no, folded] = group
    _number_new(list(groups.values()), {one.no for one in objectives})
    return groups


def _matches(objective: Objective, key: tuple[str, str]) -> bool:
    no, folded = key
    return fold(objective.title) == folded and (not no or objective.no == no)


def _number_new(groups: list[Group], used: set[str]) -> None:
    """Give a new group without a number the next Roman one."""
    used = used | {group.no for group in groups}
    for group in groups:
        if group.objective is None and not group.no:
            group.no = next(number for number in map(roman, range(1, 4000)) if number not in used)
            used.add(group.no)


def roman(number: int) -> str:
    """4 → IV."""
    digits = {"M": 1000, "CM": 900, "D": 500, "CD": 400, "C": 100, "XC": 90, "L": 50, "XL": 40, "X": 10, "IX": 9}
    digits |= {"V": 5, "IV": 4, "I": 1}
    text = ""
    for letters, value in digits.items():
        text += letters * (number // value)
        number %= value
    return text
