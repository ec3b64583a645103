"""Into which plans a person may bring the task that a promised answer becomes."""

from typing import Any

from comms.org.models import Role
from comms.org.selectors import holds, units_acted_for
from plans.models import Plan
from plans.policies import may_amend
from plans.policies import may_edit as may_edit_plan
from plans.states import PlanState

K = Role.Kind
_PLANS_OFFERED = 100


def plans_for_task(user: Any) -> list[Plan]:
    """The plans into which the person may bring a task: drafts as they are, issued ones by an amendment."""
    rows = Plan.objects.visible_to(user)
    if not holds(user, K.LEADERSHIP):
        rows = rows.filter(owner_unit_id__in=units_acted_for(user, K.OFFICER, K.UNIT_HEAD))
    states = (PlanState.DRAFT, PlanState.ISSUED, PlanState.IN_PROGRESS)
    plans = rows.filter(state__in=states).select_related("owner_unit").order_by("-decision_date", "code", "id")
    return [
        plan
        for plan in plans[:_PLANS_OFFERED]
        if (may_edit_plan if plan.state == PlanState.DRAFT else may_amend)(user, plan)
    ]
