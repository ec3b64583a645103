"""The timeline in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from comms.core import subjects
from incidents.models import (
    Incident,
    TimelineEntry,
    TimelinePin,
)
from incidents.states import NOISE, WRITTEN


@dataclass(frozen=True)
class Moment:
    """A timeline entry with the object that it is about: None when there is none, or when the reader may not see it.

    `corrected_by` is the id of the latest entry that puts it right, None for none.
    """

    entry: TimelineEntry
    about: Any | None
    about_hidden: bool
    corrected_by: Any | None = None
    pinned: bool = False

    @property
    def url(self) -> str:
        kind = subjects.get(self.entry.subject_type)
        return kind.url(self.about) if kind and self.about is not None else ""


def timeline(user: Any, entries: "QuerySet[TimelineEntry]") -> list[Moment]:
    """Entries of an incident that the caller fetched through visibility, each with what it is about."""
    return moments_of(user, entries.select_related("actor"))


def moments_of(user: Any, entries: Iterable[TimelineEntry]) -> list[Moment]:
    """The same for rows that were read already, with their actors.  One query for each kind of object."""
    rows = list(entries)
    wanted: dict[str, set[Any]] = defaultdict(set)
    for row in rows:
        if row.subject_type:
            wanted[row.subject_type].add(row.subject_id)
    seen: dict[tuple[str, Any], Any] = {}
    for name, ids in wanted.items():
        kind = subjects.get(name)
        for obj in kind.visible(user).filter(pk__in=ids) if kind else ():
            seen[name, obj.pk] = obj
    shown = [row.pk for row in rows]
    corrections = TimelineEntry.objects.filter(corrects__in=shown).order_by("recorded_at", "position")
    corrected = dict(corrections.values_list("corrects_id", "pk"))
    pinned = set(TimelinePin.objects.filter(entry__in=shown, ended_at=None).values_list("entry_id", flat=True))
    return [
        Moment(row, about, bool(row.subject_type) and about is None, corrected.get(row.pk), row.pk in pinned)
        for row in rows
        for about in [seen.get((row.subject_type, row.subject_id))]
    ]


def timeline_rows(user: Any, incident: Incident) -> "QuerySet[TimelineEntry]":
    """The newest first, with `subject_seen` (may the reader see what the entry is about?), `pinned` and
    `corrected_id` (of the latest correction)."""
    seen = subjects.visible_rows(user, TimelineEntry.objects.filter(pk=OuterRef("pk")))
    later = TimelineEntry.objects.filter(corrects=OuterRef("pk")).order_by("-recorded_at", "-position")
    entries: QuerySet[TimelineEntry] = TimelineEntry.objects.filter(incident=incident)
    rows = entries.annotate(
        subject_seen=Exists(seen),
        pinned=Exists(TimelinePin.objects.filter(entry=OuterRef("pk"), ended_at=None)),
        corrected_id=Subquery(later.values("pk")[:1]),
    )
    return rows.select_related("actor").order_by("-at", "-position", "-id")


def written(entries: "QuerySet[TimelineEntry]") -> "QuerySet[TimelineEntry]":
    """Without the entries that services wrote."""
    return entries.filter(kind__in=WRITTEN)


def quiet(entries: "QuerySet[TimelineEntry]") -> "QuerySet[TimelineEntry]":
    """Without machine noise: facts edited, clocks, checks begun, sightings, ticks of the checklist."""
    return entries.exclude(kind__in=NOISE)
