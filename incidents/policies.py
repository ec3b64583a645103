"""Who may do what with incidents and claims, with the reason that the person reads."""

from typing import Any

from django.utils.translation import gettext as _

from comms.core.decisions import ALLOW, Decision, deny
from comms.deadlines.models import Clock
from comms.org.models import Role
from comms.org.selectors import acts_for, holds
from incidents.answering import is_answered
from incidents.models import Claim, Incident
from incidents.states import ANSWER_FROM, FIRST_STATEMENT_SUBJECT, REFUTABLE, ClaimState, IncidentState
from press.mandates.models import PRESS_ROLES
from press.mandates.office import holds_in_office
from press.releases.states import CORRECTABLE

K = Role.Kind
REPORTERS = (K.OFFICER, K.UNIT_HEAD, K.PRESS_OFFICER, K.LEGAL_CHECKER, K.SPOKESPERSON, K.LEADERSHIP)
LEADERS = (K.UNIT_HEAD, *PRESS_ROLES)


# --- the two circles ------------------------------------------------------------------------------


def leads(user: Any, incident: Incident) -> Decision:
    """Decides on the incident: the press roles of the office, or head and press roles of the lead unit."""
    if holds_in_office(user, *PRESS_ROLES) or acts_for(user, incident.lead_unit_id, *LEADERS):
        return ALLOW
    return deny(_("This is decided by the press desk of the office or the head of the lead unit."))


def handles(user: Any, incident: Incident) -> Decision:
    """Works on the incident: who leads it, and the officers of the lead unit."""
    if leads(user, incident) or acts_for(user, incident.lead_unit_id, K.OFFICER):
        return ALLOW
    return deny(_("This is done by the press desk of the office or by the lead unit."))


# --- incidents ------------------------------------------------------------------------------------


def may_report(user: Any) -> Decision:
    if holds(user, *REPORTERS):
        return ALLOW
    return deny(_("Your role only reads."))


def may_restrict(user: Any) -> Decision:
    if holds(user, K.LEADERSHIP) or holds_in_office(user, *PRESS_ROLES):
        return ALLOW
    return deny(_("Only the press desk of the office and leadership restrict an incident."))


def may_edit(user: Any, incident: Incident) -> Decision:
    if incident.state == IncidentState.REPORTED and incident.reporter_id == user.pk:
        return ALLOW
    return leads(user, incident)


may_triage = may_assess = may_contain = may_reopen = may_review = leads
may_activate = handles


def may_dismiss(user: Any, incident: Incident) -> Decision:
    decision = leads(user, incident)
    if decision and clock_runs(incident):
        return deny(_("A legal clock is running: close the incident with an answer or a waiver."))
    return decision


def may_waive(user: Any, incident: Incident) -> Decision:
    if holds(user, K.LEADERSHIP):
        return ALLOW
    return deny(_("Only leadership decides that the ministry does not answer."))


def may_close(user: Any, incident: Incident) -> Decision:
    decision = leads(user, incident)
    return decision and closable(incident)


def closable(incident: Incident) -> Decision:
    """Is the matter itself ready to be closed, whoever asks?"""
    if incident.severity is None:
        return deny(_("The severity is undetermined: assess it first, or dismiss the report."))
    if incident.drill or incident.is_waived or is_answered(incident):
        return ALLOW
    if incident.severity >= ANSWER_FROM or clock_runs(incident):
        return deny(_("No release was issued and no statement given on it, and leadership has not waived the answer."))
    return ALLOW


def clock_runs(incident: Incident) -> bool:
    return Clock.objects.on(incident).open().filter(rule__subject=FIRST_STATEMENT_SUBJECT).exists()


def may_write_timeline(user: Any, incident: Incident) -> Decision:
    return ALLOW if holds(user, K.LEADERSHIP) else handles(user, incident)


may_link = handles


# --- claims ---------------------------------------------------------------------------------------


def may_report_claim(user: Any, incident: Incident) -> Decision:
    """Whoever sees the incident and does not only read."""
    return may_report(user)


def may_check(user: Any, claim: Claim) -> Decision:
    return handles(user, claim.incident)


def may_judge(user: Any, claim: Claim) -> Decision:
    return leads(user, claim.incident)


def may_refute(user: Any, claim: Claim) -> Decision:
    decision = leads(user, claim.incident)
    return decision and refutable(claim)


def refutable(claim: Claim) -> Decision:
    if claim.verdict not in REFUTABLE:
        return deny(_("Only what was judged false or misleading is refuted."))
    if claim.state == ClaimState.PUBLISHED and not refutation_revoked(claim):
        return deny(_("Its published refutation stands; there is nothing to replace."))
    return ALLOW


def may_publish(user: Any, claim: Claim) -> Decision:
    decision = leads(user, claim.incident)
    return decision and publishable(claim)


def publishable(claim: Claim) -> Decision:
    """Can the public read what refutes the claim?"""
    release = claim.refuting_release
    if refutation_revoked(claim):
        return deny(_("The release that refutes it was withdrawn or voided: name another refutation."))
    if release is not None and release.under_embargo:
        return deny(_("The release that refutes it is still under embargo: nobody can read it yet."))
    return ALLOW


def refutation_revoked(claim: Claim) -> bool:
    """Was the release that refutes it withdrawn or voided since?  A statement that was given stays given."""
    return claim.refuting_release is not None and claim.refuting_release.state not in CORRECTABLE
