"""Loading rules, entering decreed days, starting and stopping clocks.

Locks in this room: rules, then clocks, then (in `record`) the head of the audit chain.  A start holds its rule and a
change of the calendar holds every rule, so that no clock starts by a calendar that is just being changed.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F, Model, Q
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock as core_clock
from comms.core import subjects
from comms.core.columns import refuse_future
from comms.core.decisions import require
from comms.core.errors import Conflict, FieldError, Invalid
from comms.core.states import change
from comms.deadlines import policies
from comms.deadlines.engine import Term
from comms.deadlines.models import CalendarDay, Clock, ClockQuerySet, Rule
from comms.deadlines.selectors import explain, hanoi_date, rule_in_force, working_calendar
from comms.org.models import User

RULE_FIELDS = ("subject", "valid_from", "valid_to", "amount", "unit", "trigger", "legal_basis", "note", "confidence")


@transaction.atomic
def rules_load(rows: Iterable[Mapping[str, str]], *, actor: User | None = None) -> int:
    """Record the rows of a rules file (columns of `deadline_rules.csv`); returns how many were new or changed.

    All or nothing: raises Invalid that names the wrong rows.  Idempotent by the column `id`.  When a rule is corrected,
    its open clocks are counted again.
    """
    require(policies.may_set_calendar(actor))
    parsed: dict[str, dict[str, Any]] = {}
    errors = []
    for number, row in enumerate(rows, start=1):
        try:
            code, fields = _parsed(row)
            if code in parsed:
                raise ValueError(code)
            parsed[code] = fields
        except (ValueError, KeyError, TypeError, Invalid) as error:
            detail = _("Row %(number)s is wrong: %(error)s") % {"number": number, "error": error}
            errors.append(FieldError("row", detail))
    if errors:
        raise Invalid({"rows": errors})
    known = {rule.code: rule for rule in Rule.objects.select_for_update(no_key=True).order_by("pk")}
    recorded, changed = [], []
    for code, fields in parsed.items():
        rule = known.get(code)
        if rule is None:
            known[code] = rule = Rule.objects.create(code=code, **fields)
        elif any(getattr(rule, name) != value for name, value in fields.items()):
            change(rule, expected_version=None, **fields)
            changed.append(rule)
        else:
            continue
        recorded.append(rule)
    moved = _recount(Clock.objects.open().filter(rule__in=changed)) if changed else []
    for rule in recorded:
        record(actor=actor, action="deadlines.rule.recorded", target=rule, code=rule.code)
    _record_recounted(actor, moved, "")
    return len(recorded)


@transaction.atomic
def calendar_day_set(
    *, actor: User | None, day: date, working: bool, reason: str, source: str = "", version: int | None = None
) -> CalendarDay:
    """Enter a decreed day, or correct one (`version` is the one that the caller read; None takes the present one).

    Open clocks that are counted in days are counted again, with evidence; clocks of hours never move.
    Raises NotAllowed, StaleVersion, Invalid without a reason.
    """
    require(policies.may_set_calendar(actor))
    if not reason.strip():
        raise Invalid.field("reason", _("Name the decree or the reason."), code="required")
    # Held against clocks that start just now by the old calendar.
    list(Rule.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    entered = CalendarDay.objects.select_for_update(no_key=True).filter(date=day).first()
    if entered is None:
        entered = CalendarDay.objects.create(date=day, working=working, reason=reason, source=source)
    else:
        change(entered, expected_version=version, working=working, reason=reason, source=source)
    moved = _recount(Clock.objects.open())
    record(actor=actor, action="deadlines.calendar_day.set", target=entered, day=day, working=working, reason=reason)
    _record_recounted(actor, moved, f"{day:%d/%m/%Y}: {reason}")
    return entered


@transaction.atomic
def clock_start(
    *, actor: User | None, subject: str, on: Model, started_at: datetime, reason: str, rule_code: str | None = None
) -> Clock:
    """Start the statutory clock of `subject` on an object: a person's decision, with the reason.

    The rule is the one in force on the Hanoi date of `started_at` (`rule_code` names it where several are).  The caller
    has permitted the decision and holds the lock of `on`; it makes this call after its other row locks.
    Raises Invalid (no reason, a start in the future, no rule), Conflict when this clock already runs.
    """
    if not reason.strip():
        raise Invalid.field("reason", _("Say why the clock starts at this moment."), code="required")
    refuse_future("started_at", started_at)
    found = rule_in_force(subject, hanoi_date(started_at), rule_code)
    rule = Rule.objects.select_for_update(no_key=True).get(pk=found.pk)
    if Clock.objects.on(on).open().filter(rule=rule).exists():
        raise Conflict(_("This legal clock is already running."), code="clock_running")
    explained = explain(rule, started_at)
    started = Clock.objects.create(
        rule=rule,
        subject_type=subjects.type_of(on),
        subject_id=on.pk,
        started_at=started_at,
        start_decided_by_id=actor.pk if actor else None,
        start_decided_by_label=actor.audit_label() if actor else "system",
        start_reason=reason,
        due_at=explained.due_at,
        explanation=explained.steps,
    )
    record(
        actor=actor,
        action="deadlines.clock.started",
        target=on,
        clock=started.pk,
        rule=rule.code,
        started_at=started_at,
        due_at=started.due_at,
        reason=reason,
    )
    return started


@transaction.atomic
def clock_stop(
    *, actor: User | None, on: Model, subject: str, stopped_at: datetime, breach_reason: str = ""
) -> list[Clock]:
    """Stop the open clocks of `subject` on an object with the act that happened at `stopped_at`; returns those stopped.

    The first act stops the clock and later ones change nothing.  An act that lay *before* the registered stop, but was
    registered after it, moves the stop back, so that the clock never disagrees with the facts.  The caller has
    permitted the act; it makes this call after its other row locks.  Raises Invalid for an act in the future.
    """
    refuse_future("stopped_at", stopped_at)
    clocks: ClockQuerySet = Clock.objects.on(on).filter(rule__subject=subject)
    overtaken = Q(started_at__lte=stopped_at, stopped_at__gt=stopped_at)
    still_open = Q(stopped_at=None)
    values = {
        "stopped_at": stopped_at,
        "stopped_by_id": actor.pk if actor else None,
        "stopped_by_label": actor.audit_label() if actor else "system",
        "updated_at": core_clock.now(),
    }
    if breach_reason:
        values["breach_reason"] = breach_reason
    actions: dict[Any, str] = {}
    for pk in clocks.filter(still_open | overtaken).order_by("pk").values_list("pk", flat=True):
        for condition, action in ((still_open, "stopped"), (overtaken, "stop_corrected")):
            # The condition stands in the UPDATE itself, so that of two acts at once only the first finds the row open.
            if Clock.objects.filter(condition, pk=pk).update(version=F("version") + 1, **values):
                actions[pk] = action
                break
    stopped = list(Clock.objects.filter(pk__in=actions).select_related("rule").order_by("pk"))
    for row in stopped:
        record(
            actor=actor,
            action=f"deadlines.clock.{actions[row.pk]}",
            target=on,
            clock=row.pk,
            rule=row.rule.code,
            stopped_at=stopped_at,
            due_at=row.due_at,
            breached=row.breached,
        )
    return stopped


@transaction.atomic
def clock_settle(*, actor: User | None, on: Model, subject: str, stopped_at: datetime | None) -> list[Clock]:
    """Make the clocks of `subject` on an object say what the facts say; returns those that changed.

    `stopped_at` is the earliest act that counts now: the clocks are stopped there, whatever they said before; None
    opens them again, since no such act stands any more.  The caller derives it after it has locked the clocks, and
    starts a rule's clock on an object once.  Raises Invalid for an act in the future.
    """
    if stopped_at is not None:
        refuse_future("stopped_at", stopped_at)
    rows = Clock.objects.on(on).filter(rule__subject=subject).select_related("rule").order_by("pk")
    settled = []
    for row in rows.select_for_update(no_key=True, of=("self",)):
        if row.stopped_at == stopped_at:
            continue
        action = "stopped" if row.is_open else "stop_corrected" if stopped_at else "reopened"
        change(
            row,
            expected_version=None,
            stopped_at=stopped_at,
            stopped_by_id=actor.pk if actor and stopped_at else None,
            stopped_by_label="" if stopped_at is None else actor.audit_label() if actor else "system",
        )
        settled.append((row, action))
    for row, action in settled:
        record(
            actor=actor,
            action=f"deadlines.clock.{action}",
            target=on,
            clock=row.pk,
            rule=row.rule.code,
            stopped_at=stopped_at,
            due_at=row.due_at,
            breached=row.breached,
        )
    return [row for row, _action in settled]


def _parsed(row: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """One row of the file: the code, and the fields of the rule.  Raises ValueError, KeyError or Invalid."""
    fields: dict[str, Any] = {name: row[name].strip() for name in RULE_FIELDS}
    fields["valid_from"] = date.fromisoformat(fields["valid_from"])
    fields["valid_to"] = date.fromisoformat(fields["valid_to"]) if fields["valid_to"] else None
    if fields["confidence"] not in Rule.Confidence.values:
        raise ValueError(fields["confidence"])
    if fields["valid_to"] and fields["valid_to"] < fields["valid_from"]:
        raise ValueError(f"{fields['valid_from']} > {fields['valid_to']}")
    Term(fields["amount"], fields["unit"])
    code = row["id"].strip()
    if not (code and fields["subject"] and fields["legal_basis"]):
        raise ValueError(code)
    return code, fields


def _recount(open_clocks: ClockQuerySet) -> list[tuple[Clock, datetime]]:
    """Count open clocks again where the calendar or the rule changed; returns those that moved, with the old due."""
    calendar = working_calendar()
    moved = []
    rows = open_clocks.select_related("rule").select_for_update(no_key=True, of=("self",)).order_by("pk")
    for row in rows:
        explained = explain(row.rule, row.started_at, calendar)
        if explained.steps != row.explanation:
            before = row.due_at
            change(row, expected_version=None, due_at=explained.due_at, explanation=explained.steps)
            moved.append((row, before))
    return moved


def _record_recounted(actor: User | None, moved: list[tuple[Clock, datetime]], reason: str) -> None:
    for row, before in moved:
        record(
            actor=actor,
            action="deadlines.clock.recounted",
            # Evidence stands with the object that the clock runs on; the models above are not imported here.
            target=apps.get_model(row.subject_type)(pk=row.subject_id),
            clock=row.pk,
            rule=row.rule.code,
            due_before=before,
            due_at=row.due_at,
            reason=reason or row.rule.legal_basis,
        )
