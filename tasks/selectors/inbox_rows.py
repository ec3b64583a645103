"""The inbox as rows, for integrators: a unit's part and its task in one query, along one index."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from comms.core import clock
from plans.states import OPEN_STATES
from tasks.models import Participation, Task, due_soon_condition, overdue_condition
from tasks.selectors.inbox import TO_DO, Section, work_of
from tasks.selectors.rows import TaskRow, filled
from tasks.states import ParticipationRole, ParticipationState

_TASK = {f"task__{field.attname}": field.attname for field in Task._meta.concrete_fields if field.name != "folded"}
_PART = {"unit_id": "unit", "role": "role", "state": "state"}


def work_rows(units: Iterable[UUID], *, section: str = "", seen_by: Any = None) -> Any:
    """What the units lead or coordinate in open plans, the next due first, as dictionaries for `work_filled`.

    `section` narrows as the inbox does (`mine`, `coordinating`).  `seen_by` keeps what that person may see; it need not
    be asked for units that the person acts for.
    """
    parts = work_of(units).filter(task__plan__state__in=OPEN_STATES)
    if section == Section.MINE:
        parts = parts.filter(role=ParticipationRole.LEAD, task__state__in=TO_DO)
    elif section == Section.COORDINATING:
        parts = parts.filter(role=ParticipationRole.COORDINATING).exclude(state=ParticipationState.CONFIRMED)
    if seen_by is not None:
        parts = parts.filter(Exists(Task.objects.visible_to(seen_by).filter(pk=OuterRef("task_id"))))
    today = clock.today()
    flagged: QuerySet[Participation] = parts.annotate(
        overdue=_flag(of_task(overdue_condition(today))), due_soon=_flag(of_task(due_soon_condition(today)))
    )
    return flagged.values("id", "due_sort", *_PART, *_TASK, "overdue", "due_soon")


def work_filled(page: list[dict[str, Any]]) -> list[TaskRow]:
    """The tasks of a page of `work_rows`, each with `part`: unit, role, state, and the next date that the unit owes."""
    rows = []
    for found in page:
        row = {name: found[path] for path, name in _TASK.items()}
        part = {name: found[path] for path, name in _PART.items()}
        part["due_on"] = None if found["due_sort"] == date.max else found["due_sort"]
        rows.append({**row, "overdue": found["overdue"], "due_soon": found["due_soon"], "part": part})
    return filled(rows)


def of_task(condition: Q) -> Q:
    """A condition on a task as one on a part's task: the rule of what is overdue stays one."""
    told = Q()
    told.connector, told.negated = condition.connector, condition.negated
    children: list[Any] = list(condition.children)
    told.children = [of_task(child) if isinstance(child, Q) else (f"task__{child[0]}", child[1]) for child in children]
    return told


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
