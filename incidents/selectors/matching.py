"""Earlier claims that say the same as a text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from rapidfuzz import fuzz

from comms.core.text import fold
from incidents.matching import THRESHOLD, Likeness, Reading, likeness, pairs_of, read
from incidents.models import Claim, ClaimMatch, ClaimPair
from press.releases.models import Release
from press.speaking.models import Statement

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
    """An earlier claim and how much it is alike; `answer` is what refutes it ({type, id}), once it was asked for."""

    claim: Claim
    likeness: Likeness
    answer: dict[str, Any] | None = None


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


def with_answers(user: Any, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with what refutes each, where the person sees that too; two queries."""
    releases = {one.claim.refuting_release_id for one in candidates} - {None}
    statements = {one.claim.refuting_statement_id for one in candidates} - {None}
    seen_releases = set(Release.objects.visible_to(user).filter(pk__in=releases).values_list("pk", flat=True))
    seen_statements = set(Statement.objects.visible_to(user).filter(pk__in=statements).values_list("pk", flat=True))
    answered = []
    for one in candidates:
        answer: dict[str, Any] | None = None
        if one.claim.refuting_release_id in seen_releases:
            answer = {"type": "press.release", "id": one.claim.refuting_release_id}
        elif one.claim.refuting_statement_id in seen_statements:
            answer = {"type": "press.statement", "id": one.claim.refuting_statement_id}
        answered.append(replace(one, answer=answer))
    return answered


def matches_shown_to(user: Any) -> "QuerySet[ClaimMatch]":
    """Matches of which the person sees both claims; `seen_release` or `seen_statement` is the id of what refutes the
    earlier one, where the person sees that too."""
    seen = Claim.objects.visible_to(user).filter(pk=OuterRef("earlier_id"))
    release = Release.objects.visible_to(user).filter(pk=OuterRef("earlier__refuting_release_id")).values("pk")
    statement = Statement.objects.visible_to(user).filter(pk=OuterRef("earlier__refuting_statement_id")).values("pk")
    rows: QuerySet[ClaimMatch] = ClaimMatch.objects.visible_to(user).filter(Exists(seen))
    rows = rows.annotate(seen_release=Subquery(release[:1]), seen_statement=Subquery(statement[:1]))
    return rows.select_related("claim__incident", "earlier__incident", "decided_by")


def matches_of(user: Any, claim: Claim) -> "QuerySet[ClaimMatch]":
    """The earlier claims that this one was found to be like, the likest first."""
    return matches_shown_to(user).filter(claim=claim).order_by("-score", "id")


def repetitions_of(user: Any, claim: Claim) -> "QuerySet[Claim]":
    """Visible claims of the same content: the first one and all that repeat it, without this one."""
    root = claim.repeats_id or claim.pk
    same = Claim.objects.visible_to(user).filter(Q(repeats=root) | Q(pk=root)).exclude(pk=claim.pk)
    return same.select_related("incident").order_by("first_seen_at", "id")
