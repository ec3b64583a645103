"""The moments of an incident."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from comms.core import clock
from comms.core.fields import Text
from incidents.models.incident import Incident, OfIncidentQuerySet
from incidents.states import (
    WRITTEN,
    EntryKind,
)


class TimelineEntry(models.Model):
    """One moment of an incident, written by a person or by a service.  Append-only: a mistake is put right by another.

    `at` is when it happened, `recorded_at` when it was written down.  An automatic entry names the object that it is
    about instead of quoting it: who may not see that object reads only that there was one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="timeline")
    at = models.DateTimeField()
    kind = models.CharField(max_length=24, choices=EntryKind.choices)
    text = Text(blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    # What a later entry puts right stays where it is.
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by")
    recorded_at = models.DateTimeField(default=clock.now)
    # How many entries the incident had: one request has one instant, and its entries keep their order.
    position = models.PositiveIntegerField()

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()

    class Meta:
        db_table = "incidents_timeline_entry"
        ordering = ["at", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=EntryKind.values), name="incidents_timeline_kind"),
            models.CheckConstraint(
                condition=~models.Q(kind__in=WRITTEN) | (~models.Q(text="") & models.Q(actor__isnull=False)),
                name="incidents_timeline_written_by_person",
            ),
        ]
        indexes = [models.Index(fields=["incident", "at", "position", "id"], name="incidents_timeline_by_time")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"

    @property
    def automatic(self) -> bool:
        return self.kind not in WRITTEN


class TimelinePin(models.Model):
    """An entry held at the top of the timeline, until it is taken down."""

    entry = models.ForeignKey(TimelineEntry, on_delete=models.PROTECT, related_name="pins")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    pinned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    pinned_at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()

    class Meta:
        db_table = "incidents_timeline_pin"
        ordering = ["pinned_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(ended_at=None), name="incidents_timeline_pinned_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}"
