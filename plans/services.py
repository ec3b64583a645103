"""Every write of schemes, plans and objectives."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.decisions import require
from comms.core.errors import Conflict, IllegalTransition, Invalid, StaleVersion
from comms.core.records import locked
from comms.core.states import change, move
from comms.org.models import Unit, User
from plans import policies, validation
from plans.models import Objective, Plan, PlanAccess, Scheme
from plans.states import PlanState

# --- schemes --------------------------------------------------------------------------------------


@transaction.atomic
def scheme_record(*, actor: User | None, code: str, **fields: Any) -> Scheme:
    """Load a decided scheme once: an existing code is left as it is.  `actor=None` is the system itself."""
    existing = Scheme.objects.filter(code=code).first()
    if existing is not None:
        return existing
    scheme = Scheme(code=code, **fields)
    _check_scheme(scheme)
    scheme.save(force_insert=True)
    record(actor=actor, action="plans.scheme.recorded", target=scheme, code=code)
    return scheme


@transaction.atomic
def scheme_create(*, actor: User, code: str, owner_unit: Unit, **fields: Any) -> Scheme:
    """Record a scheme.  Raises NotAllowed, Invalid (also for a taken code)."""
    require(policies.may_record_scheme(actor, owner_unit.pk))
    if Scheme.objects.filter(code=code).exists():
        raise Invalid.field("code", _("This code is taken."), code="unique")
    return scheme_record(actor=actor, code=code, owner_unit=owner_unit, **fields)


@transaction.atomic
def scheme_update(*, actor: User, scheme_id: UUID, version: int, **fields: Any) -> Scheme:
    """Change a scheme.  Its plans must stay within its years.  Raises NotAllowed, Invalid, StaleVersion."""
    scheme = locked(Scheme.objects.visible_to(actor), scheme_id)
    require(policies.may_edit_scheme(actor, scheme))
    if "owner_unit" in fields:
        require(policies.may_record_scheme(actor, fields["owner_unit"].pk))
    changed, described = _prepare(scheme, version, fields)
    if changed:
        _check_scheme(scheme)
        for plan in scheme.plans.all():
            plan.scheme = scheme
            _check_within_scheme(plan)
        change(scheme, expected_version=version, **changed)
        record(actor=actor, action="plans.scheme.changed", target=scheme, changes=described)
    return scheme


# --- plans ----------------------------------------------------------------------------------------


@transaction.atomic
def plan_record(*, actor: User | None, code: str, issued: bool = False, **fields: Any) -> Plan:
    """Load a plan once, `issued` when its decision was taken outside this system: an existing code is left as it is.

    `actor=None` is the system itself.
    """
    existing = Plan.objects.filter(code=code).first()
    if existing is not None:
        return existing
    plan = Plan(code=code, state=PlanState.ISSUED if issued else PlanState.DRAFT, **fields)
    _check_plan(plan)
    if issued:
        _require_decision(plan.decision_number, plan.decision_date)
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
    _lock_scheme(actor, plan)
    _check_plan(plan)
    plan.save(force_insert=True)
    record(actor=actor, action="plans.plan.created", target=plan, code=code)
    return plan


@transaction.atomic
def plan_update(*, actor: User, plan_id: UUID, version: int, **fields: Any) -> Plan:
    """Change a draft.  Raises NotAllowed, IllegalTransition once it was submitted, Invalid, StaleVersion."""
    plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_edit(actor, plan))
    if "owner_unit" in fields:
        require(policies.may_create(actor, fields["owner_unit"].pk))
    if plan.version != version:
        raise StaleVersion(current=plan.version)
    if plan.state != PlanState.DRAFT:
        raise IllegalTransition(_("Only a draft can be changed; return the plan first."))
    day, scheme_id = plan.assigned_on, plan.scheme_id
    changed, described = _prepare(plan, version, fields)
    if not changed:
        return plan
    if plan.scheme_id != scheme_id and plan.access.exists():
        raise Invalid.field("scheme", _("A plan that already has tasks keeps its scheme."), code="has_tasks")
    _lock_scheme(actor, plan)
    _check_plan(plan)
    if plan.assigned_on != day:
        _require_participants_valid(plan, plan.assigned_on, field="decision_date" if plan.decision_date else "starts")
    change(plan, expected_version=version, **changed)
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

    Raises NotAllowed (also for whoever submitted it), IllegalTransition, Invalid, StaleVersion.
    """
    plan = locked(Plan.objects.visible_to(actor), plan_id)
    require(policies.may_issue(actor, plan))
    decision_number = decision_number.strip()
    _require_decision(decision_number, decision_date)
    if decision_date > clock.today():
        raise Invalid.field("decision_date", _("A decision cannot bear a date that is still to come."), code="future")
    for unit in (plan.owner_unit, plan.verifying_unit):
        validation.require_unit_valid(unit, decision_date, field="decision_date")
    _require_participants_valid(plan, decision_date, field="decision_date")
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
def access_set(*, plan: Plan, unit_ids: Iterable[UUID], groups: Iterable[str]) -> None:
    """The access list of a plan that the caller has locked: exactly these units and groups.

    Called from the floor above in the transaction in which responsibilities change, which also records the evidence.
    """
    wanted_units, wanted_groups = set(unit_ids), set(groups) - {""}
    rows = list(PlanAccess.objects.filter(plan=plan))
    stale = [
        row.pk for row in rows if (row.group not in wanted_groups if row.group else row.unit_id not in wanted_units)
    ]
    PlanAccess.objects.filter(pk__in=stale).delete()
    new = [PlanAccess(plan=plan, unit_id=unit) for unit in wanted_units - {row.unit_id for row in rows}]
    new += [PlanAccess(plan=plan, group=group) for group in wanted_groups - {row.group for row in rows}]
    PlanAccess.objects.bulk_create(new)


# --- objectives -----------------------------------------------------------------------------------


@transaction.atomic
def objective_record(
    *, actor: User | None, no: str, scheme: Scheme | None = None, plan: Plan | None = None, **fields: Any
) -> Objective:
    """Load an objective of exactly one of `scheme` and `plan` once, by its number.  `actor=None` is the system."""
    _require_one_home(scheme, plan)
    siblings = Objective.objects.filter(scheme=scheme, plan=plan)
    existing = siblings.filter(no=no).first()
    if existing is not None:
        return existing
    last = siblings.aggregate(last=Max("position"))["last"] or 0
    objective = Objective(scheme=scheme, plan=plan, no=no, position=last + 1, **fields)
    validation.require_fields(objective)
    objective.save(force_insert=True)
    record(actor=actor, action="plans.objective.recorded", target=objective, no=no)
    return objective


@transaction.atomic
def objective_create(
    *, actor: User, no: str, scheme_id: UUID | None = None, plan_id: UUID | None = None, **fields: Any
) -> Objective:
    """Add an objective.  Raises NotAllowed, Conflict for a plan that is not open to changes, Invalid."""
    # Before any lock: a plan is locked before its scheme everywhere else, and here only one of them is.
    _require_one_home(scheme_id, plan_id)
    scheme = locked(Scheme.objects.visible_to(actor), scheme_id) if scheme_id else None
    plan = locked(Plan.objects.visible_to(actor), plan_id) if plan_id else None
    if plan is not None:
        require(policies.may_edit_content(actor, plan))
        require_content_open(plan)
    if scheme is not None:
        require(policies.may_edit_scheme(actor, scheme))
    if Objective.objects.filter(scheme=scheme, plan=plan, no=no).exists():
        raise Invalid.field("no", _("This number is taken."), code="unique")
    return objective_record(actor=actor, scheme=scheme, plan=plan, no=no, **fields)


@transaction.atomic
def objective_update(*, actor: User, objective_id: UUID, version: int, **fields: Any) -> Objective:
    """Change number, title, source or marks of an objective.  Raises NotAllowed, Conflict, Invalid, StaleVersion."""
    objective = locked(Objective.objects.visible_to(actor), objective_id)
    if objective.plan_id:
        objective.plan = locked(Plan.objects.visible_to(actor), objective.plan_id)
    require(policies.may_edit_objective(actor, objective))
    if objective.plan is not None:
        require_content_open(objective.plan)
    changed, described = _prepare(objective, version, fields)
    if not changed:
        return objective
    siblings = Objective.objects.filter(scheme=objective.scheme_id, plan=objective.plan_id).exclude(pk=objective.pk)
    if "no" in changed and siblings.filter(no=changed["no"]).exists():
        raise Invalid.field("no", _("This number is taken."), code="unique")
    validation.require_fields(objective)
    change(objective, expected_version=version, **changed)
    record(actor=actor, action="plans.objective.changed", target=objective, changes=described)
    return objective


def _require_one_home(scheme: Any, plan: Any) -> None:
    if (scheme is None) == (plan is None):
        raise Invalid.field("plan", _("An objective belongs to a scheme or to a plan, to exactly one."), code="one_of")


def require_content_open(plan: Plan) -> None:
    """Objectives and tasks change in a draft and while the plan is open.  Raises Conflict (409)."""
    if plan.state != PlanState.DRAFT and not plan.is_open:
        raise Conflict(
            _("The plan is “%(state)s”: its content cannot change now.") % {"state": plan.get_state_display()},
            code="plan_not_open",
        )


# --- what is checked before writing ---------------------------------------------------------------


def _prepare(obj: Any, version: int, fields: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Put `fields` on the locked object: (what differs, {field: [before, after]}).  Raises StaleVersion first."""
    if obj.version != version:
        raise StaleVersion(current=obj.version)
    changed = validation.differences(obj, fields)
    described = validation.changes_described(obj, changed)
    for name, value in changed.items():
        setattr(obj, name, value)
    return changed, described


def _check_scheme(scheme: Scheme) -> None:
    validation.require_fields(scheme)
    if scheme.ends < scheme.starts:
        raise Invalid.field("ends", _("The end cannot come before the start."), code="order")
    validation.require_unit_valid(scheme.owner_unit, scheme.decision_date or scheme.starts, field="owner_unit")


def _check_plan(plan: Plan) -> None:
    validation.require_fields(plan)
    if plan.ends is not None and plan.ends < plan.starts:
        raise Invalid.field("ends", _("The end cannot come before the start."), code="order")
    validation.require_unit_valid(plan.owner_unit, plan.assigned_on, field="owner_unit")
    validation.require_unit_valid(plan.verifying_unit, plan.assigned_on, field="verifying_unit")
    _check_within_scheme(plan)


def _check_within_scheme(plan: Plan) -> None:
    scheme = plan.scheme
    if scheme is None:
        return
    years = {"from": scheme.starts.year, "to": scheme.ends.year}
    detail = _("The plan must lie within its scheme's years, %(from)s to %(to)s.") % years
    if plan.starts < scheme.starts:
        raise Invalid.field("starts", detail, code="outside_scheme")
    if (plan.ends or plan.starts) > scheme.ends:
        raise Invalid.field("ends" if plan.ends else "starts", detail, code="outside_scheme")
    if plan.year is not None and not scheme.starts.year <= plan.year <= scheme.ends.year:
        raise Invalid.field("year", detail, code="outside_scheme")


def _lock_scheme(actor: User, plan: Plan) -> None:
    """Hold the plan's scheme, so that its years do not move under the check."""
    if plan.scheme_id:
        plan.scheme = locked(Scheme.objects.visible_to(actor), plan.scheme_id)


def _require_decision(number: str, day: date | None) -> None:
    if not number:
        raise Invalid.field("decision_number", _("A plan is issued by a decision: give its number."), code="required")
    if day is None:
        raise Invalid.field("decision_date", _("A plan is issued by a decision: give its date."), code="required")


def _require_participants_valid(plan: Plan, day: date, *, field: str) -> None:
    """Every unit that has work in the plan exists on `day`."""
    units = Unit.objects.filter(pk__in=plan.access.filter(unit__isnull=False).values("unit_id"))
    validation.require_units_valid(units, day, field=field)
