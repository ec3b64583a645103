"""The verbs of a task, and progress reports."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.decisions import Decision
from comms.core.errors import Conflict, Invalid
from comms.core.states import require_version
from comms.org.models import Role, Unit, User
from comms.org.selectors import held_roles, reached
from plans import validation
from tasks import events, policies
from tasks.models import Task, TaskPeriod, TaskUpdate
from tasks.services.assignment import lead_unit_set
from tasks.services.common import change_task, decimal_within, line, lock_task, permit, refresh_access, step
from tasks.services.evidence import EvidenceInput, require_reporting_state, write_evidence
from tasks.services.extensions import refuse_waiting
from tasks.services.parts import keep_parts
from tasks.states import NEEDS_REASON, TaskState

PAST = {
    "accept": "accepted",
    "return": "returned",
    "start": "started",
    "block": "blocked",
    "unblock": "unblocked",
    "reject": "rejected",
    "cancel": "cancelled",
    "reopen": "reopened",
}


@transaction.atomic
def task_accept(*, actor: User, task_id: UUID, version: int) -> Task:
    """The lead unit takes the task on.  Raises NotAllowed, IllegalTransition, StaleVersion (as every verb here)."""
    return _plain("accept", policies.may_accept, actor, task_id, version)


@transaction.atomic
def task_return(*, actor: User, task_id: UUID, version: int, reason: str) -> Task:
    """The lead unit declines.  Raises Invalid without a reason."""
    return _plain("return", policies.may_return, actor, task_id, version, reason)


@transaction.atomic
def task_assign(*, actor: User, task_id: UUID, version: int, lead_unit: Unit | None = None) -> Task:
    """Give a returned task again, to the same unit or to `lead_unit`, which must exist today."""
    task = lock_task(actor, task_id)
    permit(policies.may_assign(actor, task))
    before = task.lead_unit
    if lead_unit is None or lead_unit == before:
        step(task, "assign", actor=actor, expected_version=version)
    else:
        validation.require_unit_valid(lead_unit, clock.today(), field="lead_unit")
        step(task, "assign", actor=actor, expected_version=version, lead_unit=lead_unit)
        lead_unit_set(task)
        refresh_access(task.plan)
    record(actor=actor, action="tasks.task.assigned", target=task, from_unit=before.code, to_unit=task.lead_unit.code)
    return task


@transaction.atomic
def task_start(*, actor: User, task_id: UUID, version: int) -> Task:
    """Work begins; the first progress report does the same."""
    return _plain("start", policies.may_start, actor, task_id, version)


@transaction.atomic
def task_update(
    *,
    actor: User,
    task_id: UUID,
    text: str = "",
    percent: Decimal | int | None = None,
    evidence: Sequence[EvidenceInput] = (),
    period: UUID | None = None,
    version: int | None = None,
) -> TaskUpdate:
    """Report progress: words, a percent from 0 to 100, evidence.  The first report on an accepted task starts it.

    `period` names the period of a recurring task that the report meets, once.  `version` is checked when given.
    Raises NotAllowed, IllegalTransition, Conflict (`period_met`), Invalid, StaleVersion.
    """
    task = lock_task(actor, task_id)
    permit(policies.may_update(actor, task))
    if version is not None:
        require_version(task, version)
    require_reporting_state(task)
    text = text.strip()
    if len(text) > 10_000:
        raise Invalid.field("text", _("The text is longer than 10,000 characters."), code="max_length")
    if percent is not None:
        percent = decimal_within(percent, field="percent", low=Decimal(0), high=Decimal(100))
    elif not text:
        raise Invalid.field("text", _("Say what was done, or give a percent."), code="required")
    changes: dict[str, Any] = {} if percent is None else {"declared_percent": percent}
    if task.state == TaskState.ACCEPTED:
        step(task, "start", actor=actor, expected_version=None, **changes)
        started = True
    else:
        started = False
        if percent is not None and percent != task.declared_percent:
            change_task(task, expected_version=None, **changes)
    update = TaskUpdate.objects.create(**line(task, TaskUpdate.objects, actor), text=text, percent=percent)
    met = None if period is None else _meet(task, period, update)
    added = [write_evidence(task, one, actor=actor, update=update) for one in evidence]
    if started:
        record(actor=actor, action="tasks.task.started", target=task)
    record(
        actor=actor,
        action="tasks.task.updated",
        target=task,
        percent=percent,
        evidence=len(added),
        sha256=[one.file.sha256 for one in added if one.file],
        **({"period": [met.starts, met.ends]} if met else {}),
    )
    update.task = task
    return update


@transaction.atomic
def task_block(*, actor: User, task_id: UUID, version: int, reason: str) -> Task:
    """Work cannot go on.  Raises Invalid without a reason."""
    return _plain("block", policies.may_block, actor, task_id, version, reason)


@transaction.atomic
def task_unblock(*, actor: User, task_id: UUID, version: int) -> Task:
    """Work goes on."""
    return _plain("unblock", policies.may_unblock, actor, task_id, version)


@transaction.atomic
def task_submit(*, actor: User, task_id: UUID, version: int) -> Task:
    """Send the result to the verifying unit; the submitting unit and the day are kept for "on time".

    Raises Conflict (`evidence_required`) when evidence is required and there is none.
    """
    task = lock_task(actor, task_id)
    permit(policies.may_submit(actor, task))
    unit = _acting_unit(actor, task)
    step(
        task,
        "submit",
        actor=actor,
        expected_version=version,
        submitted_at=clock.now(),
        submitted_on=clock.today(),
        submitted_by=actor.pk,
        submitted_by_unit=unit,
    )
    record(actor=actor, action="tasks.task.submitted", target=task, unit=unit.code)
    return task


@transaction.atomic
def task_verify(*, actor: User, task_id: UUID, version: int) -> Task:
    """The result is there: announced upwards as `task_verified`; a request for more time is refused with it."""
    task = lock_task(actor, task_id)
    permit(policies.may_verify(actor, task))
    step(task, "verify", actor=actor, expected_version=version)
    refused = refuse_waiting(task, actor=actor, reason=str(_("The result was verified.")))
    events.task_verified.send(sender=Task, task=task, actor=actor)
    _record_refused(task, actor, refused)
    record(actor=actor, action="tasks.task.verified", target=task)
    return task


@transaction.atomic
def task_reject(*, actor: User, task_id: UUID, version: int, reason: str) -> Task:
    """The result does not do: back to work.  Raises Invalid without a reason."""
    return _plain("reject", policies.may_reject, actor, task_id, version, reason)


@transaction.atomic
def task_cancel(*, actor: User, task_id: UUID, version: int, reason: str) -> Task:
    """The task falls away and leaves the figures; a request for more time is refused with it.  Raises Invalid without a
    reason."""
    return _plain("cancel", policies.may_cancel, actor, task_id, version, reason)


@transaction.atomic
def task_reopen(*, actor: User, task_id: UUID, version: int, reason: str) -> Task:
    """A verified or cancelled task is worked on again.  Raises Invalid without a reason, Conflict (`carried_already`)
    for a cancelled copy when the task that it came from went over again."""
    task = lock_task(actor, task_id)
    permit(policies.may_reopen(actor, task))
    others = Task.objects.filter(carried_from=task.carried_from_id).exclude(pk=task.pk)
    if task.carried_from_id and others.exclude(state=TaskState.CANCELLED).exists():
        raise Conflict(_("The task that this one was carried over from went over again."), code="carried_already")
    return _plain("reopen", policies.may_reopen, actor, task_id, version, reason)


def _plain(
    verb: str,
    may: Callable[[Any, Task], Decision],
    actor: User,
    task_id: UUID,
    version: int,
    reason: str = "",
) -> Task:
    """A verb that needs no more than a reason."""
    task = lock_task(actor, task_id)
    permit(may(actor, task))
    if verb in NEEDS_REASON:
        reason = validation.require_reason(reason)
    step(task, verb, actor=actor, expected_version=version, reason=reason)
    if verb == "cancel":
        _record_refused(task, actor, refuse_waiting(task, actor=actor, reason=reason))
    data = {"reason": reason} if reason else {}
    record(actor=actor, action=f"tasks.task.{PAST[verb]}", target=task, **data)
    return task


def _record_refused(task: Task, actor: User, refused: dict[str, Any] | None) -> None:
    if refused is not None:
        record(actor=actor, action="tasks.extension.refused", target=task, **refused)


def _meet(task: Task, period_id: UUID, update: TaskUpdate) -> TaskPeriod:
    """Let the report meet a period of its task.  Raises Invalid for another task's, Conflict for one that is met."""
    period: TaskPeriod | None = task.periods.filter(pk=period_id).first()
    if period is None:
        raise Invalid.field("period", _("The task has no such period."), code="does_not_exist")
    if period.met_by_id is not None:
        raise Conflict(_("Another report has met this period already."), code="period_met")
    period.met_by, period.met_on = update, clock.today()
    period.save(update_fields=["met_by", "met_on"])
    keep_parts([task.pk])
    return period


def _acting_unit(actor: User, task: Task) -> Unit:
    """The unit in whose name the actor works on the task: the lead unit, or one that carries on its work."""
    line_of_work = {task.lead_unit_id} | reached({task.lead_unit_id}, backward=False)
    kinds = (Role.Kind.OFFICER, Role.Kind.UNIT_HEAD)
    return next(role.unit for role in held_roles(actor) if role.kind in kinds and role.unit_id in line_of_work)
