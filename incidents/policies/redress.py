"""Who may do what with correction requests, reports to a competent body and the register of these bodies."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from comms.core import clock
from comms.core.decisions import ALLOW, Decision, deny
from comms.deadlines.models import Clock
from comms.deadlines.selectors import hanoi_date
from comms.org.models import Role, Unit
from comms.org.selectors import holds, same_line
from incidents.models import CentreReport, CorrectionRequest, Destination, Incident
from incidents.policies.incidents import handles, leads
from incidents.states import CorrectionState, Outcome
from incidents.states.redress import CLOCK_SUBJECT, regime_on
from press.mandates.models import Mandate
from press.mandates.office import holds_in_office
from press.mandates.states import SINGLE

K = Role.Kind


def may_draft(user: Any, incident: Incident) -> Decision:
    return handles(user, incident)


def may_edit(user: Any, correction: CorrectionRequest) -> Decision:
    return handles(user, correction.incident)


def may_send(user: Any, correction: CorrectionRequest) -> Decision:
    """Who speaks for the agency demands the correction (NĐ 09/2017/NĐ-CP, điểm c khoản 3 Điều 6 và khoản 5 Điều 8; NĐ
    244/2026/NĐ-CP, khoản 6 Điều 7 và khoản 3 Điều 9), and it is not the one who wrote the words."""
    second = second_person(user, correction)
    if not second:
        return second
    if not mandates_of(user, correction.incident, clock.now()):
        return deny(_("It is sent by somebody who holds a mandate to speak for the agency at that moment."))
    open_round = round_is_open(correction, clock.today())
    return open_round and outlet_had_time(correction, clock.now())


def may_answer(user: Any, correction: CorrectionRequest) -> Decision:
    decision = handles(user, correction.incident)
    return decision and answer_is_open(correction)


def may_escalate(user: Any, correction: CorrectionRequest) -> Decision:
    decision = leads(user, correction.incident)
    return decision and escalatable(correction)


def may_close(user: Any, correction: CorrectionRequest) -> Decision:
    return leads(user, correction.incident)


def may_report_to_centre(user: Any, incident: Incident) -> Decision:
    return handles(user, incident)


def may_answer_centre(user: Any, report: CentreReport) -> Decision:
    if report.answered_at is not None:
        return deny(_("Its answer has been recorded; what came later is another report."))
    return handles(user, report.incident)


def may_keep_destinations(user: Any, destination: Destination | None = None) -> Decision:
    if holds_in_office(user, K.SPOKESPERSON) or holds(user, K.ADMINISTRATOR):
        return ALLOW
    return deny(_("This register is kept by the spokesperson of the office and the administrator."))


# --- what the rules above are made of -------------------------------------------------------------


def second_person(user: Any, correction: CorrectionRequest) -> Decision:
    if correction.author_id == user.pk or any(row.writer_id == user.pk for row in correction.writers.all()):
        return deny(_("You wrote or edited these words: somebody else sends them."))
    return ALLOW


def mandates_of(user: Any, incident: Incident, at: datetime) -> Sequence[Mandate]:
    """The person's own mandates at `at` that cover the incident: for the ministry, or for the agency that leads it.
    The head's comes first."""
    held = Mandate.objects.filter(person_id=getattr(user, "pk", None)).valid_at(at).select_related("person", "unit")
    covering = [
        row for row in held if row.unit.kind == Unit.Kind.MINISTRY or same_line(row.unit_id, incident.lead_unit_id)
    ]
    return sorted(covering, key=lambda row: (row.capacity not in SINGLE, row.capacity != "head", row.valid_from))


def rounds_left(correction: CorrectionRequest, day: date) -> int:
    """How many letters may still go out under the law of `day`, before the press may stop carrying the feedback."""
    regime = regime_on(day)
    return max(0, (regime.rounds if regime else 0) - len(correction.rounds.all()))


def round_is_open(correction: CorrectionRequest, day: date) -> Decision:
    regime = regime_on(day)
    if regime is None or rounds_left(correction, day):
        return ALLOW
    return deny(
        _("%(sent)s letters were sent, and under the law of %(day)s the press may stop carrying feedback after "
          "%(rounds)s (%(basis)s): the next step is to escalate.")
        % {
            "sent": len(correction.rounds.all()),
            "day": f"{day:%d/%m/%Y}",
            "rounds": regime.rounds,
            "basis": regime.rounds_basis,
        }
    )  # fmt: skip


def outlet_had_time(correction: CorrectionRequest, at: datetime) -> Decision:
    """Is there nothing that the outlet still has time to answer at `at`?"""
    running = running_clock(correction)
    if running is None or running.due_at <= at:
        return ALLOW
    return deny(
        _("The outlet still has until %(due)s to answer (%(basis)s).")
        % {"due": running.due_words, "basis": running.rule.legal_basis}
    )


def running_clock(correction: CorrectionRequest) -> Clock | None:
    if correction.sent_at is None:
        return None
    rows = Clock.objects.on(correction).open().filter(rule__subject=CLOCK_SUBJECT).select_related("rule")
    running: Clock | None = rows.first()
    return running


def answer_is_open(correction: CorrectionRequest) -> Decision:
    """Can something still be recorded as the outlet's reaction to the last letter?"""
    last = correction.last_round
    if correction.state == CorrectionState.ANSWERED and last is not None and last.is_published:
        return deny(_("The answer and the correction are recorded; what came later answers another letter."))
    return ALLOW


def is_satisfied(correction: CorrectionRequest) -> bool:
    """Did the outlet do what was demanded: took the article down, or published a correction that meets every demand?"""
    if correction.outcome == Outcome.REMOVED:
        return True
    last = correction.last_round
    if last is None or not last.is_published or not all(last.form.values()):
        return False
    return correction.outcome == Outcome.APOLOGISED or not correction.asks_apology


def escalatable(correction: CorrectionRequest) -> Decision:
    """After a missed clock, a refusal, a correction that falls short, or the last letter that the law carries."""
    if correction.state == CorrectionState.ANSWERED:
        if is_satisfied(correction):
            return deny(_("The outlet did what was demanded: close the request."))
        return ALLOW
    last = correction.last_round
    if (
        correction.state == CorrectionState.SENT
        and last is not None
        and rounds_left(correction, hanoi_date(last.sent_at))
    ):
        waited = outlet_had_time(correction, clock.now())
        if not waited:
            return deny(
                _("%(waiting)s It is escalated once that has passed, or when the outlet refuses or falls short.")
                % {"waiting": waited.reason}
            )
    return ALLOW


def why_escalated(correction: CorrectionRequest) -> str:
    """Which of the reasons stands, as a code for the evidence."""
    last = correction.last_round
    if correction.state == CorrectionState.ANSWERED:
        return "refused" if correction.outcome == Outcome.REFUSED else "insufficient"
    if correction.state == CorrectionState.ESCALATED:
        return "escalated_before"
    if last is not None and not outlet_had_time(correction, clock.now()):
        return "rounds_used"
    return "no_answer"
