"""Printed dossiers as a reader sees them."""

from typing import Any

from django.db.models import QuerySet

from incidents.models import Incident, IncidentDossier


def dossiers_of(user: Any, incident: Incident) -> "QuerySet[IncidentDossier]":
    """What this reader had printed of the incident, the newest first."""
    rows: QuerySet[IncidentDossier] = IncidentDossier.objects.visible_to(user).filter(incident=incident)
    return rows.select_related("file").order_by("-asked_at", "id")
