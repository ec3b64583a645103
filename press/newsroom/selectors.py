"""What the public reads: what stands and what was withdrawn after it had been read.  Nothing under embargo enters here,
so that no list, count, feed or address can name it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from comms.core import clock
from press.releases.models import Document, Release, ReleaseAttachment
from press.releases.selectors import once_public
from press.releases.states import State

FEED_ROWS = 50
# A sitemap may name 50,000 addresses; the oldest are left out beyond.
SITEMAP_ROWS = 50_000


def published() -> "QuerySet[Release]":
    """Everything with a public page, with `published_at`: when the public could read it first (the issue, or the end of
    the embargo)."""
    opened = Greatest("issued_at", Coalesce("embargo_until", "issued_at"), output_field=DateTimeField())
    return once_public().annotate(published_at=opened)


def in_language(rows: "QuerySet[Release]", language: str) -> "QuerySet[Release]":
    """Of a release in several languages the text in this one; every other in its own."""
    here = once_public().filter(language=language)
    twin = Exists(here.filter(variant_of=OuterRef("pk"))) | Exists(here.filter(pk=OuterRef("variant_of")))
    return rows.filter(Q(language=language) | ~twin)


def with_parts(rows: "QuerySet[Release]") -> "QuerySet[Release]":
    """With the units and the public errata (`public_errata`, oldest first), in a number of queries that stays."""
    errata = Release.objects.public().order_by("issued_at", "pk")
    return rows.prefetch_related("unit_rows__unit", Prefetch("errata", errata, to_attr="public_errata"))


def feed_rows(language: str) -> tuple[list[Release], list[Release]]:
    """The newest texts that stand, and the newest withdrawals."""
    stands = in_language(published().exclude(state=State.WITHDRAWN), language)
    documents = Prefetch("documents", Document.objects.defer("content"))
    files = Prefetch("attachment_rows", ReleaseAttachment.objects.select_related("file").order_by("position"))
    entries = with_parts(stands).prefetch_related(documents, files).order_by(F("published_at").desc(), "pk")[:FEED_ROWS]
    ended = published().filter(state=State.WITHDRAWN).order_by(F("withdrawn_at").desc(nulls_last=True), "pk")
    return list(entries), list(ended[:FEED_ROWS])


def translations(releases: Iterable[Release]) -> dict[UUID, list[Release]]:
    """Of each release its public texts in other languages: one query for all."""
    origins = {release.pk: release.variant_of_id or release.pk for release in releases}
    family = once_public().filter(Q(pk__in=origins.values()) | Q(variant_of__in=origins.values())).order_by("language")
    by_origin: dict[Any, list[Release]] = defaultdict(list)
    for member in family:
        by_origin[member.variant_of_id or member.pk].append(member)
    return {pk: [other for other in by_origin[origin] if other.pk != pk] for pk, origin in origins.items()}


def first_year() -> int | None:
    """The year, in Hanoi, of the oldest public release."""
    first: datetime | None = once_public().aggregate(first=Min("issued_at"))["first"]
    return first.astimezone(clock.HANOI).year if first else None


def changed_at(release: Release) -> datetime:
    """When what the public reads of it changed last.  `release` comes from `published` and `with_parts`."""
    last: datetime = release.published_at  # type: ignore[attr-defined]  # annotated
    for erratum in release.public_errata:  # type: ignore[attr-defined]  # prefetched
        last = max(last, erratum.issued_at, erratum.embargo_until or erratum.issued_at)
    return max(last, release.withdrawn_at or last)
