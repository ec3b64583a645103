"""Conclusions on claims: what they rest on, what was concluded and when, and what follows when one changes.

Locks: incident → claim → refutation → head of the audit chain.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen, cleaned, required
from comms.core.decisions import require
from comms.core.errors import Invalid
from comms.core.states import change, move
from comms.org.models import User
from incidents import policies
from incidents.models import ANSWERED, Claim, ClaimEvidence, ClaimVerdict, Refutation
from incidents.services.common import entry, locked_claim, refuse_illegal
from incidents.services.sightings import captured
from incidents.services.verdict_notices import notices_owe
from incidents.states import STANDING, EntryKind, RefutationState, Verdict

UNANSWERED: dict[str, Any] = {"refuting_release": None, "refuting_statement": None, "refuting_post": None}


@transaction.atomic
def claim_evidence_add(
    *, actor: User, claim_id: UUID, title: str, url: str = "", note: str = "", upload: Any = None
) -> ClaimEvidence:
    """Keep what a conclusion may rest on: a document, an address (text, never fetched), a stored file (a
    picture is written anew).

    Raises NotAllowed, Invalid, Conflict (incident ended), and what storing a file refuses.
    """
    claim = locked_claim(actor, claim_id)
    require(policies.may_add_evidence(actor, claim))
    title = required(ClaimEvidence, "title", title)
    url, note = cleaned(ClaimEvidence, "url", url), cleaned(ClaimEvidence, "note", note)
    stored, received = captured(actor, upload, claim) if upload is not None else (None, "")
    row = ClaimEvidence.objects.create(
        claim=claim, title=title, url=url, note=note, file=stored, added_by=actor, added_at=clock.now()
    )
    record(
        actor=actor,
        action="incidents.claim.evidence_added",
        target=claim,
        evidence=row.pk,
        file=stored.pk if stored else None,
        sha256=stored.sha256 if stored else "",
        received_sha256=received,
    )
    return row


@transaction.atomic
def claim_check(*, actor: User, claim_id: UUID, version: int, reason: str = "") -> Claim:
    """Begin to verify, or verify again what was judged: the earlier conclusion stays in the history.

    Also after the answer went out, with a `reason`.  What refuted the claim answers it no longer, a refutation that
    stands is superseded; `published_at` stays, since what the public once read is not unread.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid (`reason`).
    """
    claim = locked_claim(actor, claim_id)
    require(policies.may_check(actor, claim))
    refuse_illegal(claim, "check", version)
    reason = cleaned(Claim, "evidence", reason)
    if claim.state in ANSWERED and not reason:
        raise Invalid.field("reason", _("It was answered: say why it is verified again."), code="required")
    facts: dict[str, Any] = {"verdict_before": claim.verdict}
    if claim.state in ANSWERED:
        facts |= {"answered_as": claim.state, "reason": reason}
    if superseded := supersede(actor, claim):
        facts["superseded"] = [refutation.pk for refutation in superseded]
    move(claim, "check", expected_version=version, verdict=None, verifier=None, judged_at=None, **UNANSWERED)
    entry(claim.incident, EntryKind.CLAIM_CHECKING, actor=actor, text=reason, about=claim)
    record(actor=actor, action="incidents.claim.checking", target=claim, **facts)
    return claim


@transaction.atomic
def claim_judge(
    *, actor: User, claim_id: UUID, version: int, verdict: str, evidence: str, legal_source: str = ""
) -> Claim:
    """Conclude: false, misleading, true or unverifiable, on named evidence.

    A conclusion that differs from the one before is owed to everybody who had that one (`notices_owe`).
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid without evidence.
    """
    claim = locked_claim(actor, claim_id)
    require(policies.may_judge(actor, claim))
    before, now = claim.verdicts.order_by("no").last(), clock.now()
    move(
        claim,
        "judge",
        expected_version=version,
        verdict=chosen("verdict", verdict, Verdict),
        evidence=required(Claim, "evidence", evidence),
        legal_source=cleaned(Claim, "legal_source", legal_source),
        verifier=actor,
        judged_at=now,
    )
    after = ClaimVerdict.objects.create(
        claim=claim,
        no=before.no + 1 if before else 1,
        verdict=verdict,
        evidence=claim.evidence,
        legal_source=claim.legal_source,
        verifier=actor,
        judged_at=now,
    )
    entry(claim.incident, EntryKind.CLAIM_JUDGED, actor=actor, text=claim.evidence, about=claim)
    notices = 0
    if before is not None and before.verdict != verdict:
        with translation.override("vi"):  # what is stored is not translated when it is read
            words = f"{before.get_verdict_display()} → {after.get_verdict_display()}"
        entry(claim.incident, EntryKind.VERDICT_CHANGED, actor=actor, text=words, about=claim)
        notices = notices_owe(actor, claim, before, after)
    record(
        actor=actor,
        action="incidents.claim.judged",
        target=claim,
        verdict=verdict,
        verdict_before=before.verdict if before else None,
        notices=notices,
    )
    return claim


def supersede(actor: User, claim: Claim) -> list[Refutation]:
    """End the refutation of the locked claim that stands, whatever its state: its conclusion stands no longer."""
    rows = list(Refutation.objects.filter(claim=claim, state__in=STANDING).select_for_update(no_key=True, of=("self",)))
    for row in rows:
        change(row, expected_version=None, state=RefutationState.SUPERSEDED, superseded_at=clock.now())
        entry(claim.incident, EntryKind.REFUTATION_SUPERSEDED, actor=actor, about=row)
    return rows
