"""Incidents as a reader sees them: the first answer, clocks beside a list, counts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least

from comms.deadlines.models import Clock
from incidents.answering import answering_releases, answering_statements
from incidents.models import (
    Incident,
    IncidentQuerySet,
)

INCIDENT = "incidents.incident"


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
class StateCount:
    """How many incidents of one state a person sees, drills aside; `drills` beside them; `restricted`: how many more
    there are that the person would see were they not restricted."""

    total: int = 0
    drills: int = 0
    restricted: int = 0


def counts_by_state(user: Any) -> dict[str, StateCount]:
    """By state; one without incidents is not in it."""
    seen = Incident.objects.visible_to(user).order_by().values_list("state")
    numbers = {
        state: (real, drills)
        for state, real, drills in seen.annotate(
            real=Count("pk", filter=Q(drill=False)), drills=Count("pk", filter=Q(drill=True))
        )
    }
    hidden = Incident.objects.counted_for(user).order_by().values_list("state")
    restricted = dict(hidden.annotate(total=Count("pk")))
    return {state: StateCount(*numbers.get(state, (0, 0)), restricted.get(state, 0)) for state in numbers | restricted}


def restricted_not_shown(user: Any, *, only_open: bool = False) -> int:
    """How many restricted incidents the person would see were they not restricted.  No search and no filter narrows
    this: a number that moves with words would tell of them."""
    rows = Incident.objects.counted_for(user)
    return int((rows.open() if only_open else rows).count())


def unanswered(user: Any) -> IncidentQuerySet:
    """What is open and has no first statement yet, drills aside."""
    rows: IncidentQuerySet = with_first_statement(Incident.objects.visible_to(user).open())
    return rows.filter(Q(first_statement_at=None), drill=False)
