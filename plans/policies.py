"""Who may do what with schemes, plans and objectives.  The state is the transition table's business, not theirs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role
from comms.org.selectors import acts_for, holds
from plans.models import Indicator, Objective, Plan, Scheme

K = Role.Kind

NOT_OWNER = _("Only an officer or the head of the plan's owner unit may do this.")
NOT_OWNER_HEAD = _("Only the head of the plan's owner unit may do this.")
NOT_OWNER_HEAD_OR_LEADERSHIP = _("Only the head of the plan's owner unit or the leadership may do this.")
NOT_LEADERSHIP = _("Only the leadership of the ministry may do this.")
NOT_SCHEME_UNIT = _("Only an officer or the head of the scheme's owner unit may do this.")
NOT_SCHEME_OWNER = _("Only the head of the scheme's owner unit may do this.")


def works_for_owner(user: Any, plan: Plan) -> bool:
    return acts_for(user, plan.owner_unit_id, K.OFFICER, K.UNIT_HEAD)


def heads_owner(user: Any, plan: Plan) -> bool:
    return acts_for(user, plan.owner_unit_id, K.UNIT_HEAD)


def may_record_scheme(user: Any, owner_unit_id: Any) -> Decision:
    return ALLOW if acts_for(user, owner_unit_id, K.UNIT_HEAD) else deny(NOT_SCHEME_OWNER)


def may_create(user: Any, owner_unit_id: Any) -> Decision:
    return ALLOW if acts_for(user, owner_unit_id, K.OFFICER, K.UNIT_HEAD) else deny(NOT_OWNER)


def may_edit(user: Any, plan: Plan) -> Decision:
    """Write the plan and its content: its owner unit (in a draft; the services refuse it later)."""
    return ALLOW if works_for_owner(user, plan) else deny(NOT_OWNER)


def may_copy(user: Any, plan: Plan) -> Decision:
    """Take its content, all of it, into another plan: the copy, and the tasks that go over."""
    return ALLOW if works_for_owner(user, plan) or holds(user, K.LEADERSHIP) else deny(NOT_OWNER)


def may_edit_objective(user: Any, objective: Objective) -> Decision:
    if objective.plan is not None:
        return may_edit(user, objective.plan)
    return may_edit_scheme(user, objective.scheme)


def may_edit_scheme(user: Any, scheme: Scheme | None) -> Decision:
    return may_record_scheme(user, scheme.owner_unit_id if scheme else None)


def may_edit_indicator(user: Any, indicator: Indicator) -> Decision:
    """Definition and targets, as those of an objective."""
    if indicator.plan is not None:
        return may_edit(user, indicator.plan)
    return may_edit_scheme(user, indicator.scheme)


def may_declare(user: Any, indicator: Indicator) -> Decision:
    """What was reached is told by the officers or the head of the owner unit, of the plan or of the scheme."""
    if indicator.plan is not None:
        return may_edit(user, indicator.plan)
    owner = indicator.scheme.owner_unit_id if indicator.scheme else None
    return ALLOW if acts_for(user, owner, K.OFFICER, K.UNIT_HEAD) else deny(NOT_SCHEME_UNIT)


def may_submit(user: Any, plan: Plan) -> Decision:
    return may_edit(user, plan)


def may_return(user: Any, plan: Plan) -> Decision:
    return ALLOW if holds(user, K.LEADERSHIP) else deny(NOT_LEADERSHIP)


def may_issue(user: Any, plan: Plan) -> Decision:
    if not holds(user, K.LEADERSHIP):
        return deny(NOT_LEADERSHIP)
    if plan.submitted_by is not None and plan.submitted_by == user.pk:
        return deny(_("Whoever submitted the plan cannot issue it; another member of the leadership must."))
    return ALLOW


def may_start(user: Any, plan: Plan) -> Decision:
    if heads_owner(user, plan) or holds(user, K.LEADERSHIP):
        return ALLOW
    return deny(NOT_OWNER_HEAD_OR_LEADERSHIP)


def may_amend(user: Any, plan: Plan) -> Decision:
    """Confirm an amendment of an issued plan, which bears a decision of its own."""
    return may_start(user, plan)


def may_prepare_amendment(user: Any, plan: Plan) -> Decision:
    """Draft an amendment: the owner unit, or whoever may confirm it."""
    return ALLOW if works_for_owner(user, plan) or may_amend(user, plan).allowed else deny(NOT_OWNER)


def may_close(user: Any, plan: Plan) -> Decision:
    return may_start(user, plan)


def may_archive(user: Any, plan: Plan) -> Decision:
    return may_start(user, plan)


def may_open_to(user: Any, plan: Plan) -> Decision:
    """Keep the access list: the head of the owner unit, or the leadership, whatever the state of the plan."""
    return may_start(user, plan)


def may_close_to(user: Any, plan: Plan) -> Decision:
    return may_open_to(user, plan)
