"""Every write of indicators: definition and targets in a draft, declared actuals while the plan is carried out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import checks, clock
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import locked
from comms.core.states import change, require_version
from comms.org.models import User
from plans import counters, policies, validation
from plans.models import Indicator, IndicatorActual, IndicatorTarget, Plan, Scheme
from plans.services.common import move_among, prepare, require_draft, require_one_home

MAX_TARGETS = 60
LARGEST = Decimal("99999999999999.9999")
LONGEST_SOURCE = 1_000


@dataclass(frozen=True)
class Target:
    """What is to be reached from `starts` to `ends`, both included."""

    starts: date
    ends: date
    target: Decimal


@transaction.atomic
def indicator_create(
    *,
    actor: User,
    plan_id: UUID | None = None,
    scheme_id: UUID | None = None,
    targets: Sequence[Target] = (),
    **fields: Any,
) -> Indicator:
    """Add an indicator to a draft plan (its owner unit) or to a scheme (the head of its owner unit).

    `fields`: no, title, measure, basis, counter, direction, source, illustrative.
    Raises NotVisible, NotAllowed, Conflict (the plan is no draft), Invalid.
    """
    require_one_home(scheme_id, plan_id)
    plan = locked(Plan.objects.visible_to(actor), plan_id) if plan_id else None
    scheme = locked(Scheme.objects.visible_to(actor), scheme_id) if scheme_id else None
    indicator = Indicator(plan=plan, scheme=scheme, **fields)
    require(policies.may_edit_indicator(actor, indicator))
    if plan is not None:
        require_draft(plan)
    siblings = Indicator.objects.filter(scheme=scheme, plan=plan)
    indicator.position = (siblings.aggregate(last=Max("position"))["last"] or 0) + 1
    _check(indicator)
    indicator.save(force_insert=True)
    _set_targets(indicator, targets)
    record(actor=actor, action="plans.indicator.created", target=indicator, no=indicator.no, targets=_told(indicator))
    return indicator


@transaction.atomic
def indicator_update(
    *, actor: User, indicator_id: UUID, version: int, targets: Sequence[Target] | None = None, **fields: Any
) -> Indicator:
    """Change definition and, when given, the whole list of targets; `fields` as in `indicator_create`.

    A target for which something was declared stays.  Raises NotAllowed, Conflict, Invalid, StaleVersion.
    """
    indicator = _writable(actor, indicator_id)
    if fields.get("basis") == Indicator.Basis.DECLARED:
        fields.setdefault("counter", "")
    changed, described = prepare(indicator, version, fields)
    _check(indicator)
    if targets is not None:
        before = _told(indicator)
        _set_targets(indicator, targets)
        if (after := _told(indicator)) != before:
            described["targets"] = [before, after]
    if described:
        change(indicator, expected_version=version, **changed)
        record(actor=actor, action="plans.indicator.changed", target=indicator, changes=described)
    return indicator


@transaction.atomic
def indicator_move(*, actor: User, indicator_id: UUID, version: int, up: bool) -> Indicator:
    """Put an indicator one place up or down.  Raises as `indicator_update`."""
    indicator = _writable(actor, indicator_id)
    require_version(indicator, version)
    siblings = Indicator.objects.filter(scheme=indicator.scheme_id, plan=indicator.plan_id)
    if move_among(siblings, indicator, up=up):
        record(actor=actor, action="plans.indicator.moved", target=indicator, up=up)
    return indicator


@transaction.atomic
def indicator_delete(*, actor: User, indicator_id: UUID, version: int) -> Plan | Scheme:
    """Take out an indicator for which nothing was declared.  Returns its plan or scheme.  Raises as the others."""
    indicator = _writable(actor, indicator_id)
    require_version(indicator, version)
    if IndicatorActual.objects.filter(target__indicator=indicator).exists():
        raise Conflict(_("Figures were declared for this indicator: it stays."), code="in_use")
    home = _home(indicator)
    indicator.targets.all().delete()
    indicator.delete()
    record(actor=actor, action="plans.indicator.deleted", target=home, no=indicator.no, title=indicator.title)
    return home


@transaction.atomic
def target_add(*, actor: User, indicator_id: UUID, starts: date, ends: date, target: Decimal) -> IndicatorTarget:
    """Add the target of one more period.  Raises NotAllowed, Conflict (the plan is no draft), Invalid."""
    indicator = _writable(actor, indicator_id)
    before = _told(indicator)
    kept = [Target(one.starts, one.ends, one.target) for one in indicator.targets.all()]
    _set_targets(indicator, [*kept, Target(starts, ends, target)])
    change(indicator, expected_version=None)
    changes = {"targets": [before, _told(indicator)]}
    record(actor=actor, action="plans.indicator.changed", target=indicator, changes=changes)
    return indicator.targets.get(starts=starts, ends=ends)


@transaction.atomic
def actual_declare(
    *, actor: User, indicator_id: UUID, target: UUID, value: Decimal, source: str = ""
) -> IndicatorActual:
    """Declare what was reached in a period, with its source.  A later declaration corrects; the earlier one stays.

    By officers and the head of the owner unit; of a plan while it is issued or in progress.
    Raises NotVisible, NotAllowed, Conflict (the plan is not open; the indicator is counted), Invalid.
    """
    indicator = _locked(actor, indicator_id)
    require(policies.may_declare(actor, indicator))
    if indicator.plan is not None and not indicator.plan.is_open:
        detail = _("Figures are declared while the plan is issued or in progress.")
        raise Conflict(detail, code="plan_not_open")
    if indicator.basis == Indicator.Basis.COUNTED:
        raise Conflict(_("This indicator is counted by the service; nobody declares it."), code="counted")
    period = indicator.targets.filter(pk=target).first()
    if period is None:
        raise Invalid.field("target", _("There is no such period of this indicator."), code="does_not_exist")
    if period.starts > clock.today():
        raise Invalid.field("target", _("This period has not begun yet."), code="not_begun")
    source = checks.text("source", source, LONGEST_SOURCE)
    if not source:
        raise Invalid.field("source", _("Say where the figure comes from."), code="required")
    last = IndicatorActual.objects.filter(target=period).aggregate(last=Max("seq"))["last"] or 0
    actual = IndicatorActual.objects.create(
        target=period,
        seq=last + 1,
        value=_amount(value, "value"),
        source=source,
        at=clock.now(),
        actor_id=actor.pk,
        actor_label=actor.audit_label(),
        actor_unit=actor.audit_unit(),
    )
    of = {"starts": period.starts, "ends": period.ends, "seq": actual.seq}
    record(actor=actor, action="plans.indicator.declared", target=indicator, **of, value=actual.value, source=source)
    return actual


def _locked(actor: User, indicator_id: UUID) -> Indicator:
    """The indicator under its locked plan or scheme."""
    indicator: Indicator = locked(Indicator.objects.visible_to(actor), indicator_id)
    if indicator.plan_id:
        indicator.plan = locked(Plan.objects.visible_to(actor), indicator.plan_id)
    else:
        indicator.scheme = locked(Scheme.objects.visible_to(actor), indicator.scheme_id)
    return indicator


def _writable(actor: User, indicator_id: UUID) -> Indicator:
    indicator = _locked(actor, indicator_id)
    require(policies.may_edit_indicator(actor, indicator))
    if indicator.plan is not None:
        require_draft(indicator.plan)
    return indicator


def _check(indicator: Indicator) -> None:
    validation.require_fields(indicator)
    counted = indicator.basis == Indicator.Basis.COUNTED
    if counted and counters.get(indicator.counter) is None:
        raise Invalid.field("counter", _("Choose what is counted."), code="invalid_choice")
    if not counted and indicator.counter:
        raise Invalid.field("counter", _("A declared indicator has no counter."), code="invalid_choice")
    siblings = Indicator.objects.filter(scheme=indicator.scheme, plan=indicator.plan)
    if siblings.filter(no=indicator.no).exclude(pk=indicator.pk).exists():
        raise Invalid.field("no", _("This number is taken."), code="unique")


def _set_targets(indicator: Indicator, wanted: Sequence[Target]) -> None:
    """Make these the indicator's targets.  A period that stays keeps its declarations."""
    if len(wanted) > MAX_TARGETS:
        detail = _("At most %(limit)s periods.") % {"limit": MAX_TARGETS}
        raise Invalid.field("targets", detail, code="max_length")
    first, last = _span(indicator)
    amounts: dict[tuple[date, date], Decimal] = {}
    for one in wanted:
        if one.ends < one.starts:
            raise Invalid.field("targets", _("The end cannot come before the start."), code="order")
        if one.starts < first or (last is not None and one.ends > last):
            outside = _("Each period must lie within the dates of the plan or the scheme.")
            raise Invalid.field("targets", outside, code="outside_plan")
        if (one.starts, one.ends) in amounts:
            raise Invalid.field("targets", _("A period is named twice."), code="twice")
        amounts[one.starts, one.ends] = _amount(one.target, "targets")
    rows = {(row.starts, row.ends): row for row in indicator.targets.all()}
    dropped = [row for period, row in rows.items() if period not in amounts]
    if IndicatorActual.objects.filter(target__in=dropped).exists():
        raise Conflict(_("Figures were declared for this period: its target stays."), code="in_use")
    IndicatorTarget.objects.filter(pk__in=[row.pk for row in dropped]).delete()
    for (starts, ends), amount in amounts.items():
        IndicatorTarget.objects.update_or_create(
            indicator=indicator, starts=starts, ends=ends, defaults={"target": amount}
        )


def _span(indicator: Indicator) -> tuple[date, date | None]:
    home = _home(indicator)
    return home.starts, home.ends


def _home(indicator: Indicator) -> Plan | Scheme:
    return indicator.plan or indicator.scheme  # type: ignore[return-value]  # a check constraint: one of the two


def _told(indicator: Indicator) -> list[dict[str, Any]]:
    """The targets as evidence keeps them."""
    return [{"starts": row.starts, "ends": row.ends, "target": row.target} for row in indicator.targets.all()]


def _amount(value: Any, field: str) -> Decimal:
    """A number from 0 on with at most four decimals.  Raises Invalid."""
    try:
        number = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Invalid.field(field, _("This must be a number."), code="invalid")
    if not 0 <= number <= LARGEST:
        raise Invalid.field(field, _("This must be a number from 0 on, not too large."), code="out_of_range")
    if number != round(number, 4):
        raise Invalid.field(field, _("At most four decimals."), code="max_decimal_places")
    return round(number, 4)
