"""Earlier claims that say the same as a text."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.query import RawQuerySet
from rapidfuzz import fuzz

from comms.core.text import fold
from incidents.matching import THRESHOLD, Likeness, Reading, likeness, pairs_of, read
from incidents.models import Claim, ClaimMatch, ClaimPair
from press.releases.models import Release
from press.speaking.models import Statement

# Suggestions for one text.
MOST = 5
# The rarest pairs of the text by which candidates are looked for, and how many where all of them are common.
RAREST, ENOUGH = 8, 3
# A pair is counted up to this: one that so many claims have says little.
COMMON = 100
# Candidates whose letters are compared at once, and those of them that are compared word by word.
LOOKED_AT, COMPARED = 20, 5
# Of 100, by letters.  Below it nothing reaches THRESHOLD: the least alike of the labelled ones to choose by has 69.
ALIKE = 60

# A limit that cuts nothing off: with it both databases sort first and ask for visibility after.
_ALL = 2**31
_PAIRS, _CLAIMS = ClaimPair._meta.db_table, Claim._meta.db_table
_ASKED: dict[str, tuple[str, Callable[[Sequence[int]], Any]]] = {
    "postgresql": ("unnest(%s::bigint[]) AS asked(pair)", list),
    "sqlite": ("(SELECT value AS pair FROM json_each(%s)) AS asked", json.dumps),
}


@dataclass(frozen=True)
class Candidate:
    """An earlier claim and how much it is alike; `answer` is what refutes it ({type, id}), once it was asked for."""

    claim: Claim
    likeness: Likeness
    answer: dict[str, Any] | None = None


def earlier_claims(user: Any, text: str, *, drill: bool = False) -> list[Candidate]:
    """The claims among those that the person sees which a new text repeats, the likest first; at most MOST.

    What the person may not see has no part in it: it is neither looked at nor does it take the place of another.
    """
    return like(comparable(Claim.objects.visible_to(user), drill=drill), read(text))


def comparable(rows: "QuerySet[Claim]", *, drill: bool) -> "QuerySet[Claim]":
    """With which claims one is compared: a drill's with all of them, a real one with none of a drill.  What a drill
    concluded was made up, and would stand in the forms of the real matter."""
    return rows if drill else rows.filter(incident__drill=False)


def like(rows: "QuerySet[Claim]", reading: Reading) -> list[Candidate]:
    """The claims among `rows` that are like the text, from THRESHOLD on: one query.

    In the index each pair of the text is counted up to COMMON.  By the rarest RAREST the claims are found that share
    the most of them; common pairs are used only where there are fewer than ENOUGH others.
    """
    pairs = pairs_of(reading)
    if not pairs:
        return []
    bare = fold(reading.text)
    alike = [(fuzz.token_set_ratio(bare, claim.folded), claim) for claim in _sharing(rows, pairs)]
    alike.sort(key=lambda one: -one[0])
    found = [Candidate(claim, likeness(reading, read(claim.text))) for by, claim in alike[:COMPARED] if by >= ALIKE]
    best = [one for one in found if one.likeness.score >= THRESHOLD]
    # Of those equally alike the one that has an answer, then the one that was there first.
    return sorted(best, key=lambda one: (-one.likeness.score, not one.claim.is_refuted, one.claim.first_seen_at))[:MOST]


def _sharing(rows: "QuerySet[Claim]", pairs: Sequence[int]) -> "RawQuerySet[Claim]":
    """At most LOOKED_AT claims that share rare pairs, those that share the most first.

    One statement, the same for both databases but for how it is handed a list of numbers.  Who shares the most is
    known before anybody is asked whether they are among `rows`, which stops at the last one that is wanted.
    """
    visible, of_visible = rows.order_by().values("pk").query.get_compiler(connection=connection).as_sql()
    asked, given = _ASKED[connection.vendor]
    statement = f"""
        WITH counted AS MATERIALIZED (
            SELECT asked.pair, (
                SELECT count(*) FROM (SELECT 1 FROM {_PAIRS} AS known WHERE known.pair = asked.pair LIMIT {COMMON})
                AS bounded
            ) AS known_by
            FROM {asked}
        ), ranked AS (
            SELECT pair, known_by, row_number() OVER (ORDER BY known_by, pair) AS place FROM counted WHERE known_by > 0
        ), chosen AS MATERIALIZED (
            SELECT pair FROM ranked WHERE place <= {RAREST} AND (known_by < {COMMON} OR place <= {ENOUGH})
        ), sharing AS (
            SELECT held.claim_id, count(*) AS shared FROM chosen JOIN {_PAIRS} AS held ON held.pair = chosen.pair
            GROUP BY held.claim_id ORDER BY shared DESC, held.claim_id LIMIT {_ALL}
        )
        SELECT claim.* FROM sharing JOIN {_CLAIMS} AS claim ON claim.id = sharing.claim_id
        WHERE claim.id IN ({visible}) ORDER BY sharing.shared DESC, sharing.claim_id LIMIT {LOOKED_AT}
        """  # noqa: S608  # names of own tables, and the visibility as the database gets it everywhere
    return Claim.objects.raw(statement, [given(pairs), *of_visible])


def with_answers(user: Any, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with what refutes each, where the person sees that too; two queries."""
    claims = [one.claim for one in candidates]
    releases = [claim.refuting_release_id for claim in claims if claim.refuting_release_id]
    statements = [claim.refuting_statement_id for claim in claims if claim.refuting_statement_id]
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
