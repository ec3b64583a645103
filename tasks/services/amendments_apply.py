"""Carrying out the lines of an amendment, all or none, under the locks of everything that they touch."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from comms.core.errors import Conflict, Invalid, ServiceError
from comms.core.states import change
from comms.org.models import User
from plans import validation
from plans.models import Objective, Plan, Topic
from tasks.models import AmendmentLine, Task, TaskTopic
from tasks.selectors.amendments import objective_values, task_values, topic_values
from tasks.services.amendments_values import objective_fields, require_values, task_fields, topic_fields
from tasks.services.assignment import add_task, coordinating_of, rewrite_task
from tasks.services.common import refresh_access, step, write_step
from tasks.services.extensions import refuse_waiting
from tasks.states import ENDED_STATES, LineAct, LineSubject, ParticipationState

Held = dict[str, dict[UUID, Any]]
"""The locked rows that lines name: `tasks`, `objectives`, `topics`."""

Told = tuple[str, Any, dict[str, Any]]
"""One event: action, target, data."""

DELIVERED = (ParticipationState.DELIVERED, ParticipationState.CONFIRMED)

# What is new comes before what may name it, what falls away after what may still hold it.
ORDER: list[tuple[str, str]] = [
    (LineSubject.OBJECTIVE, LineAct.ADD),
    (LineSubject.OBJECTIVE, LineAct.CHANGE),
    (LineSubject.TOPIC, LineAct.ADD),
    (LineSubject.TOPIC, LineAct.CHANGE),
    (LineSubject.TASK, LineAct.DROP),
    (LineSubject.TASK, LineAct.CHANGE),
    (LineSubject.TASK, LineAct.ADD),
    (LineSubject.TOPIC, LineAct.DROP),
    (LineSubject.OBJECTIVE, LineAct.DROP),
]


@dataclass
class Ground:
    """What the lines stand on: everything that they touch, locked, and the decision that carries them."""

    actor: User
    plan: Plan
    day: date
    reason: str
    held: Held
    told: list[Told] = field(default_factory=list)
    numbers: dict[UUID, str | None] = field(default_factory=dict)
    """The former numbers of the tasks that get another one."""


def lock_named(actor: User, plan_id: UUID, lines: Iterable[AmendmentLine]) -> Held:
    """The tasks, objectives and topics that the lines name, and the tasks that carry a topic which falls away, locked
    by key and through visibility: tasks first, and all of them before their plan."""
    lines = list(lines)
    dropped = [one.topic_id for one in lines if one.act == LineAct.DROP and one.topic_id]
    tasks = {one.task_id for one in lines if one.task_id}
    tasks |= set(TaskTopic.objects.filter(topic__in=dropped, topic__plan=plan_id).values_list("task_id", flat=True))
    named: dict[str, tuple[Any, set[UUID]]] = {
        "tasks": (Task, tasks),
        "objectives": (Objective, {one.objective_id for one in lines if one.objective_id}),
        "topics": (Topic, {one.topic_id for one in lines if one.topic_id}),
    }
    return {
        name: {
            row.pk: row
            for row in model.objects.visible_to(actor)
            .filter(plan=plan_id, pk__in=ids)
            .order_by("pk")
            .select_for_update(no_key=True, of=("self",))
        }
        for name, (model, ids) in named.items()
    }


def apply_lines(ground: Ground, lines: Sequence[AmendmentLine]) -> None:
    """Change the plan as the lines say; each gets its `before` and `after`, `ground.told` what becomes evidence.

    Raises Invalid (`lines.<index>.<field>`) and Conflict for the first line that cannot be carried out.
    """
    _free_numbers(ground, lines)
    for line in sorted(lines, key=lambda one: (ORDER.index((one.subject, one.act)), one.position)):
        try:
            apply_line(ground, line)
        except ServiceError as refused:
            raise of_line(line, refused) from refused
    refresh_access(ground.plan)


def _free_numbers(ground: Ground, lines: Sequence[AmendmentLine]) -> None:
    """Tasks that get another number lay down theirs first, so that two may swap them."""
    changed = {one.task_id for one in lines if one.act == LineAct.CHANGE and one.task_id and "no" in one.values}
    for pk in changed & set(ground.held["tasks"]):
        task = ground.held["tasks"][pk]
        ground.numbers[pk], task.no = task.no, None
    Task.objects.filter(pk__in=ground.numbers).update(no=None)


def of_line(line: AmendmentLine, refused: ServiceError) -> ServiceError:
    """The refusal, naming its line."""
    if isinstance(refused, Invalid):
        return Invalid({f"lines.{line.position - 1}.{name}": found for name, found in refused.errors.items()})
    words = {"no": line.position, "why": refused.detail}
    return Conflict(_("Line %(no)s: %(why)s") % words, code=refused.code)


def apply_line(ground: Ground, line: AmendmentLine) -> None:
    """One line; the caller refreshes the plan's access list."""
    {LineSubject.TASK: _task, LineSubject.OBJECTIVE: _objective, LineSubject.TOPIC: _topic}[LineSubject(line.subject)](
        ground, line
    )
    if line.act == LineAct.CHANGE and not line.after:
        raise Invalid.field("values", _("This changes nothing: the plan says so already."), code="unchanged")


def _task(ground: Ground, line: AmendmentLine) -> None:
    if line.act == LineAct.ADD:
        require_values(line.values, "title", "lead_unit")
        task = add_task(ground.actor, ground.plan, day=ground.day, **task_fields(ground.plan, line.values))
        line.task, line.before, line.after = task, None, _said(task_values(task))
        ground.told.append(("tasks.task.created", task, {"plan": ground.plan.code, "no": task.no}))
        return
    task = _named(ground.held["tasks"], line.task_id, "task")
    task.plan = ground.plan
    if task.state in ENDED_STATES:
        raise Conflict(_("A verified or cancelled task does not change; reopen it first."), code="task_ended")
    if line.act == LineAct.CHANGE:
        _change_task(ground, line, task)
        return
    _require_nothing_else(line)
    line.before, state = _said(task_values(task)), task.state
    step(task, "cancel", actor=ground.actor, expected_version=None, reason=ground.reason)
    line.before, line.after = {**line.before, "state": str(state)}, {"state": str(task.state)}
    _refuse_waiting(ground, task)
    ground.told.append(("tasks.task.cancelled", task, {"reason": ground.reason}))


def _change_task(ground: Ground, line: AmendmentLine, task: Task) -> None:
    before, state = task_values(task), task.state
    before["no"] = ground.numbers.get(task.pk, task.no)
    fields = task_fields(ground.plan, line.values)
    if "lead_unit" in fields:
        fields.setdefault("coordinating", [one for one in coordinating_of(task) if one.unit != fields["lead_unit"]])
    rewrite_task(task, expected_version=None, day=ground.day, **fields)
    _deliver_anew(task, before["coordinating"])
    line.before, line.after = _differences(before, task_values(task))
    if "lead_unit" in line.after:
        write_step(task, "amend", actor=ground.actor, from_state=state, reason=ground.reason)
    ground.told.append(("tasks.task.changed", task, {"changes": _pairs(line)}))
    if "due_on" in line.after:
        _refuse_waiting(ground, task)


def _deliver_anew(task: Task, before: list[dict[str, Any]]) -> None:
    """A part that was delivered and now asks for something else, or by another day, is assigned again: what was
    delivered answered the former order, and stays in the evidence of its delivery."""
    owed = {one["unit"]: one for one in before}
    changed = [one["unit"] for one in task_values(task)["coordinating"] if owed.get(one["unit"], one) != one]
    parts = task.participations.filter(unit__code__in=changed, state__in=DELIVERED)
    parts.update(
        state=ParticipationState.ASSIGNED, delivered_on=None, delivered_text="", delivered_by=None, confirmed_on=None
    )


def _refuse_waiting(ground: Ground, task: Task) -> None:
    refused = refuse_waiting(task, actor=ground.actor, reason=ground.reason)
    if refused is not None:
        ground.told.append(("tasks.extension.refused", task, refused))


def _objective(ground: Ground, line: AmendmentLine) -> None:
    if line.act == LineAct.ADD:
        require_values(line.values, "no", "title")
        line.objective = _add(Objective, ground.plan, objective_fields(ground.plan, line.values))
        line.before, line.after = None, _said(objective_values(line.objective))
        ground.told.append(("plans.objective.recorded", line.objective, {"no": line.objective.no}))
        return
    objective = _named(ground.held["objectives"], line.objective_id, "objective")
    before = objective_values(objective)
    if line.act == LineAct.CHANGE:
        _rewrite(objective, objective_fields(ground.plan, line.values))
        line.before, line.after = _differences(before, objective_values(objective))
        ground.told.append(("plans.objective.changed", objective, {"changes": _pairs(line)}))
        return
    _require_nothing_else(line)
    try:
        objective.delete()
    except ProtectedError as error:
        detail = _("Tasks stand, or on former days stood, under this objective; for their sake it stays in the plan.")
        raise Conflict(detail, code="in_use") from error
    objective.pk = line.objective_id  # which deleting takes from the instance
    line.before, line.after = _said(before), None


def _topic(ground: Ground, line: AmendmentLine) -> None:
    if line.act == LineAct.ADD:
        require_values(line.values, "kind", "no", "text")
        line.topic = _add(Topic, ground.plan, topic_fields(ground.plan, line.values))
        line.before, line.after = None, _said(topic_values(line.topic))
        ground.told.append(("plans.topic.created", line.topic, {"plan": ground.plan.code, "no": line.topic.no}))
        return
    topic = _named(ground.held["topics"], line.topic_id, "topic")
    before = topic_values(topic)
    if line.act == LineAct.CHANGE:
        _rewrite(topic, topic_fields(ground.plan, line.values))
        line.before, line.after = _differences(before, topic_values(topic))
        ground.told.append(("plans.topic.changed", topic, {"changes": _pairs(line)}))
        return
    _require_nothing_else(line)
    carried_by = _take_from_tasks(ground, topic)
    topic.delete()
    topic.pk = line.topic_id
    line.before, line.after = _said({**before, "carried_by": carried_by}), None


def _take_from_tasks(ground: Ground, topic: Topic) -> list[str]:
    """The tasks that carried the topic, by number or title; ended ones as well, since the topic is no longer there."""
    carrying = Task.objects.filter(topics=topic).order_by("position", "id")
    names = []
    for pk in list(carrying.values_list("pk", flat=True)):
        task = _named(ground.held["tasks"], pk, "topic")
        task.plan = ground.plan
        described = rewrite_task(task, expected_version=None, topics=[one for one in task.topics.all() if one != topic])
        ground.told.append(("tasks.task.changed", task, {"changes": described}))
        names.append(task.no or task.title)
    return names


def _add(model: Callable[..., Any], plan: Plan, fields: dict[str, Any]) -> Any:
    """A new objective or topic at the end of its row."""
    row = model(plan=plan, **fields)
    row.position = (_siblings(row).aggregate(last=Max("position"))["last"] or 0) + 1
    _check(row)
    row.save(force_insert=True)
    return row


def _rewrite(row: Any, fields: dict[str, Any]) -> None:
    changed = validation.differences(row, fields)
    for name, value in changed.items():
        setattr(row, name, value)
    _check(row)
    if changed:
        change(row, expected_version=None, **changed)


def _check(row: Any) -> None:
    validation.require_fields(row)
    if _siblings(row).filter(no=row.no).exclude(pk=row.pk).exists():
        raise Invalid.field("no", _("This number is taken."), code="unique")


def _siblings(row: Any) -> Any:
    """The rows among which a number stands once."""
    same_kind = {"kind": row.kind} if isinstance(row, Topic) else {}
    return type(row).objects.filter(plan=row.plan, **same_kind)


def _named(rows: dict[UUID, Any], pk: UUID | None, name: str) -> Any:
    if pk is None or pk not in rows:
        raise Invalid.field(name, _("There is no such thing in this plan."), code="does_not_exist")
    return rows[pk]


def _require_nothing_else(line: AmendmentLine) -> None:
    if line.values:
        raise Invalid.field("values", _("What falls away takes no values."), code="not_empty")


def _differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def _pairs(line: AmendmentLine) -> dict[str, list[Any]]:
    """{field: [before, after]}, as evidence tells a change."""
    before, after = line.before or {}, line.after or {}
    return {name: [before[name], after[name]] for name in after}


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing."""
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}
