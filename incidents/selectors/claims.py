"""Claims as a reader sees them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery, Sum
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


def claims_shown_to(user: Any) -> "QuerySet[Claim]":
    """Visible claims with their incident, `sightings_total` and `latest_sightings` (at most LATEST); `seen_release` or
    `seen_statement` is the id of what refutes each, `seen_original` of the claim that it repeats, where the reader sees
    that too."""
    latest = Sighting.objects.select_related("recorded_by").order_by("-captured_at", "-recorded_at", "id")[:LATEST]
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
    return rows.annotate(sightings_total=Coalesce(Subquery(total.values("total")), 0)).prefetch_related(
        Prefetch("sightings", queryset=latest, to_attr="latest_sightings")
    )


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
