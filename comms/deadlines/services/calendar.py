"""Decreed days: entered, corrected, taken out when they were entered wrongly."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from comms.audit.services import record
from comms.core.clock import HANOI
from comms.core.columns import cleaned, required
from comms.core.decisions import require
from comms.core.records import locked
from comms.core.states import change, require_version
from comms.deadlines import policies
from comms.deadlines.calendar import check_year
from comms.deadlines.events import calendar_changed
from comms.deadlines.models import CalendarDay, Clock, Rule
from comms.deadlines.services.recount import Recounted, hold_rules, recount
from comms.deadlines.states import ROLLING
from comms.org.models import User


@transaction.atomic
def calendar_day_set(
    *, actor: User | None, day: date, working: bool, reason: str, source: str = "", version: int | None = None
) -> CalendarDay:
    """Enter a decreed day, or correct one (`version` is the one that the caller read; None takes the present one).

    Open clocks whose counted days have it among them are counted again, each with a log line (`Recount`); clocks of
    hours and of fixed dates never move.  Raises NotAllowed, StaleVersion, Invalid without a reason or for a day that
    the calendar does not reach.
    """
    require(policies.may_set_calendar(actor))
    check_year(day.year, "day")
    reason = required(CalendarDay, "reason", reason)
    source = cleaned(CalendarDay, "source", source)
    rules = hold_rules()
    entered = CalendarDay.objects.select_for_update(no_key=True).filter(date=day).first()
    if entered is None:
        entered = CalendarDay.objects.create(date=day, working=working, reason=reason, source=source)
    else:
        change(entered, expected_version=version, working=working, reason=reason, source=source)
    counted = _counted_with(actor, day, rules, f"{day:%d/%m/%Y}: {reason}")
    record(
        actor=actor,
        action="deadlines.calendar_day.set",
        target=entered,
        day=day,
        working=working,
        reason=reason,
        source=source,
        **counted.evidence(),
    )
    return entered


@transaction.atomic
def calendar_day_remove(*, actor: User | None, calendarday_id: UUID, version: int, reason: str) -> None:
    """Take out a day that was entered wrongly: the computed calendar holds again, and open clocks follow.

    What stood there, and why it went, stays in the evidence.  Raises NotVisible, NotAllowed, StaleVersion, Invalid
    without a reason.
    """
    require(policies.may_set_calendar(actor))
    reason = required(CalendarDay, "reason", reason)
    rules = hold_rules()
    entered = locked(CalendarDay.objects.all(), calendarday_id)
    require_version(entered, version)
    CalendarDay.objects.filter(pk=entered.pk).delete()
    counted = _counted_with(actor, entered.date, rules, f"{entered.date:%d/%m/%Y}: {reason}")
    record(
        actor=actor,
        action="deadlines.calendar_day.removed",
        target=entered,
        day=entered.date,
        working=entered.working,
        entered_reason=entered.reason,
        source=entered.source,
        reason=reason,
        **counted.evidence(),
    )


def _counted_with(actor: User | None, day: date, rules: dict[UUID, Rule], reason: str) -> Recounted:
    """Count again the clocks that have `day` among their counted days: they start before it and are due after it."""
    rolling = [pk for pk, rule in rules.items() if rule.unit in ROLLING]
    midnight = datetime.combine(day, time.min, HANOI)
    touched = Clock.objects.filter(rule__in=rolling, started_at__lt=midnight, due_at__gt=midnight)
    counted = recount(actor, touched, rules, reason)
    calendar_changed.send(sender=CalendarDay, actor=actor, since=day)
    return counted
