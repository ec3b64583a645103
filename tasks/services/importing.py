"""Writing what a table would change: new tasks in a constant number of queries for each thousand, changed ones one by
one through the same inner write as an edit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Max

from comms.audit.services import record
from comms.core import clock
from comms.org.models import User
from plans import validation
from plans.models import Objective, Plan
from plans.services import objective_record, objective_update
from tasks.importing.comparing import CHANGED, NEW, Comparison, Entry, Group, coordinating_parts, timing_fields
from tasks.models import Participation, Task, TaskPeriod, TaskTransition
from tasks.services.assignment import Coordinating, rewrite_task
from tasks.services.common import refresh_access, write_step
from tasks.services.standing import keep_standings
from tasks.states import ParticipationRole
from tasks.timing import periods

BATCH = 1000


def write_comparison(plan: Plan, comparison: Comparison, *, actor: User) -> None:
    """Write every row of a comparison without problems into the locked draft whose tasks are locked.

    The caller records the import itself; the tasks that were changed get their own line of evidence here.
    """
    added = [entry.line for entry in comparison.entries if entry.act == NEW]
    leads = [line.lead for line in added if line.lead is not None]
    others = [unit for line in added for unit in line.coordinating]
    for field, units in (("lead_unit", leads), ("coordinating", others)):
        validation.require_units_valid({unit.pk: unit for unit in units}.values(), plan.assigned_on, field=field)
    for group in comparison.groups_written:
        _write_group(plan, group, actor)
    _add([entry for entry in comparison.entries if entry.act == NEW], plan, actor)
    changed = [entry for entry in comparison.entries if entry.act == CHANGED]
    described = [(entry.task, _rewrite(entry, plan)) for entry in changed if entry.task is not None]
    for task, changes in described:
        if "lead_unit" in changes:
            write_step(task, "change", actor=actor, from_state=task.state)
    refresh_access(plan)
    for task, changes in described:
        record(actor=actor, action="tasks.task.changed", target=task, changes=changes)


def _write_group(plan: Plan, group: Group, actor: User) -> None:
    if group.objective is None:
        group.objective = objective_record(actor=actor, plan=plan, no=group.no, title=group.title)
    else:
        objective: Objective = group.objective
        group.objective = objective_update(
            actor=actor, objective_id=objective.pk, version=objective.version, **group.changes
        )


def _add(entries: Sequence[Entry], plan: Plan, actor: User) -> None:
    last = Task.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
    now = clock.now()
    told = {"at": now, "actor_id": actor.pk, "actor_label": actor.audit_label()}
    told["actor_unit"] = actor.audit_unit()
    for batch in _batches(enumerate(entries, start=last + 1)):
        tasks = [_task(entry, plan, position, now) for position, entry in batch]
        Task.objects.bulk_create(tasks)
        Participation.objects.bulk_create(
            part for task, (_position, entry) in zip(tasks, batch, strict=True) for part in _parts(task, entry)
        )
        TaskPeriod.objects.bulk_create(period for task in tasks for period in _periods(task, plan))
        TaskTransition.objects.bulk_create(
            TaskTransition(task=task, seq=1, verb="create", to_state=task.state, lead_unit_id=task.lead_unit_id, **told)
            for task in tasks
        )
        keep_standings(tasks)


def _batches(items: Iterable[Any]) -> Iterable[list[Any]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _task(entry: Entry, plan: Plan, position: int, now: datetime) -> Task:
    line = entry.line
    task = Task(
        created_at=now,
        updated_at=now,
        plan=plan,
        objective=entry.group.objective if entry.group else None,
        no=line.no or None,
        position=position,
        title=line.title,
        note=line.note,
        lead_unit=line.lead,
        coordinating_group=line.coordinating_group,
        deliverable=line.deliverable,
        **timing_fields(line),
    )
    task.first_due_on = task.due_on
    return task


def _parts(task: Task, entry: Entry) -> Iterable[Participation]:
    yield Participation(task=task, unit_id=task.lead_unit_id, role=ParticipationRole.LEAD)
    for position, unit in enumerate(entry.line.coordinating, start=1):
        yield Participation(task=task, unit=unit, role=ParticipationRole.COORDINATING, position=position)


def _periods(task: Task, plan: Plan) -> Iterable[TaskPeriod]:
    if task.recurrence and plan.ends is not None:
        for first, last in periods(task.recurrence, plan.starts, plan.ends):
            yield TaskPeriod(task=task, starts=first, ends=last, due_on=last)


def _rewrite(entry: Entry, plan: Plan) -> dict[str, Any]:
    """The changes of one task, as evidence keeps them.  A coordinating unit that stays keeps what it owes."""
    task, changes = entry.task, dict(entry.changes)
    if task is None:
        return {}
    task.plan = plan
    owed = {part.unit_id: Coordinating(part.unit, part.deliverable, part.due_on) for part in coordinating_parts(task)}
    coordinating = None
    if "coordinating" in changes:
        coordinating = [owed.get(unit.pk) or Coordinating(unit) for unit in changes.pop("coordinating")]
    elif changes.get("lead_unit") is not None and changes["lead_unit"].pk in owed:
        coordinating = [one for pk, one in owed.items() if pk != changes["lead_unit"].pk]
    if "objective" in changes:
        changes["objective"] = entry.group.objective if entry.group else None
    return rewrite_task(task, expected_version=None, coordinating=coordinating, **changes)
