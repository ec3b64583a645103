"""What answers an incident: the one rule that the query, the rights and the clocks share."""

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from incidents.models import Incident, IncidentRelease, IncidentStatement
from press.releases.states import CORRECTABLE
from press.speaking.states import SPOKEN

# What was said before the matter arose does not speak of it, whoever links it.
BEGAN = Coalesce("incident__occurred_at", "incident__detected_at")


def answering_releases() -> "QuerySet[IncidentRelease]":
    """Links to a release that stands issued (not void, not withdrawn), not before the incident occurred; where that is
    not known, not before it was seen first."""
    rows: QuerySet[IncidentRelease] = IncidentRelease.objects.filter(
        release__state__in=CORRECTABLE, release__issued_at__gte=BEGAN
    )
    return rows


def answering_statements() -> "QuerySet[IncidentStatement]":
    """Links to a statement that was given, spoken not before the incident: the same rule."""
    rows: QuerySet[IncidentStatement] = IncidentStatement.objects.filter(
        statement__state__in=SPOKEN, statement__spoken_at__gte=BEGAN
    )
    return rows


def is_answered(incident: Incident) -> bool:
    return any(links.filter(incident=incident).exists() for links in (answering_releases(), answering_statements()))
