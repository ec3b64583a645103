"""Who may do what with claims."""

from typing import Any

from django.utils.translation import gettext as _

from comms.core.decisions import ALLOW, Decision, deny
from incidents.models import ANSWERED, Claim, Incident
from incidents.policies.incidents import handles, leads, may_report
from incidents.states import REFUTABLE, ClaimState
from press.releases.states import CORRECTABLE


def may_report_claim(user: Any, incident: Incident) -> Decision:
    """Whoever sees the incident and does not only read."""
    return may_report(user)


def may_check(user: Any, claim: Claim) -> Decision:
    """What was answered is taken back by who leads."""
    return leads(user, claim.incident) if claim.state in ANSWERED else handles(user, claim.incident)


def may_add_evidence(user: Any, claim: Claim) -> Decision:
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
