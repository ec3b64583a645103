"""The access list of a plan: units that read it without being responsible for anything in it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.decisions import require
from comms.core.errors import Invalid
from comms.core.records import locked
from comms.core.states import change
from comms.org.models import Unit, User
from plans import policies, validation
from plans.models import Plan, PlanReader


@transaction.atomic
def plan_open_to(*, actor: User, plan_id: UUID, version: int, unit: Unit) -> Plan:
    """Let a unit that exists today read the plan and its tasks.  Raises NotAllowed, Invalid, StaleVersion."""
    plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_open_to(actor, plan))
    validation.require_unit_valid(unit, clock.today(), field="unit")
    if plan.readers.filter(unit=unit).exists():
        raise Invalid.field("unit", _("This unit is on the access list already."), code="unique")
    change(plan, expected_version=version)
    PlanReader.objects.create(plan=plan, unit=unit)
    record(actor=actor, action="plans.plan.opened_to", target=plan, unit=unit.code)
    return plan


@transaction.atomic
def plan_close_to(*, actor: User, plan_id: UUID, version: int, unit: Unit) -> Plan:
    """Take a unit off the access list; what it sees by its own work stays.  Raises as `plan_open_to`."""
    plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_close_to(actor, plan))
    entry = plan.readers.filter(unit=unit).first()
    if entry is None:
        raise Invalid.field("unit", _("This unit is not on the access list."), code="does_not_exist")
    change(plan, expected_version=version)
    entry.delete()
    record(actor=actor, action="plans.plan.closed_to", target=plan, unit=unit.code)
    return plan
