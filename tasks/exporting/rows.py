"""What stands in an assignment table, line by line, whatever the file is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from comms.core import legal_dates
from comms.core.text import slug
from plans.models import Plan
from plans.states import UnitGroup
from tasks.importing.comparing import timing_shown
from tasks.importing.grids import clean
from tasks.models import Task
from tasks.selectors import assignment_table
from tasks.states import TaskState

COLUMNS = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian thực hiện", "Sản phẩm", "Ghi chú")
WIDTHS = (6, 48, 24, 34, 18, 28, 18)
"""Of the columns, in characters; files of any kind keep these proportions."""

GROUP_WORDS = {UnitGroup.MINISTRY_UNITS: "Các đơn vị thuộc Bộ"}
TITLE = "PHÂN CÔNG NHIỆM VỤ"
ILLUSTRATIVE = "Trong bảng này có chi tiết là minh họa, không phải số liệu chính thức."


@dataclass(frozen=True)
class GroupLine:
    """A group of tasks: its number and its title, over the whole width."""

    no: str
    title: str


@dataclass(frozen=True)
class TaskLine:
    """One task, in the order of `COLUMNS`."""

    cells: tuple[str, ...]


@dataclass(frozen=True)
class AssignmentTable:
    """The table with the lines above it."""

    title: str
    subject: str
    decision: str
    draft: bool
    illustrative: bool
    created: Any
    lines: tuple[GroupLine | TaskLine, ...]

    @property
    def above(self) -> list[str]:
        return [line for line in (self.title, self.subject, self.decision) if line]

    @property
    def task_count(self) -> int:
        return sum(isinstance(line, TaskLine) for line in self.lines)


def table_of(user: Any, plan: Plan) -> AssignmentTable:
    """The plan's table as far as the person may read it.  Cancelled tasks are no longer assigned and stay out."""
    tasks = [task for task in assignment_table(user, plan) if task.state != TaskState.CANCELLED]
    return AssignmentTable(
        title=TITLE,
        subject=clean(plan.title),
        decision=_decision(plan.decision_number, plan.decision_date),
        draft=not plan.decision_number,
        illustrative=bool(plan.illustrative) or any(task.illustrative for task in tasks),
        created=max([plan.updated_at, *(task.updated_at for task in tasks)]),
        lines=tuple(_lines(tasks)),
    )


def file_name(plan: Plan, ending: str) -> str:
    return f"phan-cong-{slug(plan.code) or 'ke-hoach'}.{ending}"


def _decision(number: str, day: date | None) -> str:
    """The line under the title of an appendix."""
    if not number or day is None:
        return "(Dự thảo)"
    return f"(Kèm theo Quyết định số {number} {legal_dates.legal_date(day)})"


def _lines(tasks: Iterable[Task]) -> Iterator[GroupLine | TaskLine]:
    """Tasks without an objective first, since a group begins with its row and ends with the next one; then each
    objective where its first task stands in the document."""
    groups: dict[Any, list[Task]] = {None: []}
    for task in tasks:
        groups.setdefault(task.objective_id, []).append(task)
    for objective_id, members in groups.items():
        if objective_id is not None and members[0].objective is not None:
            yield GroupLine(clean(members[0].objective.no), " ".join(clean(members[0].objective.title).split()))
        for task in members:
            yield _task_line(task)


def _task_line(task: Any) -> TaskLine:
    units = [part.unit.name_vi for part in task.named_coordinating]
    if task.coordinating_group:
        units.append(GROUP_WORDS[UnitGroup(task.coordinating_group)])
    cells = (task.no or "", task.title, task.lead_unit.name_vi, "; ".join(units), timing_shown(task))
    return TaskLine(tuple(clean(cell) for cell in (*cells, task.deliverable, task.note)))
