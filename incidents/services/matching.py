"""The index of claims, and what a person makes of a claim that looks like an earlier one.

`repeats` always points to the first claim of its content, never to one that repeats another.  Locks: the incident of
the later claim → every claim that is touched, by key → the match → head of the audit chain.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.decisions import require
from comms.core.errors import Conflict
from comms.core.records import found, locked
from comms.core.states import change, move
from comms.org.models import User
from incidents.matching import Reading, pairs_of, read
from incidents.models import Claim, ClaimMatch, ClaimPair
from incidents.policies import matching as policies
from incidents.selectors.matching import comparable, like, matches_shown_to
from incidents.services.common import entry, locked_incident, refuse_ended
from incidents.states import EntryKind, MatchState


def claim_index(claim: Claim) -> None:
    """Make a new claim findable, and keep which earlier ones it is like.  In the transaction that reports it.

    Suggested is what the reporter could see, and what anybody could: whoever reads later is shown those of which they
    see both claims.
    """
    reading = read(claim.text)
    others = comparable(Claim.objects.exclude(pk=claim.pk), drill=claim.incident.drill)
    seen = like(others.visible_to(claim.reporter), reading)  # type: ignore[attr-defined]  # of claims
    every = like(others, reading)
    suggested = {one.claim.pk: one for one in (*seen, *every)}.values()
    ClaimMatch.objects.bulk_create(
        ClaimMatch(claim=claim, earlier=one.claim, score=one.likeness.score, words=list(one.likeness.words))
        for one in suggested
    )
    write_pairs([claim.pk], [reading])


def write_pairs(claim_ids: Iterable[UUID], readings: Iterable[Reading]) -> None:
    """The rows of the index for claims that have none."""
    rows = (
        ClaimPair(claim_id=claim_id, pair=pair)
        for claim_id, reading in zip(claim_ids, readings, strict=True)
        for pair in pairs_of(reading)
    )
    ClaimPair.objects.bulk_create(rows, batch_size=2_000)


@transaction.atomic
def claims_index_again(claim_ids: Iterable[UUID]) -> int:
    """Write the index of these claims anew, after the reading of texts has changed.  Returns how many there were."""
    claims = list(Claim.objects.filter(pk__in=list(claim_ids)).order_by("pk"))
    ClaimPair.objects.filter(claim__in=[claim.pk for claim in claims]).delete()
    write_pairs([claim.pk for claim in claims], [read(claim.text) for claim in claims])
    return len(claims)


@transaction.atomic
def match_confirm(*, actor: User, match_id: UUID, version: int) -> ClaimMatch:
    """The claim repeats the earlier one: `claim.repeats` is then the first claim of that content.

    Claims that were found to repeat this one follow.
    Raises NotAllowed, IllegalTransition, StaleVersion, Conflict (`already_repeats` another one, `changed_meanwhile`,
    incident ended).
    """
    match, claims = _locked(actor, match_id)
    require(policies.may_confirm(actor, match))
    claim = claims[match.claim_id]
    root = claims[match.earlier_id].repeats_id or match.earlier_id
    if claim.repeats_id not in (None, root):
        detail = _("This claim was already confirmed as a repetition of another one: reject that match first.")
        raise Conflict(detail, code="already_repeats")
    move(match, "confirm", expected_version=version, decided_by=actor, decided_at=clock.now())
    followers = [one for one in claims.values() if one.repeats_id == claim.pk]
    if claim.repeats_id is None:
        change(claim, expected_version=None, repeats_id=root)
    for follower in followers:
        change(follower, expected_version=None, repeats_id=root)
    entry(match.claim.incident, EntryKind.MATCH_CONFIRMED, actor=actor, about=claims[match.earlier_id])
    _noted(actor, "confirmed", match, followers)
    return match


@transaction.atomic
def match_reject(*, actor: User, match_id: UUID, version: int) -> ClaimMatch:
    """The claim says something else, also where it was confirmed before.

    Claims that repeat the earlier one only through this claim then repeat this one.
    Raises NotAllowed, IllegalTransition, StaleVersion, Conflict (`changed_meanwhile`, incident ended).
    """
    match, claims = _locked(actor, match_id)
    require(policies.may_reject(actor, match))
    was_confirmed = match.state == MatchState.CONFIRMED
    move(match, "reject", expected_version=version, decided_by=actor, decided_at=clock.now())
    claim, followers = claims[match.claim_id], []
    others = claim.matches.filter(state=MatchState.CONFIRMED)
    if was_confirmed and not others.exists():
        root = claim.repeats_id
        change(claim, expected_version=None, repeats_id=None)
        followers = [claims[pk] for pk in _descendants(claim) if pk in claims and claims[pk].repeats_id == root]
        for follower in followers:
            change(follower, expected_version=None, repeats_id=claim.pk)
    _noted(actor, "rejected", match, followers)
    return match


def _locked(actor: User, match_id: UUID) -> tuple[ClaimMatch, dict[UUID, Claim]]:
    """The match with every claim that a decision on it may touch, all locked.

    Who was to be locked is read first; where that changed before the locks were held, the caller asks again.
    """
    seen = found(matches_shown_to(actor), pk=match_id)
    incident = locked_incident(actor, seen.claim.incident_id)
    refuse_ended(incident)
    touched = _touched(seen)
    rows = Claim.objects.filter(pk__in=touched).order_by("pk").select_for_update(no_key=True, of=("self",))
    claims = {claim.pk: claim for claim in rows}
    match = locked(ClaimMatch.objects.visible_to(actor), match_id)
    if not _touched(match) <= touched:
        raise Conflict(_("Somebody else just matched these claims. Please try again."), code="changed_meanwhile")
    match.claim = claims[match.claim_id]
    match.claim.incident = incident
    return match, claims


def _touched(match: ClaimMatch) -> set[UUID]:
    claim = Claim.objects.get(pk=match.claim_id)
    following = Claim.objects.filter(repeats=match.claim_id).values_list("pk", flat=True)
    return {match.claim_id, match.earlier_id, *following, *_descendants(claim)}


def _descendants(claim: Claim) -> list[UUID]:
    """Claims that were confirmed to repeat this one, or one of those, and nothing else."""
    family: list[UUID] = [claim.pk]
    newest = [claim.pk]
    while newest:
        confirmed = ClaimMatch.objects.filter(state=MatchState.CONFIRMED)
        outside = confirmed.exclude(earlier__in=family).values("claim")
        next_ones = confirmed.filter(earlier__in=newest).exclude(claim__in=family).exclude(claim__in=outside)
        newest = list(next_ones.order_by("claim").values_list("claim", flat=True).distinct())
        family += newest
    return family[1:]


def _noted(actor: User, decision: str, match: ClaimMatch, followers: Iterable[Claim]) -> None:
    """The evidence names the match alone: the earlier claim may be hidden from who reads it."""
    for follower in followers:
        record(actor=actor, action="incidents.claim.repeats_moved", target=follower)
    record(
        actor=actor,
        action=f"incidents.claim.match_{decision}",
        target=match.claim,
        match=match.pk,
        score=match.score,
    )
