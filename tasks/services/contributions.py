"""The part of a coordinating unit: delivered by it, confirmed or sent back by the lead unit; officers in charge."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.checks import text as checked_text
from comms.core.errors import IllegalTransition, Invalid, NotVisible
from comms.core.states import change, require_version
from comms.org.models import Unit, User
from comms.org.selectors import units_acted_for
from plans import validation
from tasks import policies
from tasks.models import Participation, Task
from tasks.services.common import lock_task, permit
from tasks.services.evidence import EvidenceInput, write_evidence
from tasks.states import CONTRIBUTION_TRANSITIONS, ParticipationRole

LONGEST_DELIVERY = 10_000


@transaction.atomic
def contribution_deliver(
    *, actor: User, task_id: UUID, version: int, unit: Unit, text: str, evidence: Sequence[EvidenceInput] = ()
) -> Task:
    """A named coordinating unit hands in its part, in words and with evidence.

    `version` is the task's.  Raises NotVisible (the unit has no part of its own), NotAllowed, IllegalTransition,
    Invalid, StaleVersion; so do the other acts of this module.
    """
    task, part = _lock(actor, task_id, unit, version)
    permit(policies.may_deliver(actor, part))
    text = checked_text("text", text, LONGEST_DELIVERY)
    if not text:
        raise Invalid.field("text", _("Say what was delivered."), code="required")
    _move(task, part, "deliver", delivered_on=clock.today(), delivered_text=text, delivered_by=actor.pk)
    added = [write_evidence(task, one, actor=actor) for one in evidence]
    record(
        actor=actor,
        action="tasks.contribution.delivered",
        target=task,
        unit=part.unit.code,
        text=text,
        evidence=len(added),
        sha256=[one.file.sha256 for one in added if one.file],
    )
    return task


@transaction.atomic
def contribution_confirm(*, actor: User, task_id: UUID, version: int, unit: Unit) -> Task:
    """The lead unit takes the part as delivered; never the person who delivered it."""
    task, part = _lock(actor, task_id, unit, version)
    permit(policies.may_confirm(actor, part))
    _move(task, part, "confirm", confirmed_on=clock.today())
    record(actor=actor, action="tasks.contribution.confirmed", target=task, unit=part.unit.code)
    return task


@transaction.atomic
def contribution_send_back(*, actor: User, task_id: UUID, version: int, unit: Unit, reason: str) -> Task:
    """The part does not do: the unit delivers again.  Raises Invalid without a reason."""
    task, part = _lock(actor, task_id, unit, version)
    permit(policies.may_send_back(actor, part))
    reason = validation.require_reason(reason)
    _move(task, part, "send_back", delivered_on=None, delivered_by=None)
    record(actor=actor, action="tasks.contribution.sent_back", target=task, unit=part.unit.code, reason=reason)
    return task


@transaction.atomic
def person_in_charge(*, actor: User, task_id: UUID, version: int, unit: Unit, person: str | None) -> Task:
    """Name the officer in charge of a unit's part, lead or coordinating, by user name; None for nobody.

    The person holds a role in that unit or in one that carries on its work.
    """
    task, part = _lock(actor, task_id, unit, version, role=None)
    permit(policies.may_put_in_charge(actor, part))
    chosen = None
    if person:
        chosen = User.objects.filter(username=person, is_active=True).first()
        if chosen is None or part.unit_id not in units_acted_for(chosen):
            raise Invalid.field("person", _("There is no such person in this unit."), code="does_not_exist")
    before = part.person
    if chosen == before:
        return task
    Participation.objects.filter(pk=part.pk).update(person=chosen)
    change(task, expected_version=version)
    record(
        actor=actor,
        action="tasks.task.put_in_charge",
        target=task,
        unit=part.unit.code,
        person=[one.username if one else None for one in (before, chosen)],
    )
    return task


def _lock(
    actor: User, task_id: UUID, unit: Unit, version: int, role: str | None = ParticipationRole.COORDINATING
) -> tuple[Task, Participation]:
    """The task and its plan, locked; the unit's part, which the task's lock holds still."""
    task = lock_task(actor, task_id)
    parts = task.participations.filter(unit=unit).select_related("unit", "person")
    part = (parts.filter(role=role) if role else parts).first()
    if part is None:
        raise NotVisible
    part.task = task
    require_version(task, version)
    return task, part


def _move(task: Task, part: Participation, verb: str, **changes: Any) -> None:
    """The step of the part; the task's version rises, since the part is shown with it."""
    if part.state not in CONTRIBUTION_TRANSITIONS.sources(verb):
        detail = _("Not possible while the state is “%(state)s”.") % {"state": part.get_state_display()}
        raise IllegalTransition(detail)
    Participation.objects.filter(pk=part.pk).update(state=CONTRIBUTION_TRANSITIONS.target(verb, part.state), **changes)
    change(task, expected_version=None)
