"""The timeline in words."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from comms.core import subjects
from incidents.models import (
    Incident,
    TimelineEntry,
)
from incidents.states import WRITTEN


@dataclass(frozen=True)
class Moment:
    """A timeline entry with the object that it is about: None when there is none, or when the reader may not see it."""

    entry: TimelineEntry
    about: Any | None
    about_hidden: bool

    @property
    def url(self) -> str:
        kind = subjects.get(self.entry.subject_type)
        return kind.url(self.about) if kind and self.about is not None else ""


def timeline(user: Any, entries: "QuerySet[TimelineEntry]") -> list[Moment]:
    """Entries of an incident that the caller fetched through visibility, each with what it is about.

    One query for each kind of object.
    """
    rows = list(entries.select_related("actor"))
    wanted: dict[str, set[Any]] = defaultdict(set)
    for row in rows:
        if row.subject_type:
            wanted[row.subject_type].add(row.subject_id)
    seen: dict[tuple[str, Any], Any] = {}
    for name, ids in wanted.items():
        kind = subjects.get(name)
        for obj in kind.visible(user).filter(pk__in=ids) if kind else ():
            seen[name, obj.pk] = obj
    return [
        Moment(row, about, bool(row.subject_type) and about is None)
        for row in rows
        for about in [seen.get((row.subject_type, row.subject_id))]
    ]


def timeline_rows(user: Any, incident: Incident) -> "QuerySet[TimelineEntry]":
    """The newest first, with `subject_seen`: may the reader see what the entry is about?"""
    seen = subjects.visible_rows(user, TimelineEntry.objects.filter(pk=OuterRef("pk")))
    entries: QuerySet[TimelineEntry] = TimelineEntry.objects.filter(incident=incident)
    return entries.annotate(subject_seen=Exists(seen)).select_related("actor").order_by("-at", "-position", "-id")


def written(entries: "QuerySet[TimelineEntry]") -> "QuerySet[TimelineEntry]":
    """Without the entries that services wrote."""
    return entries.filter(kind__in=WRITTEN)
