"""Keeping what each unit's part needs of its task: is it open, and what is due next?"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from tasks.models import Participation, Task, TaskPeriod
from tasks.states import ENDED_STATES


def keep_parts(task_ids: Iterable[Any]) -> None:
    """Bring the parts of locked tasks in line with them, in one statement for each thousand.

    Called after every change of a task's state, due date or periods, and of who takes part in it.
    """
    task = Task.objects.filter(pk=OuterRef("task_id"))
    period = TaskPeriod.objects.filter(task=OuterRef("task_id"), met_on=None).order_by("due_on")
    ids = list(task_ids)
    for start in range(0, len(ids), 1000):
        Participation.objects.filter(task__in=ids[start : start + 1000]).update(
            is_open=Exists(task.exclude(state__in=ENDED_STATES)),
            due_sort=Coalesce(
                F("due_on"),
                Subquery(period.values("due_on")[:1]),
                Subquery(task.values("due_on")),
                Value(date.max, output_field=DateField()),
            ),
        )
