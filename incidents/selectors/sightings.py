"""Where incidents and claims were seen."""

from django.db.models import QuerySet

from incidents.models import Sighting


def sightings_newest(rows: "QuerySet[Sighting]") -> "QuerySet[Sighting]":
    """The latest captures first; the rows come from an object that the caller fetched through visibility."""
    return rows.select_related("recorded_by", "outlet").order_by("-captured_at", "-id")
