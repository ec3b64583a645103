"""What is linked to an incident, as far as the reader may see it."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from incidents.models import (
    Incident,
    IncidentRelease,
    IncidentStatement,
    IncidentTask,
)
from press.releases.models import Release
from press.speaking.models import Statement
from tasks.models import Task


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
