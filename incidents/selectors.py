"""Reading incidents: the first answer, the timeline in words, clocks beside a list."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from comms.core import subjects
from comms.deadlines.models import Clock
from incidents.answering import answering_releases, answering_statements
from incidents.models import (
    Claim,
    Incident,
    IncidentQuerySet,
    IncidentRelease,
    IncidentStatement,
    IncidentTask,
    Sighting,
    TimelineEntry,
)
from incidents.states import WRITTEN
from press.releases.models import Release
from press.speaking.models import Statement
from tasks.models import Task

INCIDENT = "incidents.incident"
LATEST = 20


def with_first_statement(incidents: IncidentQuerySet) -> IncidentQuerySet:
    """Annotates `first_statement_at`: the instant of the earliest answer that stands (`incidents.answering`), or None.

    Derived, never stored, so that issuing a release needs no lock of the incident.
    """
    own = {"incident": OuterRef("pk")}
    releases = answering_releases().filter(**own).order_by().values("incident")
    statements = answering_statements().filter(**own).order_by().values("incident")
    issued = releases.annotate(at=Min("release__issued_at")).values("at")
    spoken = statements.annotate(at=Min("statement__spoken_at")).values("at")
    rows = incidents.alias(issued=Subquery(issued), spoken=Subquery(spoken))
    # LEAST of SQLite is empty when one side is.
    return rows.annotate(first_statement_at=Least(Coalesce("issued", "spoken"), Coalesce("spoken", "issued")))


def incidents_shown_to(user: Any) -> IncidentQuerySet:
    """Visible incidents with `first_statement_at`, and `seen_original`: the id of the one that each repeats, where the
    reader sees that too."""
    original = Incident.objects.visible_to(user).filter(pk=OuterRef("duplicate_of_id")).values("pk")
    rows: IncidentQuerySet = with_first_statement(Incident.objects.visible_to(user))
    return rows.annotate(seen_original=Subquery(original[:1]))


def claims_shown_to(user: Any) -> "QuerySet[Claim]":
    """Visible claims with their incident, `sightings_total` and `latest_sightings` (at most LATEST); `seen_release` or
    `seen_statement` is the id of what refutes each, where the reader sees that too."""
    latest = Sighting.objects.select_related("recorded_by").order_by("-captured_at", "-recorded_at", "id")[:LATEST]
    total = Sighting.objects.filter(claim=OuterRef("pk")).order_by().values("claim").annotate(total=Count("pk"))
    rows: QuerySet[Claim] = Claim.objects.visible_to(user).select_related("incident")
    release = Release.objects.visible_to(user).filter(pk=OuterRef("refuting_release_id")).values("pk")
    statement = Statement.objects.visible_to(user).filter(pk=OuterRef("refuting_statement_id")).values("pk")
    rows = rows.annotate(seen_release=Subquery(release[:1]), seen_statement=Subquery(statement[:1]))
    return rows.annotate(sightings_total=Coalesce(Subquery(total.values("total")), 0)).prefetch_related(
        Prefetch("sightings", queryset=latest, to_attr="latest_sightings")
    )


def first_statement_at(incident: Incident) -> datetime | None:
    row: Any = with_first_statement(Incident.objects.filter(pk=incident.pk)).get()
    at: datetime | None = row.first_statement_at
    return at


def clocks_beside(incidents: Iterable[Incident]) -> dict[Any, list[Clock]]:
    """The clocks of incidents that the caller fetched through visibility, by incident id: one query for all of them."""
    beside: dict[Any, list[Clock]] = defaultdict(list)
    ids = [incident.pk for incident in incidents]
    rows = Clock.objects.filter(subject_type=INCIDENT, subject_id__in=ids).select_related("rule")
    for row in rows.order_by("started_at", "id"):
        beside[row.subject_id].append(row)
    return beside


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


def linked_releases(user: Any, incident: Incident) -> "QuerySet[IncidentRelease]":
    """The links whose release the reader may see: a draft or an embargo stays hidden."""
    seen = Release.objects.visible_to(user).filter(pk=OuterRef("release_id"))
    return incident.release_links.filter(Exists(seen)).select_related("release").order_by("linked_at", "id")


def linked_statements(user: Any, incident: Incident) -> "QuerySet[IncidentStatement]":
    seen = Statement.objects.visible_to(user).filter(pk=OuterRef("statement_id"))
    return incident.statement_links.filter(Exists(seen)).select_related("statement").order_by("linked_at", "id")


def linked_tasks(user: Any, incident: Incident) -> "QuerySet[IncidentTask]":
    seen = Task.objects.visible_to(user).filter(pk=OuterRef("task_id"))
    return incident.task_links.filter(Exists(seen)).select_related("task__lead_unit").order_by("linked_at", "id")


def seen_refutation(user: Any, claim: Claim) -> Release | Statement | None:
    """What refutes the claim, if the reader may see it."""
    for model, answer in ((Release, claim.refuting_release), (Statement, claim.refuting_statement)):
        if answer is not None and model.objects.visible_to(user).filter(pk=answer.pk).exists():
            return answer
    return None


def counts_by_state(user: Any) -> dict[str, int]:
    """How many incidents the reader sees in each state."""
    rows = Incident.objects.visible_to(user).order_by().values_list("state")
    return dict(rows.annotate(total=Count("pk")))


def unanswered(user: Any) -> IncidentQuerySet:
    """What is open and has no first statement yet, drills aside."""
    rows: IncidentQuerySet = with_first_statement(Incident.objects.visible_to(user).open())
    return rows.filter(Q(first_statement_at=None), drill=False)
