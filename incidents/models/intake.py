"""What the public reports, before a person has looked at it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from comms.core import clock
from comms.core.fields import FoldedField, Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.org.models import Role
from comms.org.selectors import holds, holds_in_office
from incidents.models.claims import Claim
from incidents.models.incident import Incident
from incidents.states.intake import PUBLIC_REPORT, PublicReportState, SeenIn
from press.mandates.models import PRESS_ROLES

PERSON = settings.AUTH_USER_MODEL


class PublicReportQuerySet(models.QuerySet["PublicReport"]):
    def visible_to(self, user: Any) -> "PublicReportQuerySet":
        """The press desk of the office and leadership: a report may hold personal data of who sent it.

        One that was taken into a restricted incident: only who sees that incident.
        """
        if not getattr(user, "is_active", False):
            return self.none()
        if not (holds_in_office(user, *PRESS_ROLES) or holds(user, Role.Kind.LEADERSHIP)):
            return self.none()
        seen = Incident.objects.visible_to(user).filter(pk=models.OuterRef("incident_id"))
        return self.filter(models.Q(incident=None) | models.Exists(seen))


class PublicReport(Record):
    """False or harmful information that somebody outside told the ministry of.  Nobody is obliged to give a name.

    `code` is the receipt by which the sender finds the answer; name and address are blanked when the sender asks.
    """

    code = models.CharField(max_length=20, unique=True, editable=False)
    text = Text()
    url = Line(max_length=2000, blank=True)
    seen_in = models.CharField(max_length=10, choices=SeenIn.choices, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    name = Line(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi")
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_sha256 = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(default=clock.now)
    incident = models.ForeignKey(
        Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="public_reports"
    )
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="public_reports")
    handled_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handled_at = models.DateTimeField(null=True, blank=True)
    dismiss_reason = Text(blank=True)
    answer = Text(blank=True)
    answered_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=PublicReportState.choices, default=PublicReportState.RECEIVED)
    folded = FoldedField(sources=("text",))

    objects: ClassVar[Any] = PublicReportQuerySet.as_manager()
    transitions = PUBLIC_REPORT

    class Meta:
        db_table = "incidents_public_report"
        ordering = ["-received_at", "id"]
        constraints = [
            state_check(PublicReportState, "incidents_public_report_state"),
            models.CheckConstraint(
                condition=~models.Q(state=PublicReportState.TAKEN) | models.Q(incident__isnull=False),
                name="incidents_public_report_taken_into_one",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PublicReportState.DISMISSED) | ~models.Q(dismiss_reason=""),
                name="incidents_public_report_dismissed_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PublicReportState.ANSWERED)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False) & ~models.Q(answer=""),
                name="incidents_public_report_answered",
            ),
        ]
        indexes = [models.Index(fields=["state", "received_at"], name="incidents_public_report_queue")]

    def __str__(self) -> str:
        return self.text[:120]

    def get_absolute_url(self) -> str:
        return reverse("incidents:public-report", args=[self.pk])
