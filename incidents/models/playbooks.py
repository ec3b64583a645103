"""Playbooks: what is done first in a kind of incident."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from comms.core.fields import Line, Text
from comms.core.records import Record
from incidents.states import Severity
from incidents.states.handling import IncidentKind, RoleKind

PERSON = settings.AUTH_USER_MODEL


class PlaybookQuerySet(models.QuerySet["Playbook"]):
    def visible_to(self, user: Any) -> "PlaybookQuerySet":
        """Everybody who is signed in: whoever is called has to know what is expected."""
        return self if getattr(user, "is_active", False) else self.none()


class Playbook(Record):
    """By kind and severity (empty: any): roles, checklist, holding statement, cadence, aim for the first answer.

    `roles` is a list of RoleKind values; `update_every_hours` and `target_hours` are None where the common cadence
    and aim hold.
    """

    title = Line(max_length=200)
    kind = models.CharField(max_length=18, choices=IncidentKind.choices, blank=True)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices, null=True, blank=True)
    roles = models.JSONField(default=list, blank=True)
    holding_statement = Text(blank=True)
    update_every_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    target_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    active = models.BooleanField(default=True)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    illustrative = models.JSONField(default=list, blank=True)

    objects: ClassVar[Any] = PlaybookQuerySet.as_manager()

    class Meta:
        db_table = "incidents_playbook"
        ordering = ["kind", "severity", "title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["", *IncidentKind.values]), name="incidents_playbook_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(severity=None) | models.Q(severity__in=Severity.values),
                name="incidents_playbook_severity",
            ),
            # Nulls are distinct in a unique constraint, so "any severity" has its own.
            models.UniqueConstraint(
                fields=["kind", "severity"],
                condition=models.Q(active=True, severity__isnull=False),
                name="incidents_playbook_one_for_each",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(active=True, severity=None),
                name="incidents_playbook_one_for_any",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("incidents:playbook", args=[self.pk])


class PlaybookStep(models.Model):
    """A line of the checklist: what, within how many minutes of the handling's start, by which role."""

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    text = Text()
    within_minutes = models.PositiveIntegerField(null=True, blank=True)
    role = models.CharField(max_length=12, choices=RoleKind.choices, blank=True)

    class Meta:
        db_table = "incidents_playbook_step"
        ordering = ["playbook", "position"]
        constraints = [
            models.UniqueConstraint(fields=["playbook", "position"], name="incidents_playbook_step_position"),
        ]

    def __str__(self) -> str:
        return self.text[:120]
