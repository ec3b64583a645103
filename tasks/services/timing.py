"""What the wording of a task's timing says, kept beside it: due date, precision, recurrence, periods."""

from datetime import date
from typing import Any
from uuid import UUID

from plans import validation
from plans.models import Plan
from plans.states import PlanState
from tasks.models import Task, TaskPeriod
from tasks.services.common import change_task
from tasks.services.parts import keep_parts
from tasks.states import DatePrecision
from tasks.timing import Timing, periods, read


def reading(text: str | None, *, starts: date, ends: date | None) -> Timing:
    """What a wording says in a plan of these dates; nothing at all for no wording."""
    return read(text, starts=starts, ends=ends) if text else Timing()


def follow_wording(task: Task, changed: dict[str, Any], *, given: date | None = None) -> dict[str, Any]:
    """`changed` with what follows for due date, precision and recurrence; the task has its values of before.

    A due date that is `given` wins, to the day unless a precision is given with it.  In a draft, one that was read from
    the wording of before is read anew, and one that was given or moved before stays until another is given.  Once the
    plan is issued a new wording is the newer decision: it sets the due date again, also after an extension, but one
    that cannot be read leaves the date that holds.
    """
    if not changed.keys() & {"timing_text", "due_on"}:
        return changed
    plan = task.plan
    before = reading(task.timing_text, starts=plan.starts, ends=plan.ends)
    after = reading(changed.get("timing_text", task.timing_text), starts=plan.starts, ends=plan.ends)
    changed = {**changed, "recurrence": after.recurrence}
    if changed.get("due_on") is not None:
        changed.setdefault("due_precision", DatePrecision.DAY)
    elif "due_on" in changed:
        changed |= {"due_on": after.due_on, "due_precision": after.precision}
    elif plan.state == PlanState.DRAFT or not changed.get("timing_text"):
        if task.due_on in (None, before.due_on):
            changed |= {"due_on": after.due_on, "due_precision": after.precision}
    elif after.understood and given is None:
        changed |= {"due_on": after.due_on, "due_precision": after.precision}
    return validation.differences(task, changed)


def keep_periods(task: Task) -> None:
    """The periods of the locked task as its recurrence and its plan have it.

    One that a report has met stays as it was; a new one that would overlap it is not made.
    """
    plan = task.plan
    wanted = periods(task.recurrence, plan.starts, plan.ends) if plan.ends is not None else []
    kept, stale = [], []
    for row in task.periods.all():
        if row.met_by_id is not None or (row.starts, row.ends) in wanted:
            kept.append((row.starts, row.ends))
        else:
            stale.append(row.pk)
    TaskPeriod.objects.filter(pk__in=stale, met_by=None).delete()
    TaskPeriod.objects.bulk_create(
        TaskPeriod(task=task, starts=first, ends=last, due_on=last)
        for first, last in wanted
        if not any(first <= until and since <= last for since, until in kept)
    )
    keep_parts([task.pk])


def plan_tasks_lock(plan_id: UUID) -> None:
    """Lock the tasks of a plan that is locked next."""
    list(
        Task.objects.filter(plan=plan_id).order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk")
    )


def plan_reread(plan: Plan, *, starts: date, ends: date | None) -> None:
    """Read the wordings of the tasks of a locked draft anew; `starts` and `ends` are its dates of before."""
    for task in Task.objects.filter(plan=plan).exclude(timing_text=None).order_by("pk"):
        task.plan = plan
        before = reading(task.timing_text, starts=starts, ends=ends)
        after = reading(task.timing_text, starts=plan.starts, ends=plan.ends)
        changed: dict[str, Any] = {"recurrence": after.recurrence}
        if task.due_on in (None, before.due_on):
            changed |= {"due_on": after.due_on, "first_due_on": after.due_on, "due_precision": after.precision}
        changed = validation.differences(task, changed)
        if changed:
            change_task(task, expected_version=None, **changed)
        if before.recurrence or after.recurrence:
            keep_periods(task)
