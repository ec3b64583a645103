"""Every write of plans, and of who else may read them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.decisions import require
from comms.core.errors import IllegalTransition, Invalid
from comms.core.records import locked
from comms.core.states import change, move, require_version
from comms.org.models import Unit, User
from plans import events, policies, validation
from plans.models import Plan, PlanAccess
from plans.services.common import (
    check_plan,
    lock_scheme,
    prepare,
    require_decision,
    require_participants_valid,
)
from plans.states import PlanState


@transaction.atomic
def plan_record(*, actor: User | None, code: str, issued: bool = False, **fields: Any) -> Plan:
    """Load a plan once, `issued` when its decision was taken outside this system: an existing code is left as it is.

    `actor=None` is the system itself.
    """
    existing = Plan.objects.filter(code=code).first()
    if existing is not None:
        return existing
    plan = Plan(code=code, state=PlanState.ISSUED if issued else PlanState.DRAFT, **fields)
    check_plan(plan)
    if issued:
        require_decision(plan.decision_number, plan.decision_date)
    plan.save(force_insert=True)
    record(actor=actor, action="plans.plan.recorded", target=plan, code=code)
    return plan


@transaction.atomic
def plan_create(*, actor: User, code: str, owner_unit: Unit, **fields: Any) -> Plan:
    """Draft a plan in its owner unit.  Raises NotAllowed, Invalid."""
    require(policies.may_create(actor, owner_unit.pk))
    if Plan.objects.filter(code=code).exists():
        raise Invalid.field("code", _("This code is taken."), code="unique")
    plan = Plan(code=code, owner_unit=owner_unit, **fields)
    lock_scheme(actor, plan)
    check_plan(plan)
    plan.save(force_insert=True)
    record(actor=actor, action="plans.plan.created", target=plan, code=code)
    return plan


@transaction.atomic
def plan_update(*, actor: User, plan_id: UUID, version: int, **fields: Any) -> Plan:
    """Change a draft.  Raises NotAllowed, IllegalTransition once it was submitted, Invalid."""
    if fields.keys() & {"starts", "ends"}:
        events.plan_dates_changing.send(sender=Plan, plan_id=plan_id)
    plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_edit(actor, plan))
    if "owner_unit" in fields:
        require(policies.may_create(actor, fields["owner_unit"].pk))
    require_version(plan, version)
    if plan.state != PlanState.DRAFT:
        raise IllegalTransition(_("Only a draft can be changed; return the plan first."))
    day, scheme_id, dates = plan.assigned_on, plan.scheme_id, {"starts": plan.starts, "ends": plan.ends}
    changed, described = prepare(plan, version, fields)
    if not changed:
        return plan
    if plan.scheme_id != scheme_id and plan.access.exists():
        raise Invalid.field("scheme", _("A plan that already has tasks keeps its scheme."), code="has_tasks")
    lock_scheme(actor, plan)
    check_plan(plan)
    if plan.assigned_on != day:
        require_participants_valid(plan, plan.assigned_on, field="decision_date" if plan.decision_date else "starts")
    change(plan, expected_version=version, **changed)
    if changed.keys() & dates:
        events.plan_dates_changed.send(sender=Plan, plan=plan, **dates)
    record(actor=actor, action="plans.plan.changed", target=plan, changes=described)
    return plan


@transaction.atomic
def plan_submit(*, actor: User, plan_id: UUID, version: int) -> Plan:
    """Send a draft to the leadership.  Raises NotAllowed, IllegalTransition, StaleVersion."""
    plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_submit(actor, plan))
    move(plan, "submit", expected_version=version, submitted_by=actor.pk)
    record(actor=actor, action="plans.plan.submitted", target=plan)
    return plan


@transaction.atomic
def plan_return(*, actor: User, plan_id: UUID, version: int, reason: str) -> Plan:
    """Send a submitted plan back to its owner unit.  Raises Invalid without a reason."""
    plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_return(actor, plan))
    reason = validation.require_reason(reason)
    move(plan, "return", expected_version=version, submitted_by=None)
    record(actor=actor, action="plans.plan.returned", target=plan, reason=reason)
    return plan


@transaction.atomic
def plan_issue(*, actor: User, plan_id: UUID, version: int, decision_number: str, decision_date: date) -> Plan:
    """Issue a submitted plan by a decision.  Every unit it names must exist on the decision's date.

    Raises NotAllowed (also for whoever submitted it), IllegalTransition, Invalid.
    """
    plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_issue(actor, plan))
    decision_number = decision_number.strip()
    require_decision(decision_number, decision_date)
    if decision_date > clock.today():
        raise Invalid.field("decision_date", _("A decision cannot bear a date that is still to come."), code="future")
    for unit in (plan.owner_unit, plan.verifying_unit):
        validation.require_unit_valid(unit, decision_date, field="decision_date")
    require_participants_valid(plan, decision_date, field="decision_date")
    move(plan, "issue", expected_version=version, decision_number=decision_number, decision_date=decision_date)
    record(actor=actor, action="plans.plan.issued", target=plan, number=decision_number, date=decision_date)
    return plan


@transaction.atomic
def plan_start(*, actor: User, plan_id: UUID, version: int) -> Plan:
    """An issued plan is being carried out.  Raises NotAllowed, IllegalTransition, StaleVersion."""
    plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_start(actor, plan))
    move(plan, "start", expected_version=version)
    record(actor=actor, action="plans.plan.started", target=plan)
    return plan


@transaction.atomic
def plan_close(*, actor: User, plan_id: UUID, version: int) -> Plan:
    """End the work on a plan: from then on its tasks and figures stand still."""
    plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_close(actor, plan))
    move(plan, "close", expected_version=version)
    record(actor=actor, action="plans.plan.closed", target=plan)
    return plan


@transaction.atomic
def plan_archive(*, actor: User, plan_id: UUID, version: int) -> Plan:
    """Put a closed plan away.  Raises NotAllowed, IllegalTransition, StaleVersion."""
    plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_archive(actor, plan))
    move(plan, "archive", expected_version=version)
    record(actor=actor, action="plans.plan.archived", target=plan)
    return plan


@transaction.atomic
def access_set(*, wanted: Mapping[UUID, tuple[Iterable[UUID], Iterable[str]]]) -> None:
    """The access lists of plans that the caller has locked: for each plan exactly these units and groups.

    Called from the floor above in the transaction in which responsibilities change, which also records the evidence.
    """
    entries = {
        (plan, unit, group)
        for plan, (units, groups) in wanted.items()
        for unit, group in [*((unit, "") for unit in units), *((None, group) for group in groups if group)]
    }
    rows = {(row.plan_id, row.unit_id, row.group): row.pk for row in PlanAccess.objects.filter(plan__in=wanted)}
    PlanAccess.objects.filter(pk__in=[pk for entry, pk in rows.items() if entry not in entries]).delete()
    PlanAccess.objects.bulk_create(
        PlanAccess(plan_id=plan, unit_id=unit, group=group) for plan, unit, group in entries - rows.keys()
    )
