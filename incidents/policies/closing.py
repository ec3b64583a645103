"""Is the matter itself ready to be closed, whoever asks?"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.deadlines.models import Clock
from incidents.answering import is_answered
from incidents.models import Incident, VerdictNotice
from incidents.states import ANSWER_FROM, FIRST_STATEMENT_SUBJECT, ClaimState
from incidents.states.handling import AgreementState
from incidents.states.intake import PublicReportState
from incidents.states.redress import CorrectionState
from incidents.states.refutations import NoticeState

# The outlet owes something, or its answer waits to be judged.  What went to another body may take a court's time.
AT_THE_OUTLET = (CorrectionState.SENT, CorrectionState.ANSWERED)


@dataclass(frozen=True)
class Check:
    """One thing that is looked at before an incident is closed, in words that the person reads.

    An unmet one refuses the closing with `code`; one that only `warns` does not.
    """

    met: bool
    words: str
    code: str = "not_closable"
    warns: bool = False


def clock_runs(incident: Incident) -> bool:
    return Clock.objects.on(incident).open().filter(rule__subject=FIRST_STATEMENT_SUBJECT).exists()


def closing_checks(incident: Incident) -> list[Check]:
    """What closing needs.  The page shows this list before the button, and the service refuses by it."""
    return [_severity(incident), _answer(incident), _corrections(incident)]


def closing_warnings(incident: Incident) -> list[Check]:
    """What is still open and does not keep the incident open."""
    asked = incident.agreements.filter(state=AgreementState.ASKED).exists()
    told = incident.public_reports.filter(state=PublicReportState.TAKEN).exists()
    unjudged = incident.claims.filter(state__in=[ClaimState.REPORTED, ClaimState.CHECKING]).exists()
    escalated = incident.correction_requests.filter(state=CorrectionState.ESCALATED).exists()
    uninformed = VerdictNotice.objects.filter(claim__incident=incident, state=NoticeState.OWED).exists()
    found = [
        (unjudged, _("A claim of it has no verdict yet.")),
        (asked, _("Another agency was asked to agree on the content and has not answered.")),
        (told, _("Somebody of the public who reported it has no answer yet.")),
        (escalated, _("A correction request was escalated and is not closed.")),
        (uninformed, _("Somebody who had an earlier conclusion was not told that it changed.")),
    ]
    return [Check(met=False, words=words, warns=True) for open_still, words in found if open_still]


def closable(incident: Incident) -> Decision:
    refusal = closing_refusal(incident)
    return deny(refusal.words) if refusal else ALLOW


def closing_refusal(incident: Incident) -> Check | None:
    """The first check that keeps it open."""
    return next((check for check in closing_checks(incident) if not check.met), None)


def _severity(incident: Incident) -> Check:
    if incident.severity is None:
        return Check(False, _("The severity is undetermined: assess it first, or dismiss the report."))
    return Check(True, _("The severity is determined."))


def _answer(incident: Incident) -> Check:
    if incident.drill:
        return Check(True, _("A drill needs no answer."))
    if is_answered(incident):
        return Check(True, _("It was answered by an issued release or a given statement."))
    if incident.is_waived:
        return Check(True, _("Leadership has waived the answer."))
    if (incident.severity is not None and incident.severity >= ANSWER_FROM) or clock_runs(incident):
        return Check(
            False, _("No release was issued and no statement given on it, and leadership has not waived the answer.")
        )
    return Check(True, _("At this severity, and while no legal clock runs, no answer is needed."))


def _corrections(incident: Incident) -> Check:
    if incident.correction_requests.filter(state__in=AT_THE_OUTLET).exists():
        return Check(
            False, _("A correction request to an outlet is running: close or escalate it first."), "correction_running"
        )
    return Check(True, _("No correction request is running."))
