"""Claims as a reader sees them."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum, prefetch_related_objects
from django.db.models.functions import Coalesce, TruncDate

from comms.core.clock import HANOI
from incidents.models import (
    Claim,
    Refutation,
    Sighting,
)
from press.releases.models import Release
from press.speaking.models import Statement

LATEST = 20
# The newest sightings of each claim, as far as an index leads to them.
_OF_EACH = {
    "postgresql": """
        SELECT newest.* FROM unnest(%s::uuid[]) AS asked(claim) CROSS JOIN LATERAL (
            SELECT * FROM incidents_sighting WHERE claim_id = asked.claim
            ORDER BY captured_at DESC, recorded_at DESC, id LIMIT %s
        ) AS newest
        """,
    "sqlite": """
        SELECT newest.* FROM json_each(%s) AS asked JOIN incidents_sighting AS newest ON newest.id IN (
            SELECT id FROM incidents_sighting WHERE claim_id = asked.value
            ORDER BY captured_at DESC, recorded_at DESC, id LIMIT %s
        )
        """,
}


def claims_shown_to(user: Any) -> "QuerySet[Claim]":
    """Visible claims with their incident and `sightings_total`; `seen_release` or `seen_statement` is the id of what
    refutes each, `seen_original` of the claim that it repeats, where the reader sees that too."""
    total = Sighting.objects.filter(claim=OuterRef("pk")).order_by().values("claim").annotate(total=Count("pk"))
    rows: QuerySet[Claim] = Claim.objects.visible_to(user).select_related("incident")
    release = Release.objects.visible_to(user).filter(pk=OuterRef("refuting_release_id")).values("pk")
    statement = Statement.objects.visible_to(user).filter(pk=OuterRef("refuting_statement_id")).values("pk")
    original = Claim.objects.visible_to(user).filter(pk=OuterRef("repeats_id")).values("pk")
    rows = rows.annotate(
        seen_release=Subquery(release[:1]),
        seen_statement=Subquery(statement[:1]),
        seen_original=Subquery(original[:1]),
    )
    return rows.annotate(sightings_total=Coalesce(Subquery(total.values("total")), 0))


def latest_sightings(claims: Iterable[Claim]) -> dict[Any, list[Sighting]]:
    """The newest sightings (at most LATEST) of each of the claims, which the caller fetched through visibility, by
    claim id: one statement that reads no others, however many there are, and one for who recorded them."""
    ids = [claim.pk for claim in claims]
    given: Any = ids if connection.vendor == "postgresql" else json.dumps([pk.hex for pk in ids])
    rows = list(Sighting.objects.raw(_OF_EACH[connection.vendor], [given, LATEST]))
    prefetch_related_objects(rows, "recorded_by")
    beside: dict[Any, list[Sighting]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.captured_at, row.recorded_at, -row.pk.int), reverse=True):
        beside[row.claim_id].append(row)
    return beside


def seen_refutation(user: Any, claim: Claim) -> Release | Statement | Refutation | None:
    """What refutes the claim, if the reader may see it; a post on an official channel is seen with the claim."""
    if claim.refuting_post_id is not None:
        return claim.refuting_post
    for model, answer in ((Release, claim.refuting_release), (Statement, claim.refuting_statement)):
        if answer is not None and model.objects.visible_to(user).filter(pk=answer.pk).exists():
            return answer
    return None


def claims_listed(user: Any) -> "QuerySet[Claim]":
    """Visible claims with their incident and `seen`, how often each was seen."""
    total = Sighting.objects.filter(claim=OuterRef("pk")).order_by().values("claim").annotate(total=Count("pk"))
    rows: QuerySet[Claim] = Claim.objects.visible_to(user).select_related("incident")
    return rows.annotate(seen=Coalesce(Subquery(total.values("total")), 0))


def claim_counts(user: Any) -> dict[str, int]:
    """How many claims the person sees in each state."""
    rows = Claim.objects.visible_to(user).order_by().values_list("state").annotate(total=Count("pk"))
    return dict(rows)


@dataclass(frozen=True)
class Day:
    """Sightings of one day in Hanoi; `reach` is a count of people, None where nobody wrote one down."""

    day: date
    total: int
    reach: int | None


def sightings_by_day(claim: Claim) -> list[Day]:
    """The days on which the claim was seen, the earliest first; grouped by the database."""
    days = claim.sightings.order_by().annotate(day=TruncDate("captured_at", tzinfo=HANOI))
    counted = days.values_list("day").annotate(total=Count("pk"), people=Sum("reach")).order_by("day")
    return [Day(*row) for row in counted]
