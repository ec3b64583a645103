"""Earlier claims that say the same as a text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from rapidfuzz import fuzz

from comms.core.text import fold
from incidents.matching import THRESHOLD, Likeness, Reading, likeness, pairs_of, read
from incidents.models import Claim, ClaimMatch, ClaimPair

# Suggestions for one text.
MOST = 5
# The rarest pairs of the text by which candidates are looked for.
RAREST = 8
# A pair is counted up to this: one that so many claims have says little.
COMMON = 300
# Candidates whose text is looked at, and those of them that are compared word by word.
LOOKED_AT = 30
COMPARED = 8

# With fewer rare pairs than this a common one is asked for too.
ENOUGH = 3
_ASKED = {
    "postgresql": "unnest(%s::bigint[]) AS asked(pair)",
    "sqlite": "(SELECT value AS pair FROM json_each(%s)) AS asked",
}


@dataclass(frozen=True)
class Candidate:
    """An earlier claim and how much it is alike."""

    claim: Claim
    likeness: Likeness


def earlier_claims(user: Any, text: str) -> list[Candidate]:
    """The claims among those that the person sees which a new text repeats, the likest first; at most MOST.

    What the person may not see has no part in it: it is neither looked at nor does it take the place of another.
    """
    return like(Claim.objects.visible_to(user), read(text))


def like(rows: "QuerySet[Claim]", reading: Reading) -> list[Candidate]:
    """The claims among `rows` that are like the text, from THRESHOLD on; three queries, whatever their number."""
    pairs = rarest(pairs_of(reading))
    if not pairs:
        return []
    found = rows.order_by().filter(pairs__pair__in=pairs).values_list("pk").annotate(hits=Count("pairs"))
    ids = [pk for pk, _hits in found.order_by("-hits", "pk")[:LOOKED_AT]]
    bare = fold(reading.text)
    claims = list(Claim.objects.filter(pk__in=ids).order_by("first_seen_at", "id"))
    claims.sort(key=lambda claim: fuzz.token_set_ratio(bare, claim.folded), reverse=True)
    likely = [Candidate(claim, likeness(reading, read(claim.text))) for claim in claims[:COMPARED]]
    likely.sort(key=lambda one: one.likeness.score, reverse=True)
    return [one for one in likely if one.likeness.score >= THRESHOLD][:MOST]


def rarest(pairs: Sequence[int]) -> list[int]:
    """Those of the pairs that any claim has, the rarest RAREST.  Each is counted in the index up to COMMON; common ones
    only where there are fewer than ENOUGH rare ones."""
    if not pairs:
        return []
    table = connection.ops.quote_name(ClaimPair._meta.db_table)
    statement = (
        f"SELECT asked.pair, (SELECT count(*) FROM (SELECT 1 FROM {table} AS known"  # noqa: S608  # a table's own name
        f" WHERE known.pair = asked.pair LIMIT {COMMON}) AS bounded) FROM {_ASKED[connection.vendor]}"
    )
    given = list(pairs) if connection.vendor == "postgresql" else json.dumps(list(pairs))
    with connection.cursor() as cursor:
        cursor.execute(statement, [given])
        counted = sorted((count, pair) for pair, count in cursor.fetchall() if count)
    rare = [pair for count, pair in counted if count < COMMON]
    common = [pair for count, pair in counted if count >= COMMON]
    return (rare if len(rare) >= ENOUGH else rare + common[: ENOUGH - len(rare)])[:RAREST]


def matches_shown_to(user: Any) -> "QuerySet[ClaimMatch]":
    """Matches of which the person sees both claims."""
    seen = Claim.objects.visible_to(user).filter(pk=OuterRef("earlier_id"))
    rows: QuerySet[ClaimMatch] = ClaimMatch.objects.visible_to(user).filter(Exists(seen))
    return rows.select_related("claim__incident", "earlier__incident", "decided_by")


def matches_of(user: Any, claim: Claim) -> "QuerySet[ClaimMatch]":
    """The earlier claims that this one was found to be like, the likest first."""
    return matches_shown_to(user).filter(claim=claim).order_by("-score", "id")


def repetitions_of(user: Any, claim: Claim) -> "QuerySet[Claim]":
    """Visible claims of the same content: the first one and all that repeat it, without this one."""
    root = claim.repeats_id or claim.pk
    same = Claim.objects.visible_to(user).filter(Q(repeats=root) | Q(pk=root)).exclude(pk=claim.pk)
    return same.select_related("incident").order_by("first_seen_at", "id")
