"""A later due date: asked for by the lead unit, decided by the plan's owner unit."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.errors import Conflict, Invalid
from comms.core.records import found, locked
from comms.core.states import move, require_version
from comms.org.models import User
from plans import validation
from tasks import policies
from tasks.models import Extension, Task
from tasks.services.common import change_task, line, lock_task, permit
from tasks.states import DatePrecision, ExtensionState


@transaction.atomic
def extension_request(
    *, actor: User, task_id: UUID, new_due_on: date, reason: str, version: int | None = None
) -> Extension:
    """Ask for a later due date.  One request waits at a time; the task's `version` is checked when given.

    Raises NotAllowed, IllegalTransition (plan not open, task submitted or ended), Conflict (`no_due_date`,
    `extension_open`), Invalid.
    """
    task = lock_task(actor, task_id)
    permit(policies.may_extend(actor, task))
    if version is not None:
        require_version(task, version)
    if task.due_on is None:
        raise Conflict(_("The task has no due date that could be put off."), code="no_due_date")
    if task.extensions.filter(state=ExtensionState.REQUESTED).exists():
        raise Conflict(_("A request for this task is still waiting for its decision."), code="extension_open")
    reason = validation.require_reason(reason)
    _require_later(new_due_on, task.due_on)
    common = line(task, Extension.objects, actor)
    extension = Extension.objects.create(
        task=task,
        seq=common["seq"],
        old_due_on=task.due_on,
        new_due_on=new_due_on,
        reason=reason,
        requested_by=actor.pk,
        requested_label=common["actor_label"],
        requested_unit=common["actor_unit"],
    )
    record(actor=actor, action="tasks.extension.requested", target=task, **_described(extension), reason=reason)
    return extension


@transaction.atomic
def extension_approve(*, actor: User, extension_id: UUID, version: int) -> Extension:
    """The task is due on the new date from now on; its first due date stays.

    Raises NotAllowed (also for whoever asked), IllegalTransition (as asking), Invalid (due as late by now),
    StaleVersion.
    """
    extension = _lock(actor, extension_id)
    permit(policies.may_approve_extension(actor, extension))
    _decide(extension, "approve", actor, version)
    task = extension.task
    if task.due_on is not None:
        _require_later(extension.new_due_on, task.due_on)
    change_task(task, expected_version=None, due_on=extension.new_due_on, due_precision=DatePrecision.DAY)
    record(actor=actor, action="tasks.extension.approved", target=task, **_described(extension))
    return extension


@transaction.atomic
def extension_refuse(*, actor: User, extension_id: UUID, version: int, reason: str) -> Extension:
    """The due date stays.  Possible as long as the request waits, whatever became of its task.

    Raises NotAllowed (also for whoever asked), IllegalTransition (decided), Invalid without a reason, StaleVersion.
    """
    extension = _lock(actor, extension_id)
    permit(policies.may_refuse_extension(actor, extension))
    reason = validation.require_reason(reason)
    _decide(extension, "refuse", actor, version, decision_reason=reason)
    record(actor=actor, action="tasks.extension.refused", target=extension.task, **_described(extension), reason=reason)
    return extension


def refuse_waiting(task: Task, *, actor: User, reason: str) -> dict[str, Any] | None:
    """What ends a task or sets another due date answers the request that waits: refused, with that act's reason.  The
    caller holds task and plan and records the evidence, whose data this returns; None without a request."""
    waiting = task.extensions.filter(state=ExtensionState.REQUESTED).select_for_update(no_key=True).first()
    if waiting is None:
        return None
    _decide(waiting, "refuse", actor, None, decision_reason=reason)
    return {**_described(waiting), "reason": reason}


def _lock(actor: User, extension_id: UUID) -> Extension:
    """The task, its plan, then the extension."""
    visible = Extension.objects.visible_to(actor)
    task: Task = lock_task(actor, found(visible, pk=extension_id).task_id)
    extension: Extension = locked(visible, extension_id)
    extension.task = task
    return extension


def _decide(extension: Extension, verb: str, actor: User, version: int | None, **changes: Any) -> None:
    move(
        extension,
        verb,
        expected_version=version,
        decided_by=actor.pk,
        decided_label=actor.audit_label(),
        decided_at=clock.now(),
        **changes,
    )


def _require_later(new: date, present: date) -> None:
    if new <= present:
        detail = _("The new due date must come after the present one, %(day)s.") % {"day": f"{present:%d/%m/%Y}"}
        raise Invalid.field("new_due_on", detail, code="not_later")


def _described(extension: Extension) -> dict[str, Any]:
    """The two dates as evidence keeps them."""
    return {"due_on": [extension.old_due_on, extension.new_due_on]}
