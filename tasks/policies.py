"""Who may do what with a task.

A refusal may lie in the person (403) or in the state of things around the task, the plan's above all: the latter is
a `NotNow`, which the services answer with 409.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role, Unit, User
from comms.org.selectors import acts_for, held_roles, holds, reached
from plans.models import Plan
from plans.policies import NOT_LEADERSHIP, heads_owner
from plans.policies import may_edit as may_edit_plan
from plans.states import PlanState
from tasks.models import Extension, ImportRun, Participation, Task
from tasks.states import ENDED_STATES, TaskState

K = Role.Kind

NOT_LEAD = _("Only an officer or the head of the lead unit may do this.")
NOT_OWNER_HEAD = _("Only the head of the plan's owner unit may do this.")
NOT_OWNER_HEAD_OR_LEADERSHIP = _("Only the head of the plan's owner unit or the leadership may do this.")
NOT_VERIFIER = _("Only the head of the plan's verifying unit may do this.")
OWN_WORK = _("Your unit submitted this task or leads it now: a unit does not verify its own work.")
OWN_SUBMISSION = _("You submitted this task yourself: another person must verify it.")
LEADERSHIP_FOR_VERIFIER = _(
    "The verifying unit submitted this task itself or leads it now: only the leadership may do this."
)
LEADERSHIP_WITHOUT_VERIFIER = _("The plan names no verifying unit: only the leadership may do this.")
NOT_ISSUED = _("The plan is not issued yet: work on its tasks begins with its decision.")
NOT_COORDINATING = _("Only an officer or the head of this coordinating unit may do this.")
NOT_THIS_UNIT = _("Only an officer or the head of this unit may do this.")
OWN_DELIVERY = _("You delivered this part yourself: another person of the lead unit must confirm it.")
OWN_REQUEST = _("You asked for this extension yourself: another person must decide on it.")
READS_ONLY = _("Auditors and administrators read and add nothing.")
TASK_ENDED = _("The task has ended.")
SUBMITTED = _("The result is submitted: whether it came on time is settled by now.")
NOT_UNIT_HEAD = _("Only the head of this unit may do this.")
NOT_ANY_HEAD = _("Only the head of a unit may do this.")
NOT_SUCCESSOR_HEAD = _("Only the leadership, or the head of the only successor, may do this.")
PLAN_ENDED = _("The plan is closed: its tasks no longer change.")
NOTHING_TO_WRITE = _("The table says what the plan says already: there is nothing to write.")
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
    """The head of the verifying unit; the leadership when that unit itself submitted or leads, or when there is none.
    Never a unit that submitted or leads now, whatever other roles its people hold and whatever it is called by now."""
    person = _may_judge(user, task)
    return plan_open(task.plan) if person.allowed else person


def may_reject(user: Any, task: Task) -> Decision:
    return may_verify(user, task)


def _may_judge(user: Any, task: Task) -> Decision:
    if task.submitted_by is not None and task.submitted_by == user.pk:
        return deny(OWN_SUBMISSION)
    judged = _carried_on(judged_units(task))
    ministry_wide = (K.LEADERSHIP, K.AUDITOR, K.ADMINISTRATOR)
    own = {role.unit_id for role in held_roles(user) if role.kind not in ministry_wide}
    if judged & _carried_on(own):
        return deny(OWN_WORK)
    verifying = task.plan.verifying_unit_id
    if verifying is None:
        return ALLOW if holds(user, K.LEADERSHIP) else deny(LEADERSHIP_WITHOUT_VERIFIER)
    if judged & _carried_on({verifying}):
        return ALLOW if holds(user, K.LEADERSHIP) else deny(LEADERSHIP_FOR_VERIFIER)
    return ALLOW if acts_for(user, verifying, K.UNIT_HEAD) else deny(NOT_VERIFIER)


def judged_units(task: Task) -> set[UUID]:
    """The units whose work a verification judges: the one that submitted it, and the one that leads it now (after a
    handover or an amendment another)."""
    return {task.lead_unit_id} | ({task.submitted_by_unit_id} if task.submitted_by_unit_id else set())


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


def may_extend(user: Any, task: Task) -> Decision:
    """Ask for a later due date, before the result is submitted."""
    decision = _work(user, task)
    return _may_be_put_off(task) if decision.allowed else decision


def _may_be_put_off(task: Task) -> Decision:
    """On time or late is settled by the submission: a later due date would rewrite it."""
    if task.state == TaskState.SUBMITTED:
        return NotNow(allowed=False, reason=SUBMITTED)
    return task_open(task)


def task_open(task: Task) -> Decision:
    if task.state in ENDED_STATES:
        return NotNow(allowed=False, reason=TASK_ENDED)
    return plan_open(task.plan)


def may_approve_extension(user: Any, extension: Extension) -> Decision:
    """The head of the plan's owner unit, never whoever asked; the leadership where such a head asked, too, so that a
    unit with one head is not left without an answer.  Not once the result is submitted."""
    decision = may_refuse_extension(user, extension)
    return _may_be_put_off(extension.task) if decision.allowed else decision


def may_refuse_extension(user: Any, extension: Extension) -> Decision:
    """Whoever might approve, at any time: no request is left without an answer."""
    if extension.requested_by == user.pk:
        return deny(OWN_REQUEST)
    if heads_owner(user, extension.task.plan) or (holds(user, K.LEADERSHIP) and _asked_by_owner_head(extension)):
        return ALLOW
    return deny(NOT_OWNER_HEAD)


def _asked_by_owner_head(extension: Extension) -> bool:
    asked = User.objects.filter(pk=extension.requested_by).first()
    return heads_owner(asked, extension.task.plan)


def may_deliver(user: Any, part: Participation) -> Decision:
    """Hand in the part of a coordinating unit."""
    if not acts_for(user, part.unit_id, K.OFFICER, K.UNIT_HEAD):
        return deny(NOT_COORDINATING)
    return task_open(part.task)


def may_confirm(user: Any, part: Participation) -> Decision:
    """The lead unit, never the person who delivered (in both units' roles, for example)."""
    if not acts_for(user, part.task.lead_unit_id, K.OFFICER, K.UNIT_HEAD):
        return deny(NOT_LEAD)
    if part.delivered_by is not None and part.delivered_by == user.pk:
        return deny(OWN_DELIVERY)
    return task_open(part.task)


def may_send_back(user: Any, part: Participation) -> Decision:
    return may_confirm(user, part)


def may_put_in_charge(user: Any, part: Participation) -> Decision:
    """Name the officer in charge of a unit's own part."""
    if not acts_for(user, part.unit_id, K.OFFICER, K.UNIT_HEAD):
        return deny(NOT_THIS_UNIT)
    return NotNow(allowed=False, reason=TASK_ENDED) if part.task.state in ENDED_STATES else ALLOW


def may_hand_over_person(user: Any, unit: Unit) -> Decision:
    """Hand the parts that a person is in charge of to another person of the unit."""
    return ALLOW if acts_for(user, unit.pk, K.UNIT_HEAD) else deny(NOT_UNIT_HEAD)


def may_hand_over_unit(user: Any) -> Decision:
    """Hand the open work of one unit to another."""
    return ALLOW if holds(user, K.LEADERSHIP) else deny(NOT_LEADERSHIP)


def may_hand_over_reorganised(user: Any, successors: Sequence[Unit]) -> Decision:
    """Bring the open work of a unit that has ended to its successors: where there is one, also its head."""
    if holds(user, K.LEADERSHIP) or (len(successors) == 1 and acts_for(user, successors[0].pk, K.UNIT_HEAD)):
        return ALLOW
    return deny(NOT_SUCCESSOR_HEAD)


def may_comment(user: Any, task: Task) -> Decision:
    """Whoever sees the task, except those who only look after the service."""
    working = [role for role in held_roles(user) if role.kind not in (K.AUDITOR, K.ADMINISTRATOR)]
    return ALLOW if working else deny(READS_ONLY)


def may_import(user: Any, plan: Plan) -> Decision:
    """Read a table against a plan, also against an issued one; what it may write is the services' business."""
    return may_edit_plan(user, plan)


def may_step_import(user: Any, run: ImportRun, verb: str) -> Decision:
    """Write, read again or discard an import: whoever may import, in the states of the run; writing only into a draft
    that the table would change."""
    decision = may_import(user, run.plan)
    if not decision.allowed:
        return decision
    if run.state not in run.transitions.sources(verb):
        return deny(_("Not possible while the state is “%(state)s”.") % {"state": run.get_state_display()})
    if verb == "write" and run.plan.state != PlanState.DRAFT:
        return NotNow(
            allowed=False, reason=_("The plan is issued and its content is locked: change it by an amendment.")
        )
    if verb == "write" and run.report.get("changes_nothing"):
        return NotNow(allowed=False, reason=NOTHING_TO_WRITE)
    return decision
