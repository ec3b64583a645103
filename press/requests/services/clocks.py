"""The legal clock of a request: which rule, from when, stopped by what.

| kind | clock | starts |
| --- | --- | --- |
| head_of_press | answer_press_head | on receipt |
| opinions | answer_press_opinions | on receipt |
| complaint | tell_complaint_conclusion | by the rule of that day: until 30/06/2026 on receipt, then on conclusion |
| interview, other | none | – |
"""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from comms.core.columns import cleaned
from comms.core.errors import FieldError, Invalid
from comms.deadlines.models import Clock, Rule
from comms.deadlines.selectors import hanoi_date, rule_in_force
from comms.deadlines.services import clock_start, clock_stop
from comms.org.models import User
from press.mandates.office import when
from press.requests.models import PressRequest
from press.requests.selectors import counts_for, running_clock
from press.requests.states import CLOCKS, ON_CONCLUSION, ON_RECEIPT


def rule_for(request: PressRequest) -> Rule | None:
    """The rule of the Hanoi date of receipt; None where the law sets no time for this kind.

    Raises Invalid on `received_at` when the date lies before every regime that is known.
    """
    subject = CLOCKS.get(request.kind)
    if subject is None:
        return None
    try:
        return rule_in_force(subject, hanoi_date(request.received_at))
    except Invalid as refused:
        raise Invalid({"received_at": refused.errors["rule"]}) from refused


def start_on_receipt(actor: User, request: PressRequest) -> None:
    """Start the clock, where the law counts from the receipt: the decision of who registers."""
    rule = rule_for(request)
    if rule is not None and rule.trigger == ON_RECEIPT:
        with translation.override(settings.LANGUAGE_CODE):  # kept as it is written here, whoever registers
            reason = request.received_reason or _("Registered at the moment of its receipt.")
        clock_start(
            actor=actor,
            subject=rule.subject,
            on=request,
            started_at=request.received_at,
            reason=reason,
            rule_code=rule.code,
        )


def start_on_conclusion(actor: User, request: PressRequest, concluded_at: datetime, reason: str) -> None:
    """Raises Invalid on `concluded_at` where the law of this request does not count from a conclusion."""
    rule = rule_for(request)
    if rule is None or rule.trigger != ON_CONCLUSION:
        detail = _("The law of this request counts no time from a conclusion.")
        raise Invalid.field("concluded_at", detail, code="no_conclusion")
    clock_start(actor=actor, subject=rule.subject, on=request, started_at=concluded_at, reason=reason)


def count_again(actor: User, request: PressRequest) -> None:
    """After the kind or the receipt was put right: a clock that should not have run so is void, the right one starts.

    A void clock is stopped at its own start, so that it counts neither as late nor as running.
    """
    running = Clock.objects.on(request).open().select_related("rule").first()
    if running is not None:
        if counts_for(request, running) and running.rule == rule_for(request):
            return
        clock_stop(actor=actor, on=request, subject=running.rule.subject, stopped_at=running.started_at)
    start_on_receipt(actor, request)


def stop_clock(actor: User, request: PressRequest, at: datetime, late_reason: str, *, required: bool) -> None:
    """Stop what runs on the request at `at`.  Raises Invalid on `late_reason` when that is late and nobody says why."""
    running = running_clock(request)
    if running is None:
        return
    late_reason = cleaned(Clock, "breach_reason", late_reason)
    late = at > running.due_at
    if late and required and not late_reason:
        detail = _("The legal time ended at %(due)s (%(basis)s): say why it was not kept.") % {
            "due": when(running.due_at),
            "basis": running.rule.legal_basis,
        }
        raise Invalid({"late_reason": [FieldError("required", detail)]})
    clock_stop(
        actor=actor,
        on=request,
        subject=running.rule.subject,
        stopped_at=at,
        breach_reason=late_reason if late else "",
    )
