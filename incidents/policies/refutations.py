"""Who does what with refutations, with the reason that the person reads."""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role
from comms.org.selectors import acts_for, holds
from incidents.models import Claim, Incident, Refutation
from incidents.policies.claims import refutable
from incidents.policies.incidents import handles, leads
from incidents.states import Means
from press.mandates.office import holds_in_office
from press.releases.states import CORRECTABLE

K = Role.Kind
# Thông tư 02/2019/TT-BTTTT, Điều 6: the five parts; beside them what the public reads.
PARTS = ("false_content", "effect", "true_nature", "legal_grounds", "messages")
WORDS = ("title", *PARTS, "public_text")
LABELS = {
    "title": gettext_lazy("title"),
    "false_content": gettext_lazy("the false content and how it developed"),
    "effect": gettext_lazy("its effect on the reputation"),
    "true_nature": gettext_lazy("the true nature of the matter"),
    "legal_grounds": gettext_lazy("legal grounds and precedents"),
    "messages": gettext_lazy("proposed messages"),
    "public_text": gettext_lazy("the text for the public"),
}


def may_draft(user: Any, claim: Claim) -> Decision:
    decision = handles(user, claim.incident)
    return decision and refutable(claim)


def may_update(user: Any, refutation: Refutation) -> Decision:
    return handles(user, refutation.incident)


may_submit = may_update


def may_check(user: Any, refutation: Refutation) -> Decision:
    if not holds(user, K.LEGAL_CHECKER):
        return deny(_("This is done by a legal checker."))
    if wrote(user, refutation):
        return deny(_("You wrote or edited these words: somebody else checks them."))
    return ALLOW


def may_return(user: Any, refutation: Refutation) -> Decision:
    """Whoever checks or approves may give it back, and who leads the incident."""
    if holds(user, K.LEGAL_CHECKER) or speaks(user, refutation.incident):
        return ALLOW
    return leads(user, refutation.incident)


def may_approve(user: Any, refutation: Refutation) -> Decision:
    if not speaks(user, refutation.incident):
        return deny(_("This is approved by the spokesperson of the office or of the lead unit."))
    if wrote(user, refutation):
        return deny(_("You wrote or edited these words: somebody else approves them."))
    if refutation.checker_id == user.pk:
        return deny(_("You did the legal check: somebody else approves it."))
    return ALLOW


def may_publish(user: Any, refutation: Refutation) -> Decision:
    return leads(user, refutation.incident)


def may_release(user: Any, refutation: Refutation) -> Decision:
    """Who handles the incident and drafts releases."""
    if not holds(user, K.PRESS_OFFICER):
        return deny(_("Releases are drafted by press officers."))
    return handles(user, refutation.incident)


def speaks(user: Any, incident: Incident) -> bool:
    return holds_in_office(user, K.SPOKESPERSON) or acts_for(user, incident.lead_unit_id, K.SPOKESPERSON)


def wrote(user: Any, refutation: Refutation) -> bool:
    """Is the person the author, or one of those who drafted or edited the words before?"""
    return refutation.author_id == user.pk or refutation.writers.filter(writer_id=user.pk).exists()


def missing(refutation: Refutation) -> list[str]:
    """Which of the parts are not written yet."""
    return [name for name in WORDS if not getattr(refutation, name)]


def words_digest(refutation: Refutation) -> str:
    """SHA-256 of what is approved: the parts, the public text, and the claim with its conclusion, which go out with
    them."""
    row = refutation.verdict_row
    words = {name: getattr(refutation, name) for name in WORDS}
    words |= {"claim": refutation.claim.text, "verdict": row.verdict, "legal_source": row.legal_source}
    return hashlib.sha256(json.dumps(words, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def release_revoked(refutation: Refutation) -> bool:
    """Was the release by which it was published withdrawn or voided since?"""
    release = refutation.release if refutation.means == Means.RELEASE else None
    return refutation.published_at is not None and release is not None and release.state not in CORRECTABLE
