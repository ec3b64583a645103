"""Earlier claims that say the same as a text."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
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


def earlier_claims(user: Any, text: str) -> list[Candidate]:
    """The claims among those that the person sees which a new text repeats, the likest first; at most MOST.

    What the person may not see has no part in it: it is neither looked at nor does it take the place of another.
    """
    return like(Claim.objects.visible_to(user), read(text))


def like(rows: "QuerySet[Claim]", reading: Reading) -> list[Candidate]:
    """The claims among `rows` that are like the text, from THRESHOLD on: one query, and one for those that are found.

    In the index each pair of the text is counted up to COMMON.  By the rarest RAREST the claims are found that share
    the most of them; common pairs are used only where there are fewer than ENOUGH others.
    """
    pairs = pairs_of(reading)
    if not pairs:
        return []
    bare = fold(reading.text)
    texts = [(fuzz.token_set_ratio(bare, folded), pk, text) for pk, text, folded in _sharing(rows, pairs)]
    texts.sort(reverse=True)
    scored = [(likeness(reading, read(text)), pk) for alike, pk, text in texts[:COMPARED] if alike >= ALIKE]
    best = sorted((one for one in scored if one[0].score >= THRESHOLD), key=lambda one: -one[0].score)[:MOST]
    claims = Claim.objects.in_bulk([pk for _likeness, pk in best]) if best else {}
    return [Candidate(claims[pk], found) for found, pk in best]


def _sharing(rows: "QuerySet[Claim]", pairs: Sequence[int]) -> list[tuple[UUID, str, str]]:
    """Key, text and folded text of at most LOOKED_AT claims that share rare pairs, those that share the most first.

    One statement, the same for both databases but for how it is handed a list of numbers.
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
        ), sharing AS (
            SELECT held.claim_id, count(*) AS shared
            FROM ranked JOIN {_PAIRS} AS held ON held.pair = ranked.pair
            WHERE ranked.place <= {RAREST} AND (ranked.known_by < {COMMON} OR ranked.place <= {ENOUGH})
                AND held.claim_id IN ({visible})
            GROUP BY held.claim_id ORDER BY shared DESC, held.claim_id LIMIT {LOOKED_AT}
        )
        SELECT claim.id, claim.text, claim.folded FROM sharing JOIN {_CLAIMS} AS claim ON claim.id = sharing.claim_id
        """  # noqa: S608  # names of own tables, and the visibility as the database gets it everywhere
    with connection.cursor() as cursor:
        cursor.execute(statement, [given(pairs), *of_visible])
        return [(key if isinstance(key, UUID) else UUID(key), text, folded) for key, text, folded in cursor.fetchall()]


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
