"""What leads from the page of a plan to its amendments and into another plan."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.decisions import Decision, deny
from comms.org.models import Role
from comms.org.selectors import units_acted_for
from plans import policies
from plans.models import Plan
from tasks import selectors
from tasks.views.plans.common import Way

NOT_NOW = _("Only an issued plan is amended; a draft is simply changed.")
NO_UNIT = _("Only officers and heads of units draft plans.")
LATEST = 3


def amending(user: Any, plan: Plan) -> dict[str, Any]:
    """What `_plan_amendments.html` shows on the page of a plan."""
    decision = policies.may_copy(user, plan)
    if decision.allowed and not units_acted_for(user, Role.Kind.OFFICER, Role.Kind.UNIT_HEAD):
        decision = deny(NO_UNIT)
    source = Plan.objects.visible_to(user).filter(pk=plan.copied_from_id).first() if plan.copied_from_id else None
    return {
        "begin": may_begin(user, plan),
        "draft": selectors.open_draft(user, plan),
        "ledger": selectors.ledger(user, plan)[:LATEST],
        "source": source,
        "ways": [
            Way(_("Copy as a new draft"), reverse("plans:copy", args=[plan.pk]), decision),
            Way(_("Carry unfinished tasks over"), reverse("plans:carry-over", args=[plan.pk]), decision),
        ],
    }


def may_begin(user: Any, plan: Plan) -> Decision:
    """May this person begin an amendment of the plan now?"""
    decision = policies.may_prepare_amendment(user, plan)
    if decision.allowed and plan.state not in plan.transitions.sources("amend"):
        return deny(NOT_NOW)
    return decision
