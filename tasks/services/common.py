"""How every service of this app takes its locks, refuses, and writes the lines of a task's story."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Max
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.decisions import Decision, require
from comms.core.errors import Conflict, IllegalTransition, Invalid
from comms.core.records import locked
from comms.core.states import change, move
from comms.org.models import User
from plans.models import Plan
from plans.services import access_set
from tasks.models import Participation, Task, TaskTransition
from tasks.policies import NotNow
from tasks.services.standing import keep_standing


def lock_task(actor: User, task_id: UUID) -> Task:
    """The task and then its plan, locked: while a task moves, its plan does not close."""
    task: Task = locked(Task.objects.visible_to(actor), task_id)
    task.plan = lock_plan(task.plan_id)
    return task


def lock_plan(plan_id: UUID) -> Plan:
    return Plan.objects.select_for_update(no_key=True).get(pk=plan_id)


def permit(decision: Decision) -> None:
    """Raise NotAllowed for the wrong person, IllegalTransition or Conflict (409) for the wrong moment."""
    if isinstance(decision, NotNow) and not decision.allowed:
        kind = IllegalTransition if decision.code == IllegalTransition.code else Conflict
        raise kind(decision.reason, code=decision.code)
    require(decision)


def line(task: Task, rows: "models.Manager[Any] | models.QuerySet[Any]", actor: User | None) -> dict[str, Any]:
    """Common fields of the next line of a task's story; the task is locked, so that the count holds."""
    last = rows.filter(task=task).aggregate(last=Max("seq"))["last"] or 0
    return {
        "task": task,
        "seq": last + 1,
        "at": clock.now(),
        "actor_id": actor.pk if actor else None,
        "actor_label": actor.audit_label() if actor else "system",
        "actor_unit": actor.audit_unit() if actor else "",
    }


def step(task: Task, verb: str, *, actor: User, expected_version: int | None, reason: str = "", **changes: Any) -> None:
    """Move the locked task and write the step.  Raises StaleVersion, IllegalTransition."""
    before = task.state
    move(task, verb, expected_version=expected_version, **changes)
    write_step(task, verb, actor=actor, from_state=before, reason=reason)


def change_task(task: Task, *, expected_version: int | None, **changes: Any) -> None:
    """Change the locked task without moving it.  Raises StaleVersion."""
    change(task, expected_version=expected_version, **changes)
    keep_standing(task)


def write_step(task: Task, verb: str, *, actor: User | None, from_state: str, reason: str = "") -> None:
    TaskTransition.objects.create(
        **line(task, TaskTransition.objects, actor),
        verb=verb,
        from_state=from_state,
        to_state=task.state,
        lead_unit_id=task.lead_unit_id,
        reason=reason,
    )
    keep_standing(task)


def refresh_access(*plans: Plan) -> None:
    """Bring the access lists of the locked plans in line with who takes part in their tasks."""
    wanted: dict[UUID, tuple[set[UUID], set[str]]] = {plan.pk: (set(), set()) for plan in plans}
    parts = Participation.objects.filter(task__plan__in=wanted).order_by()
    for plan_id, unit_id in parts.values_list("task__plan", "unit").distinct():
        wanted[plan_id][0].add(unit_id)
    tasks = Task.objects.filter(plan__in=wanted).order_by()
    for plan_id, group in tasks.values_list("plan", "coordinating_group").distinct():
        wanted[plan_id][1].add(group)
    access_set(wanted=wanted)


def decimal_within(value: Any, *, field: str, low: Decimal, high: Decimal) -> Decimal:
    """A finite number with at most two decimals between `low` and `high`, both included.  Raises Invalid."""
    try:
        number = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Invalid.field(field, _("This must be a number."), code="invalid")
    if not low <= number <= high:
        limits = {name: number_format(one, force_grouping=True) for name, one in (("low", low), ("high", high))}
        raise Invalid.field(field, _("This must lie between %(low)s and %(high)s.") % limits, code="out_of_range")
    if number != round(number, 2):
        raise Invalid.field(field, _("At most two decimals."), code="max_decimal_places")
    return round(number, 2)
