"""Who may do what with a task.

A refusal may lie in the person (403) or in the state of things around the task, the plan's above all: the latter is
a `NotNow`, which the services answer with 409.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role
from comms.org.selectors import acts_for, held_roles, holds, reached
from plans.models import Plan
from plans.policies import heads_owner
from plans.policies import may_edit as may_edit_plan
from plans.states import PlanState
from tasks.models import Task

K = Role.Kind

NOT_LEAD = _("Only an officer or the head of the lead unit may do this.")
NOT_OWNER_HEAD = _("Only the head of the plan's owner unit may do this.")
NOT_OWNER_HEAD_OR_LEADERSHIP = _("Only the head of the plan's owner unit or the leadership may do this.")
NOT_VERIFIER = _("Only the head of the plan's verifying unit may do this.")
OWN_WORK = _("Your unit submitted this task: a unit does not verify its own work.")
OWN_SUBMISSION = _("You submitted this task yourself: another person must verify it.")
LEADERSHIP_FOR_VERIFIER = _("The verifying unit submitted this task itself: only the leadership may do this.")
LEADERSHIP_WITHOUT_VERIFIER = _("The plan names no verifying unit: only the leadership may do this.")
NOT_ISSUED = _("The plan is not issued yet: work on its tasks begins with its decision.")
PLAN_ENDED = _("The plan is closed: its tasks no longer change.")
NO_EVIDENCE = _("This task needs evidence: add a file or a link before you submit it.")


@dataclass(frozen=True)
class NotNow(Decision):
    """No, and not because of the person: the same person may do it once things have changed."""

    code: str = "illegal_transition"


def plan_open(plan: Plan) -> Decision:
    if plan.is_open:
        return ALLOW
    before = plan.state in (PlanState.DRAFT, PlanState.SUBMITTED)
    return NotNow(allowed=False, reason=NOT_ISSUED if before else PLAN_ENDED)


def plan_not_ended(plan: Plan) -> Decision:
    return ALLOW if plan.state == PlanState.DRAFT else plan_open(plan)


def _work(user: Any, task: Task) -> Decision:
    if not acts_for(user, task.lead_unit_id, K.OFFICER, K.UNIT_HEAD):
        return deny(NOT_LEAD)
    return plan_open(task.plan)


def may_accept(user: Any, task: Task) -> Decision:
    return _work(user, task)


def may_return(user: Any, task: Task) -> Decision:
    return _work(user, task)


def may_start(user: Any, task: Task) -> Decision:
    return _work(user, task)


def may_update(user: Any, task: Task) -> Decision:
    return _work(user, task)


def may_add_evidence(user: Any, task: Task) -> Decision:
    return _work(user, task)


def may_block(user: Any, task: Task) -> Decision:
    return _work(user, task)


def may_unblock(user: Any, task: Task) -> Decision:
    return _work(user, task)


def may_submit(user: Any, task: Task) -> Decision:
    decision = _work(user, task)
    if decision.allowed and task.evidence_required and not task.evidence.exists():
        return NotNow(allowed=False, reason=NO_EVIDENCE, code="evidence_required")
    return decision


def may_verify(user: Any, task: Task) -> Decision:
    """The head of the verifying unit; the leadership when that unit itself submitted or when there is none.
    Never the unit that submitted, whatever other roles its people hold and whatever it is called by now."""
    person = _may_judge(user, task)
    return plan_open(task.plan) if person.allowed else person


def may_reject(user: Any, task: Task) -> Decision:
    return may_verify(user, task)


def _may_judge(user: Any, task: Task) -> Decision:
    if task.submitted_by is not None and task.submitted_by == user.pk:
        return deny(OWN_SUBMISSION)
    submitted = _carried_on({task.submitted_by_unit_id} if task.submitted_by_unit_id else set())
    ministry_wide = (K.LEADERSHIP, K.AUDITOR, K.ADMINISTRATOR)
    own = {role.unit_id for role in held_roles(user) if role.kind not in ministry_wide}
    if submitted & _carried_on(own):
        return deny(OWN_WORK)
    verifying = task.plan.verifying_unit_id
    if verifying is None:
        return ALLOW if holds(user, K.LEADERSHIP) else deny(LEADERSHIP_WITHOUT_VERIFIER)
    if submitted & _carried_on({verifying}):
        return ALLOW if holds(user, K.LEADERSHIP) else deny(LEADERSHIP_FOR_VERIFIER)
    return ALLOW if acts_for(user, verifying, K.UNIT_HEAD) else deny(NOT_VERIFIER)


def _carried_on(units: set[UUID]) -> set[UUID]:
    """The units and all that came after them."""
    return units | reached(units, backward=False) if units else set()


def may_assign(user: Any, task: Task) -> Decision:
    return plan_not_ended(task.plan) if heads_owner(user, task.plan) else deny(NOT_OWNER_HEAD)


def may_cancel(user: Any, task: Task) -> Decision:
    return may_assign(user, task)


def may_reopen(user: Any, task: Task) -> Decision:
    if heads_owner(user, task.plan) or holds(user, K.LEADERSHIP):
        return plan_open(task.plan)
    return deny(NOT_OWNER_HEAD_OR_LEADERSHIP)


def may_create(user: Any, plan: Plan) -> Decision:
    return may_edit_plan(user, plan)


def may_edit(user: Any, task: Task) -> Decision:
    return may_edit_plan(user, task.plan)
