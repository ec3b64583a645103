"""Keeping how each task stood at the end of every day (`TaskStanding`), in the transaction of the change."""

from collections.abc import Iterable
from typing import Any

from comms.core import clock
from tasks.models import Task, TaskStanding
from tasks.services.parts import keep_parts

COLUMNS = (
    "plan_id",
    "objective_id",
    "lead_unit_id",
    "state",
    "weight",
    "declared_percent",
    "due_on",
    "submitted_on",
)


def keep_standing(task: Task) -> None:
    """Write down how the locked task stands from today on.  Called after every change that a figure depends on."""
    keep_standings([task])


def keep_standings(tasks: Iterable[Task]) -> None:
    """The same for many locked tasks, in a constant number of queries for each thousand."""
    today, by_id = clock.today(), {task.pk: task for task in tasks}
    ids = list(by_id)
    for start in range(0, len(ids), 1000):
        _keep({pk: by_id[pk] for pk in ids[start : start + 1000]}, today)
        keep_parts(ids[start : start + 1000])


def _keep(tasks: dict[Any, Task], today: Any) -> None:
    present = TaskStanding.objects.filter(task__in=tasks, until=TaskStanding.PRESENT)
    standing = {row.task_id: row for row in present}
    of_today, of_before, new = [], [], []
    for pk, task in tasks.items():
        wanted, row = {name: getattr(task, name) for name in COLUMNS}, standing.get(pk)
        if row is not None and all(getattr(row, name) == value for name, value in wanted.items()):
            continue
        if row is not None and row.since >= today:
            for name, value in wanted.items():
                setattr(row, name, value)
            of_today.append(row)
            continue
        if row is not None:
            of_before.append(row.pk)
        new.append(TaskStanding(task_id=pk, since=today, **wanted))
    TaskStanding.objects.bulk_update(of_today, COLUMNS)
    TaskStanding.objects.filter(pk__in=of_before).update(until=today)
    TaskStanding.objects.bulk_create(new)
