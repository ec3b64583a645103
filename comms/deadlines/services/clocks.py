"""Starting, stopping, settling and explaining clocks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import F, Model, Q
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock as core_clock
from comms.core import subjects
from comms.core.columns import refuse_future, required
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import locked
from comms.core.states import change, require_version
from comms.deadlines import policies
from comms.deadlines.models import Clock, ClockQuerySet, Rule
from comms.deadlines.selectors import explain, hanoi_date, rule_in_force
from comms.deadlines.services.recount import log_reopened
from comms.org.models import User


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
    # Held first and then asked: a rule that is just being ended or put right is read as it stands afterwards.
    list(Rule.objects.filter(subject=subject).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    rule = rule_in_force(subject, hanoi_date(started_at), rule_code)
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
    opens them again, since no such act stands any more: a clock that runs again is counted by the calendar of today
    and told anew.  The caller derives it after it has locked the clocks, and starts a rule's clock on an object once.
    Raises Invalid for an act in the future.
    """
    if stopped_at is not None:
        refuse_future("stopped_at", stopped_at)
    rows = Clock.objects.on(on).filter(rule__subject=subject).select_related("rule").order_by("pk")
    settled = []
    for row in rows.select_for_update(no_key=True, of=("self",)):
        if row.stopped_at == stopped_at:
            continue
        action = "stopped" if row.is_open else "stop_corrected" if stopped_at else "reopened"
        due_before = row.due_at
        change(
            row,
            expected_version=None,
            stopped_at=stopped_at,
            stopped_by_id=actor.pk if actor and stopped_at else None,
            stopped_by_label="" if stopped_at is None else actor.audit_label() if actor else "system",
            **({} if stopped_at else _counted_today(row)),
        )
        if row.due_at != due_before:
            log_reopened(actor, row, due_before, str(row.rule.legal_basis))
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


@transaction.atomic
def clock_breach_explain(*, actor: User, clock_id: UUID, version: int, reason: str) -> Clock:
    """Say why the legal deadline was not kept: a recorded sentence on a breached clock, open or stopped.

    A later reason replaces it; each stays in the evidence.  Raises NotVisible, NotAllowed, StaleVersion, Conflict when
    the clock is not breached, Invalid without a reason.
    """
    row = locked(Clock.objects.visible_to(actor).select_related("rule"), clock_id)
    require(policies.may_explain_breach(actor, row))
    require_version(row, version)
    if not (decision := policies.explainable(row)):
        raise Conflict(decision.reason, code="not_breached")
    reason = required(Clock, "breach_reason", reason, field="reason")
    change(row, expected_version=version, breach_reason=reason)
    record(
        actor=actor,
        action="deadlines.clock.breach_explained",
        target=apps.get_model(row.subject_type)._base_manager.filter(pk=row.subject_id).first(),
        clock=row.pk,
        rule=row.rule.code,
        due_at=row.due_at,
        stopped_at=row.stopped_at,
        reason=reason,
    )
    return row


def _counted_today(row: Clock) -> dict[str, Any]:
    """The sum by the present calendar, and nothing told yet.

    The caller holds the clock, and a change of the calendar or the rule waits for it: either sees what the other did.
    The rule is read anew, since what came with the clock was read before the wait.
    """
    row.rule = Rule.objects.get(pk=row.rule_id)
    explained = explain(row.rule, row.started_at)
    return {
        "due_at": explained.due_at,
        "explanation": explained.steps,
        "warned_at": None,
        "breach_told_at": None,
    }
