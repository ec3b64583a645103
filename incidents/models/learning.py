"""What was learned: the review with its actions, the dossier on paper."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from comms.core import clock
from comms.core.fields import Text
from comms.core.records import Record
from incidents.models.incident import Incident, OfIncidentQuerySet

PERSON = settings.AUTH_USER_MODEL

# Why a dossier was not printed; any other is the code of the renderer.
CHANGED = "changed"


class IncidentReview(models.Model):
    """What was learned of an incident, once for each closing.  Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reviews")
    no = models.PositiveSmallIntegerField()
    summary = Text()
    causes = Text(blank=True)
    worked = Text(blank=True)
    failed = Text(blank=True)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()

    class Meta:
        db_table = "incidents_review"
        ordering = ["incident", "no"]
        constraints = [models.UniqueConstraint(fields=["incident", "no"], name="incidents_review_no")]

    def __str__(self) -> str:
        return self.summary[:120]


class ReviewAction(Record):
    """What has to change; it becomes a task of a plan, or is dropped with a reason."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="review_actions")
    text = Text()
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey("tasks.Task", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dropped_reason = Text(blank=True)

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()

    class Meta:
        db_table = "incidents_review_action"
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(task=None) | models.Q(dropped_reason=""), name="incidents_action_task_or_dropped"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]

    def get_absolute_url(self) -> str:
        return reverse("incidents:action", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.task_id is None and not self.dropped_reason

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < clock.today()


class DossierQuerySet(OfIncidentQuerySet):
    def visible_to(self, user: Any) -> "DossierQuerySet":
        """Who asked for it, as long as that person sees the incident: another reader may see less."""
        return super().visible_to(user).filter(asked_by_id=getattr(user, "pk", None))  # type: ignore[return-value]  # it filters, so the class stays


class IncidentDossier(models.Model):
    """A dossier as it was printed: asked for, then rendered outside the request, then kept with its hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="dossiers")
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    # What the pages were made from: the same state is not rendered twice.
    content_sha256 = models.CharField(max_length=64)
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    failed = Text(blank=True)

    objects: ClassVar[Any] = DossierQuerySet.as_manager()

    class Meta:
        db_table = "incidents_dossier"
        ordering = ["-asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "asked_by", "content_sha256"], name="incidents_dossier_once"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.asked_at}"

    def get_absolute_url(self) -> str:
        return reverse("incidents:incident", args=[self.incident_id])

    @property
    def failed_words(self) -> str:
        if self.failed == CHANGED:
            return _("The incident changed while it was printed: ask for it again.")
        return _("It could not be printed (%(code)s).") % {"code": self.failed}
