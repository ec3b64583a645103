"""Periods ahead, counted by the law of each; the chain of press conferences; counting again."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record, record_each
from comms.core import clock
from comms.core.columns import required
from comms.core.decisions import require
from comms.core.errors import Invalid
from comms.deadlines.selectors import hanoi_date
from comms.duties import periods, policies
from comms.duties.models import Duty
from comms.duties.selectors import RuleBook, first_day, ministry
from comms.duties.states import MONTHLY, DutyState, Subject
from comms.org.models import Unit, User

EARLIEST = date(2017, 3, 30)
"""NĐ 09/2017/NĐ-CP, Điều 15: the first day of the older of the two regimes."""


@transaction.atomic
def duties_generate(*, actor: User | None = None, since: date | None = None) -> int:
    """Write the periods that are missing, from `since` (`selectors.first_day` when None) to the horizon
    (`DUTIES_HORIZON_MONTHS`), and count the open ones again; returns how many were written.

    Idempotent, in a constant number of queries: the month of `since` is the first one, and a period whose rule is not
    known is left out.
    """
    unit = held_ministry()
    if unit is None:
        return 0
    book = RuleBook()
    written = _recounted(unit, book)
    first = since or first_day()
    written.made += Duty.objects.bulk_create(_missing(unit, book, first))
    written.add(_begun_chain(unit, book, first))
    tell(actor, written)
    return len(written.made)


@transaction.atomic
def duties_backfill(*, actor: User, since: date, reason: str) -> int:
    """Enter the periods before the service was set up, since the month of `since`: a decision, with its reason.

    They are open until somebody links what met them, and those that are over stand as missed until then.
    Raises NotAllowed, Invalid.
    """
    require(policies.may_keep(actor))
    unit = held_ministry()
    if unit is None:
        raise Invalid.field("since", _("There is no ministry whose duties could be kept."), code="no_ministry")
    said = required(Duty, "waive_reason", reason, field="reason")
    if since > clock.today():
        raise Invalid.field("since", _("This day lies in the future."), code="future")
    if since < EARLIEST:
        raise Invalid.field("since", _("No rule that is known here was in force before 30/03/2017."), code="no_rule")
    made = duties_generate(actor=actor, since=since)
    record(actor=actor, action="duties.backfilled", target=unit, since=since, made=made, reason=said)
    return made


def held_ministry() -> Unit | None:
    """The ministry, locked: whoever writes a duty holds it, so that of two the second sees what the first wrote."""
    unit = ministry()
    return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk) if unit else None


class Moved:
    """A period whose due instant or rule changed, with what it was."""

    def __init__(self, duty: Duty) -> None:
        self.duty, self.due_before, self.rule_before = duty, duty.due_at, duty.rule.code


@dataclass
class Written:
    """The periods that were written, counted again, taken back."""

    made: list[Duty] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    gone: list[Duty] = field(default_factory=list)

    def add(self, other: "Written") -> None:
        self.made += other.made
        self.moved += other.moved
        self.gone += other.gone


def settle_chain(unit: Unit, book: RuleBook | None = None) -> Written:
    """Let the last period of the press conferences say what the one before says: a conference that was held opens the
    next period from its own date, a waived period the next from its last day.

    A period that opened again takes back the one after it, as long as nothing has met that.  The caller holds the
    ministry and records the evidence.
    """
    chain = list(Duty.objects.filter(unit=unit, subject=Subject.CONFERENCE).select_related("rule").order_by("starts"))
    if not chain:
        return Written()
    last = chain[-1]
    if last.state != DutyState.OPEN:
        return _written(_conference_period(unit, book or RuleBook(), _next_start(last)))
    before = chain[-2] if chain[1:] else None
    if before is None:
        return Written()
    if before.state == DutyState.OPEN:
        return _taken_back([last])
    if (starts := _next_start(before)) == last.starts:
        return Written()
    return Written(moved=_moved([last], book or RuleBook(), starts))


def _written(duty: Duty | None) -> Written:
    return Written(made=Duty.objects.bulk_create([duty])) if duty else Written()


def _taken_back(duties: list[Duty]) -> Written:
    """Open periods, which nothing has met, go; the evidence keeps what they were."""
    Duty.objects.filter(pk__in=[duty.pk for duty in duties]).delete()
    return Written(gone=duties)


def _missing(unit: Unit, book: RuleBook, first: date) -> list[Duty]:
    last = periods.months_after(clock.today(), settings.DUTIES_HORIZON_MONTHS)
    known = set(Duty.objects.filter(unit=unit).values_list("subject", "starts"))
    made = []
    for subject in (*MONTHLY, Subject.REPORT):
        for period in periods.ahead(subject, first, last):
            rule = book.rule(subject, period)
            if rule is None or (subject, period.starts) in known:
                continue
            made.append(_duty(unit, subject, rule, period, book))
    return made


def _duty(unit: Unit, subject: str, rule: Any, period: periods.Period, book: RuleBook) -> Duty:
    counted = book.counted(rule, period)
    return Duty(
        subject=subject,
        rule=rule,
        unit=unit,
        starts=period.starts,
        ends=period.ends,
        due_at=counted.due_at,
        explanation=counted.steps,
    )


def _conference_period(unit: Unit, book: RuleBook, starts: date) -> Duty | None:
    """From `starts` to the last lawful day of the next conference; None while no rule asks for one."""
    period = periods.period(Subject.CONFERENCE, starts, starts)
    rule = book.rule(Subject.CONFERENCE, period)
    if rule is None:
        return None
    duty = _duty(unit, Subject.CONFERENCE, rule, period, book)
    duty.ends = _last_day(duty)
    return duty


def _last_day(duty: Duty) -> date:
    """The due instant is 00:00 of the day after it."""
    return hanoi_date(duty.due_at) - timedelta(days=1)


def _next_start(duty: Duty) -> date:
    """The day of the conference that met the period, or its last day where it was waived."""
    return hanoi_date(duty.met_at) if duty.met_at else duty.ends


def _begun_chain(unit: Unit, book: RuleBook, first: date) -> Written:
    """The first period of the conferences, from `first` or the first day of the regime; an earlier `first` moves one
    that nothing has met yet."""
    begins = book.begins(Subject.CONFERENCE)
    chain = list(Duty.objects.filter(unit=unit, subject=Subject.CONFERENCE).select_related("rule").order_by("starts"))
    if not chain:
        starts = max(first, begins) if begins else first
        return _written(_conference_period(unit, book, starts))
    only = chain[0]
    if len(chain) == 1 and only.state == DutyState.OPEN and begins and (starts := max(first, begins)) < only.starts:
        return Written(moved=_moved([only], book, starts))
    return settle_chain(unit, book)


def _recounted(unit: Unit, book: RuleBook) -> Written:
    """Open periods by the calendar and the rules of now; one that no rule asks for any more goes."""
    rows = list(
        Duty.objects.filter(unit=unit, state=DutyState.OPEN)
        .select_related("rule")
        .select_for_update(no_key=True, of=("self",))
        .order_by("pk")
    )
    asked = [duty for duty in rows if book.rule(duty.subject, _period(duty)) is not None]
    gone = [duty for duty in rows if duty not in asked]
    written = _taken_back(gone) if gone else Written()
    written.moved += _moved(asked, book)
    return written


def _period(duty: Duty) -> periods.Period:
    return periods.period(duty.subject, duty.starts, duty.ends)


def _moved(duties: list[Duty], book: RuleBook, starts: date | None = None) -> list[Moved]:
    """Count the duties again, from `starts` where it is given; write and return those that changed."""
    moved = []
    for duty in duties:
        before = Moved(duty)
        duty.starts = starts or duty.starts
        period = _period(duty)
        rule = book.rule(duty.subject, period)
        if rule is None:
            continue
        counted = book.counted(rule, period)
        if rule.pk == duty.rule_id and counted.steps == duty.explanation:
            continue
        duty.rule, duty.due_at, duty.explanation = rule, counted.due_at, counted.steps
        if duty.subject == Subject.CONFERENCE:
            duty.ends = _last_day(duty)
        duty.version, duty.updated_at = duty.version + 1, clock.now()
        moved.append(before)
    fields = ["rule", "starts", "ends", "due_at", "explanation", "version", "updated_at"]
    Duty.objects.bulk_update([each.duty for each in moved], fields, batch_size=500)
    return moved


def tell(actor: User | None, written: Written) -> None:
    """The evidence of what was generated, counted again and taken back, after every lock."""
    for action, told in (
        ("generated", [(duty, {"rule": duty.rule.code, "due_at": duty.due_at}) for duty in written.made]),
        ("recounted", [(moved.duty, _told_of(moved)) for moved in written.moved]),
        ("taken_back", [(duty, _told_of_gone(duty)) for duty in written.gone]),
    ):
        if told:
            record_each(actor=actor, action=f"duties.duty.{action}", targets=told)


def _told_of_gone(duty: Duty) -> dict[str, Any]:
    return {
        "subject": duty.subject,
        "starts": duty.starts,
        "ends": duty.ends,
        "rule": duty.rule.code,
        "due_at": duty.due_at,
    }


def _told_of(moved: Moved) -> dict[str, Any]:
    """What the evidence says of a period that was counted again."""
    return {
        "due_before": moved.due_before,
        "due_at": moved.duty.due_at,
        "rule_before": moved.rule_before,
        "rule": moved.duty.rule.code,
    }
