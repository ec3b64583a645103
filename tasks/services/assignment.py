"""What is to be done, by which units: recorded, drafted, changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import found, locked
from comms.core.states import require_version
from comms.org.models import Unit, User
from plans import validation
from plans.models import Objective, Plan, Topic
from plans.services import require_draft
from plans.states import PlanState
from tasks import policies
from tasks.models import Participation, Task, TaskTopic
from tasks.services.common import change_task, decimal_within, lock_plan, lock_task, refresh_access, write_step
from tasks.services.parts import keep_parts
from tasks.services.timing import follow_wording, keep_periods, reading
from tasks.states import ENDED_STATES, ParticipationRole

MAX_WEIGHT = Decimal("100000")
MIN_WEIGHT = Decimal("0.01")


@dataclass(frozen=True)
class Coordinating:
    """A unit that takes part without leading, with what it owes and by when."""

    unit: Unit
    deliverable: str = ""
    due_on: date | None = None


@transaction.atomic
def task_record(
    *, actor: User | None, plan: Plan, title: str, lead_unit: Unit, no: str | None = None, **fields: Any
) -> Task:
    """Load one line of a decided plan once: known by its number, without one by its title.  `actor=None` is the system.

    `fields` as in `task_create`.
    """
    plan = lock_plan(plan.pk)
    known = Task.objects.filter(plan=plan, no=no) if no else Task.objects.filter(plan=plan, no=None, title=title)
    existing: Task | None = known.first()
    if existing is not None:
        return existing
    task = add_task(actor, plan, title=title, lead_unit=lead_unit, no=no, **fields)
    refresh_access(plan)
    record(actor=actor, action="tasks.task.recorded", target=task, plan=plan.code, no=no)
    return task


@transaction.atomic
def task_create(
    *,
    actor: User,
    plan_id: UUID,
    title: str,
    lead_unit: Unit,
    coordinating: Sequence[Coordinating] = (),
    coordinating_group: str = "",
    objective_id: UUID | None = None,
    **fields: Any,
) -> Task:
    """Add a line to a draft, by the officers or the head of its owner unit.

    `fields`: no, note, deliverable, timing_text, due_on, due_precision, weight, evidence_required, source,
    illustrative.  Without a due date the wording of the timing is read (`tasks.timing`).
    The units must exist on the day of the plan's decision (before there is one: of its start).
    Raises NotVisible, NotAllowed, Conflict (the plan is issued, submitted or ended), Invalid.
    """
    plan: Plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_create(actor, plan))
    require_draft(plan)
    objective = found(Objective.objects.visible_to(actor), pk=objective_id) if objective_id else None
    task = add_task(
        actor,
        plan,
        title=title,
        lead_unit=lead_unit,
        coordinating=coordinating,
        coordinating_group=coordinating_group,
        objective=objective,
        **fields,
    )
    refresh_access(plan)
    record(actor=actor, action="tasks.task.created", target=task, plan=plan.code, no=task.no)
    return task


@transaction.atomic
def task_edit(
    *, actor: User, task_id: UUID, version: int, coordinating: Sequence[Coordinating] | None = None, **fields: Any
) -> Task:
    """Change a task's own fields; `coordinating`, when given, is the whole new list.

    `fields` as in `task_create`, with `objective_id` and `lead_unit`.
    Raises NotAllowed, Conflict (ended task, plan no draft), Invalid.
    """
    task = lock_task(actor, task_id)
    require(policies.may_edit(actor, task))
    require_draft(task.plan)
    require_version(task, version)
    if task.state in ENDED_STATES:
        raise Conflict(_("A verified or cancelled task does not change; reopen it first."), code="task_ended")
    if "objective_id" in fields:
        wanted = fields.pop("objective_id")
        fields["objective"] = found(Objective.objects.visible_to(actor), pk=wanted) if wanted else None
    described = rewrite_task(task, expected_version=version, coordinating=coordinating, **fields)
    if described:
        refresh_access(task.plan)
        if "lead_unit" in described:
            write_step(task, "change", actor=actor, from_state=task.state)
        record(actor=actor, action="tasks.task.changed", target=task, changes=described)
    return task


def rewrite_task(
    task: Task,
    *,
    expected_version: int | None,
    coordinating: Sequence[Coordinating] | None = None,
    topics: Sequence[Topic] | None = None,
    day: date | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """Change the content of the locked task under its locked plan; returns {field: [before, after]}, {} for nothing.

    `coordinating` and `topics`, when given, are the whole new lists.  Units that are new here must exist on `day`: that
    of the plan unless a later decision changes it.  The caller has checked the right, refreshes the plan's access list
    and writes the evidence and, where another unit leads, the step.  Raises Invalid, StaleVersion.
    """
    day = day or task.plan.assigned_on
    changed = follow_wording(task, validation.differences(task, _clean(fields)), given=fields.get("due_on"))
    described = validation.changes_described(task, changed)
    for name, value in changed.items():
        setattr(task, name, value)
    if "due_on" in changed and (task.plan.state == PlanState.DRAFT or task.first_due_on is None):
        task.first_due_on = changed["first_due_on"] = task.due_on
    _check(task)
    if "lead_unit" in changed:
        validation.require_unit_valid(task.lead_unit, day, field="lead_unit")
    before = coordinating_of(task)
    _set_participants(task, before if coordinating is None else coordinating, day)
    after = coordinating_of(task)
    if before != after:
        described["coordinating"] = [[described_part(one) for one in before], [described_part(one) for one in after]]
    if topics is not None:
        described |= _set_topics(task, topics)
    if described:
        change_task(task, expected_version=expected_version, **changed)
    if "recurrence" in changed:
        keep_periods(task)
    return described


def lead_unit_set(task: Task) -> None:
    """Bring the participations in line with the locked task's new lead unit; one that coordinated it leads it now."""
    kept = [one for one in coordinating_of(task) if one.unit != task.lead_unit]
    _set_participants(task, kept, task.plan.assigned_on)


def add_task(
    actor: User | None,
    plan: Plan,
    *,
    title: str,
    lead_unit: Unit,
    coordinating: Sequence[Coordinating] = (),
    coordinating_group: str = "",
    topics: Sequence[Topic] = (),
    day: date | None = None,
    **fields: Any,
) -> Task:
    """Write a task under its locked plan, with its participations, its topics and its first step; `day` as in
    `rewrite_task`.

    The caller has checked the right, refreshes the plan's access list and writes the evidence.  Raises Invalid.
    """
    last = Task.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
    task = Task(
        plan=plan,
        title=title,
        lead_unit=lead_unit,
        coordinating_group=coordinating_group,
        position=last + 1,
        **_clean(fields),
    )
    said = reading(task.timing_text, starts=plan.starts, ends=plan.ends)
    task.recurrence = said.recurrence
    if task.due_on is None:
        task.due_on, task.due_precision = said.due_on, said.precision
    task.first_due_on = task.due_on
    day = day or plan.assigned_on
    _check(task)
    validation.require_unit_valid(lead_unit, day, field="lead_unit")
    task.save(force_insert=True)
    if task.recurrence:
        keep_periods(task)
    _set_participants(task, coordinating, day)
    _set_topics(task, topics)
    write_step(task, "create", actor=actor, from_state="")
    return task


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    if "weight" in fields:
        weight = decimal_within(fields["weight"], field="weight", low=MIN_WEIGHT, high=MAX_WEIGHT)
        fields = {**fields, "weight": weight}
    for name in ("no", "timing_text"):
        if name in fields:
            fields = {**fields, name: (fields[name] or "").strip() or None}
    return fields


def _check(task: Task) -> None:
    """What the table cannot check alone; the plan is locked."""
    validation.require_fields(task)
    if task.objective is not None and not _is_within(task.objective, task.plan):
        detail = _("The objective must be one of the plan's or of its scheme's.")
        raise Invalid.field("objective", detail, code="other_plan")
    if task.no and Task.objects.filter(plan=task.plan, no=task.no).exclude(pk=task.pk).exists():
        raise Invalid.field("no", _("This number is taken."), code="unique")


def _is_within(objective: Objective, plan: Plan) -> bool:
    """Is the objective the plan's own, or one of its scheme's?"""
    if objective.plan_id is not None:
        return bool(objective.plan_id == plan.pk)
    return bool(objective.scheme_id == plan.scheme_id)


def coordinating_of(task: Task) -> list[Coordinating]:
    rows = task.participations.filter(role=ParticipationRole.COORDINATING).select_related("unit")
    return [Coordinating(row.unit, row.deliverable, row.due_on) for row in rows]


def described_part(one: Coordinating) -> dict[str, Any]:
    """A coordinating unit's part as evidence keeps it."""
    return {"unit": one.unit.code, "deliverable": one.deliverable, "due_on": one.due_on}


def _set_topics(task: Task, wanted: Sequence[Topic]) -> dict[str, Any]:
    """Link the task to exactly these topics of its plan; returns what changed, as `rewrite_task` describes it."""
    if any(topic.plan_id != task.plan_id for topic in wanted):
        raise Invalid.field("topics", _("The topics must be those of the task's plan."), code="other_plan")
    before = {topic.pk: topic.no for topic in task.topics.all()}
    after = {topic.pk: topic.no for topic in wanted}
    if before.keys() == after.keys():
        return {}
    TaskTopic.objects.filter(task=task).exclude(topic__in=after).delete()
    TaskTopic.objects.bulk_create(TaskTopic(task=task, topic_id=pk) for pk in after if pk not in before)
    return {"topics": [sorted(before.values()), sorted(after.values())]}


def _set_participants(task: Task, wanted: Sequence[Coordinating], day: date) -> None:
    """Make the task's lead unit its only lead and `wanted` the named coordinating units, in this order.

    A unit that stays keeps its state; a new one must exist on `day`.
    """
    units = [one.unit for one in wanted]
    if task.lead_unit in units:
        raise Invalid.field("coordinating", _("The lead unit cannot coordinate its own task."), code="lead_coordinates")
    if len({unit.pk for unit in units}) != len(units):
        raise Invalid.field("coordinating", _("A unit is named twice."), code="twice")
    rows = task.participations.filter(role=ParticipationRole.COORDINATING)
    kept = {row.unit_id: row for row in rows}
    new = [unit for unit in units if unit.pk not in kept]
    validation.require_units_valid(new, day, field="coordinating")
    rows.exclude(unit__in=units).delete()
    task.participations.filter(role=ParticipationRole.LEAD).exclude(unit=task.lead_unit).delete()
    Participation.objects.get_or_create(task=task, unit=task.lead_unit, role=ParticipationRole.LEAD)
    for position, one in enumerate(wanted, start=1):
        row = kept.get(one.unit.pk) or Participation(task=task, unit=one.unit, role=ParticipationRole.COORDINATING)
        row.deliverable, row.due_on, row.position = one.deliverable, one.due_on, position
        row.save()
    keep_parts([task.pk])
