"""Links from an incident to its answers and to the work that comes of it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from comms.core import clock
from incidents.models.incident import Incident, OfIncidentQuerySet
from incidents.states import (
    Purpose,
)


class IncidentRelease(models.Model):
    """A release that answers, or tells of, the incident."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="release_links")
    release = models.ForeignKey("press.Release", on_delete=models.PROTECT, related_name="incident_links")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()

    class Meta:
        db_table = "incidents_release"
        ordering = ["linked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "release"], name="incidents_release_once"),
            models.CheckConstraint(condition=models.Q(purpose__in=Purpose.values), name="incidents_release_purpose"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.release_id}"


class IncidentStatement(models.Model):
    """A statement that answers, or tells of, the incident."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="statement_links")
    statement = models.ForeignKey("press.Statement", on_delete=models.PROTECT, related_name="incident_links")
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()

    class Meta:
        db_table = "incidents_statement"
        ordering = ["linked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "statement"], name="incidents_statement_once"),
            models.CheckConstraint(condition=models.Q(purpose__in=Purpose.values), name="incidents_statement_purpose"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.statement_id}"


class IncidentTask(models.Model):
    """Work of a plan that comes of the incident."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="task_links")
    task = models.ForeignKey("tasks.Task", on_delete=models.PROTECT, related_name="incident_links")
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()

    class Meta:
        db_table = "incidents_task"
        ordering = ["linked_at", "id"]
        constraints = [models.UniqueConstraint(fields=["incident", "task"], name="incidents_task_once")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.task_id}"
