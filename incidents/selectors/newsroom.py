"""What the public reads of refutations: what was published in approved words, as long as nothing hides it.

Nothing of a restricted incident or a drill, and nothing under embargo, enters here, so that no list, feed or address
can name it.
"""

from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.text import slug
from incidents.models import Claim, ClaimVerdict, Refutation, Sighting
from incidents.states import JUDGED, Means, RefutationState
from press.newsroom import addresses
from press.newsroom import selectors as newsroom
from press.newsroom.rooms import Room
from press.releases.states import State
from press.speaking.states import SPOKEN

FEED_ROWS = 50
SITEMAP_ROWS = 10_000


def published() -> "QuerySet[Refutation]":
    """Of each claim the refutation that the public read last, with `opened_at`: since when.

    By a release: when that is public, or was before it was withdrawn; by a statement: given; by a post: as posted.
    One whose conclusion was taken back stays, if the public had read it: the page says so.
    """
    read = _read()
    latest = read.filter(claim=OuterRef("claim")).order_by("-published_at", "-created_at", "pk").values("pk")[:1]
    return read.filter(pk=Subquery(latest)).select_related(
        "claim", "verdict_row", "release", "statement__mandate__unit"
    )


def with_parts(rows: "QuerySet[Refutation]") -> "QuerySet[Refutation]":
    """With the conclusions of the claim since the first that was published, and the earliest open address at which
    what is said was seen (`claim.open_sightings`)."""
    open_addresses = Sighting.objects.filter(url__startswith="https://").order_by("captured_at", "id")
    return rows.prefetch_related(
        Prefetch("claim__verdicts", ClaimVerdict.objects.order_by("no"), to_attr="conclusions"),
        Prefetch("claim__sightings", open_addresses[:1], to_attr="open_sightings"),
        Prefetch("claim__refutations", _read().order_by("published_at", "pk"), to_attr="read_refutations"),
    )


def _read() -> "QuerySet[Refutation]":
    opened = Greatest("published_at", Coalesce("release__embargo_until", "published_at"), output_field=DateTimeField())
    release = Exists(newsroom.published().filter(pk=OuterRef("release")))
    # Taken back while nobody outside could read it: it was never public.
    in_time = Q(superseded_at=None) | Q(superseded_at__gte=F("opened_at"))
    by_means = (
        Q(release, means=Means.RELEASE)
        | Q(means=Means.STATEMENT, statement__state__in=SPOKEN)
        | Q(means=Means.POST, posted_at__isnull=False)
    )
    rows: QuerySet[Refutation] = Refutation.objects.annotate(opened_at=opened).filter(
        in_time, by_means, published_at__isnull=False, incident__restricted=False, incident__drill=False
    )
    return rows


def stands(refutation: Refutation) -> bool:
    """Does the conclusion stand as it was published, and the text that carried it?"""
    return refutation.state == RefutationState.PUBLISHED and not withdrawn(refutation)


def withdrawn(refutation: Refutation) -> bool:
    return (
        refutation.means == Means.RELEASE
        and refutation.release is not None
        and refutation.release.state == State.WITHDRAWN
    )


def conclusions(refutation: Refutation) -> list[ClaimVerdict]:
    """Those that the public may know: what was published, and every one since.  `refutation` has its parts."""
    claim: Any = refutation.claim
    numbers = {row.pk: row.no for row in claim.conclusions}
    first = min((numbers[row.verdict_row_id] for row in claim.read_refutations), default=1)
    return [row for row in claim.conclusions if row.no >= first]


def present_conclusion(refutation: Refutation) -> ClaimVerdict | None:
    """The conclusion as it is today; None while the claim is verified again."""
    claim: Any = refutation.claim
    return claim.conclusions[-1] if claim.state in JUDGED and claim.conclusions else None


def new_conclusion(refutation: Refutation) -> ClaimVerdict | None:
    """The conclusion that came in place of the published one; None while that one is the last, since then another text
    of the same conclusion is on its way."""
    present = present_conclusion(refutation)
    return present if present is not None and present.pk != refutation.verdict_row_id else None


def verified_again(refutation: Refutation) -> bool:
    """Was the conclusion taken back, with no other one yet?"""
    return refutation.superseded_at is not None and present_conclusion(refutation) is None


def changed_at(refutation: Refutation) -> datetime:
    """When what the public reads of it changed last."""
    instants = [refutation.opened_at, refutation.superseded_at]  # type: ignore[attr-defined]  # annotated
    if withdrawn(refutation) and refutation.release is not None:
        instants.append(refutation.release.withdrawn_at)
    if not stands(refutation):
        instants += [row.judged_at for row in conclusions(refutation)]
    return max(at for at in instants if at is not None)


def page_path(refutation: Refutation, language: str) -> str:
    """The address is the claim's: another refutation of the same claim stands at the same one."""
    words = slug(refutation.title)[:80].strip("-") or "refutation"
    return reverse(f"incidents-newsroom:refutation-{language}", args=[words, refutation.claim_id])


def page_address(claim: Claim, language: str) -> str:
    """With the host, if the claim has a public page now; "" otherwise."""
    refutation = published().filter(claim=claim).first()
    return addresses.absolute(page_path(refutation, language)) if refutation else ""


def named(name: str, language: str) -> str:
    """The address of a public page by its name."""
    return reverse(f"incidents-newsroom:{name}-{language}")


def list_path(language: str) -> str:
    return named("refutations", language)


def pages(language: str) -> list[tuple[str, datetime]]:
    """The addresses of the newest pages, each with the instant of its last change, for the sitemap."""
    rows: Any = with_parts(published())
    newest = rows.order_by("-opened_at", "pk")[:SITEMAP_ROWS]
    return [(page_path(row, language), changed_at(row)) for row in newest]


ROOM = Room(label=_("Refutations"), url=list_path, pages=pages)
