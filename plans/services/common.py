"""What every service of plans checks before it writes."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core.errors import Conflict, Invalid
from comms.core.records import locked
from comms.core.states import change, require_version
from comms.org.models import Unit, User
from plans import validation
from plans.models import Plan, Scheme
from plans.states import PlanState


def prepare(obj: Any, version: int, fields: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Put `fields` on the locked object: (what differs, {field: [before, after]}).  Raises StaleVersion first."""
    require_version(obj, version)
    changed = validation.differences(obj, fields)
    described = validation.changes_described(obj, changed)
    for name, value in changed.items():
        setattr(obj, name, value)
    return changed, described


def check_scheme(scheme: Scheme) -> None:
    validation.require_fields(scheme)
    if scheme.ends < scheme.starts:
        raise Invalid.field("ends", _("The end cannot come before the start."), code="order")
    validation.require_unit_valid(scheme.owner_unit, scheme.decision_date or scheme.starts, field="owner_unit")


def check_plan(plan: Plan) -> None:
    validation.require_fields(plan)
    if plan.ends is not None and plan.ends < plan.starts:
        raise Invalid.field("ends", _("The end cannot come before the start."), code="order")
    validation.require_unit_valid(plan.owner_unit, plan.assigned_on, field="owner_unit")
    validation.require_unit_valid(plan.verifying_unit, plan.assigned_on, field="verifying_unit")
    check_within_scheme(plan)


def check_within_scheme(plan: Plan) -> None:
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


def lock_scheme(actor: User, plan: Plan) -> None:
    """Hold the plan's scheme, so that its years do not move under the check."""
    if plan.scheme_id:
        plan.scheme = locked(Scheme.objects.visible_to(actor), plan.scheme_id)


def require_decision(number: str, day: date | None) -> None:
    if not number:
        raise Invalid.field("decision_number", _("A plan is issued by a decision: give its number."), code="required")
    if day is None:
        raise Invalid.field("decision_date", _("A plan is issued by a decision: give its date."), code="required")


def require_participants_valid(plan: Plan, day: date, *, field: str) -> None:
    """Every unit that has work in the plan exists on `day`."""
    units = Unit.objects.filter(pk__in=plan.access.filter(unit__isnull=False).values("unit_id"))
    validation.require_units_valid(units, day, field=field)


def require_one_home(scheme: Any, plan: Any) -> None:
    """An objective or an indicator belongs to exactly one of the two.  Raises Invalid."""
    if (scheme is None) == (plan is None):
        raise Invalid.field("plan", _("This belongs to a scheme or to a plan, to exactly one."), code="one_of")


def require_draft(plan: Plan) -> None:
    """Objectives, topics, indicators and tasks are written in a draft; its decision locks them.  Raises Conflict
    (409): `use_amendment` while the plan is open, `plan_not_open` otherwise."""
    if plan.state == PlanState.DRAFT:
        return
    if plan.is_open:
        raise Conflict(
            _("The plan is issued and its content is locked: change it by an amendment."), code="use_amendment"
        )
    detail = _("The plan is “%(state)s”: its content cannot change now.") % {"state": plan.get_state_display()}
    raise Conflict(detail, code="plan_not_open")


def move_among(siblings: Any, obj: Any, *, up: bool) -> bool:
    """Change places with the neighbour above or below, under the locked parent; False at the end of the row.

    `siblings`: the rows that share its order, in their own order; afterwards they are numbered from 1 on.
    """
    order = list(siblings.values_list("pk", "position"))
    keys = [pk for pk, _position in order]
    here = keys.index(obj.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(keys):
        return False
    keys[here], keys[there] = keys[there], keys[here]
    before = dict(order)
    for position, pk in enumerate(keys, start=1):
        if pk != obj.pk and before[pk] != position:
            siblings.filter(pk=pk).update(position=position)
    change(obj, expected_version=None, position=there + 1)
    return True
