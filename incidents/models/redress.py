"""Correction requests to outlets with their rounds; reports to a competent body."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from comms.core.clock import HANOI
from comms.core.fields import FoldedField, Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from incidents.models.claims import Claim
from incidents.models.incident import Incident, OfIncidentQuerySet
from incidents.states import Verdict
from incidents.states.redress import (
    CORRECTION,
    MOST_ROUNDS,
    RUNNING,
    CorrectionGround,
    CorrectionState,
    DestinationKind,
    EscalatedTo,
    Medium,
    Outcome,
)

PERSON = settings.AUTH_USER_MODEL


class CorrectionRequest(Record):
    """What an outlet published, what is wrong in it, and what is demanded (NĐ 09/2017/NĐ-CP, Điều 6, 8; NĐ
    244/2026/NĐ-CP, Điều 7, 9).

    The time of the outlet is a legal clock on this object; `rounds` are the exchanges.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="correction_requests")
    claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="correction_requests"
    )
    outlet = models.ForeignKey("press.MediaOutlet", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outlet_name = Line(max_length=200)
    medium = models.CharField(max_length=10, choices=Medium.choices, default=Medium.ONLINE)
    article_title = Line(max_length=300)
    article_url = Line(max_length=2000, blank=True)
    article_on = models.DateField(null=True, blank=True)
    column = Line(max_length=200, blank=True)
    passage = Text()
    truth = Text()
    evidence = Text(blank=True)
    ground = models.CharField(max_length=12, choices=CorrectionGround.choices)
    asks_apology = models.BooleanField(default=False)
    # The words of the next letter; empty: as the service words them (`incidents.correction_letter`).
    letter = Text(blank=True)
    mandate = models.ForeignKey("press.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    outcome_note = Text(blank=True)
    escalated_to = models.CharField(max_length=16, choices=EscalatedTo.choices, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalate_reason = Text(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=CorrectionState.choices, default=CorrectionState.DRAFT)
    illustrative = models.JSONField(default=list, blank=True)
    folded = FoldedField(sources=("outlet_name", "article_title", "passage"))

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()
    transitions = CORRECTION

    class Meta:
        db_table = "incidents_correction_request"
        ordering = ["-created_at", "id"]
        constraints = [
            state_check(CorrectionState, "incidents_correction_state"),
            models.CheckConstraint(
                condition=models.Q(ground__in=CorrectionGround.values), name="incidents_correction_ground"
            ),
            models.CheckConstraint(condition=models.Q(medium__in=Medium.values), name="incidents_correction_medium"),
            models.CheckConstraint(
                condition=~models.Q(state__in=RUNNING) | models.Q(sent_at__isnull=False, mandate__isnull=False),
                name="incidents_correction_sent_under_a_mandate",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CorrectionState.CLOSED)
                | models.Q(outcome__in=Outcome.values, closed_at__isnull=False),
                name="incidents_correction_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CorrectionState.ESCALATED)
                | models.Q(escalated_to__in=EscalatedTo.values, escalated_at__isnull=False)
                & ~models.Q(escalate_reason=""),
                name="incidents_correction_escalated_why",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", *Outcome.values]), name="incidents_correction_outcome"
            ),
            models.CheckConstraint(
                condition=models.Q(escalated_to__in=["", *EscalatedTo.values]), name="incidents_correction_escalated_to"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-sent_at"], name="incidents_correction_by_state"),
            models.Index(fields=["incident", "created_at"], name="incidents_correction_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.outlet_name}: {self.article_title}"

    def get_absolute_url(self) -> str:
        return reverse("incidents:correction", args=[self.pk])

    @property
    def last_round(self) -> "CorrectionRound | None":
        """The latest letter that was sent; no query where the rounds were fetched before."""
        return max(self.rounds.all(), key=lambda row: row.no, default=None)


class OfCorrectionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "OfCorrectionQuerySet":
        seen = CorrectionRequest.objects.visible_to(user).filter(pk=models.OuterRef("request_id"))
        return self.filter(models.Exists(seen))


class CorrectionWriter(models.Model):
    """Who wrote or edited a correction request: none of them sends it."""

    request = models.ForeignKey(CorrectionRequest, on_delete=models.PROTECT, related_name="writers")
    writer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = OfCorrectionQuerySet.as_manager()

    class Meta:
        db_table = "incidents_correction_writer"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "writer"], name="incidents_correction_writer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.writer_id}"


class CorrectionRound(models.Model):
    """One letter to the outlet and what came back.  `published_*` is the correction as it appeared; `form` are the
    demands of form that it meets, each True or False."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(CorrectionRequest, on_delete=models.PROTECT, related_name="rounds")
    no = models.PositiveSmallIntegerField()
    text = Text()
    ground = models.CharField(max_length=12, choices=CorrectionGround.choices)
    mandate = models.ForeignKey("press.Mandate", on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    answer = Text(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_url = Line(max_length=2000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_text = Text(blank=True)
    form = models.JSONField(default=dict, blank=True)

    objects: ClassVar[Any] = OfCorrectionQuerySet.as_manager()

    class Meta:
        db_table = "incidents_correction_round"
        ordering = ["request", "no"]
        constraints = [
            models.UniqueConstraint(fields=["request", "no"], name="incidents_correction_round_no"),
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | models.Q(recorded_by__isnull=False),
                name="incidents_correction_round_recorded_by",
            ),
            models.CheckConstraint(
                condition=models.Q(no__gte=1, no__lte=MOST_ROUNDS), name="incidents_correction_rounds"
            ),
            models.CheckConstraint(
                condition=models.Q(ground__in=CorrectionGround.values), name="incidents_correction_round_ground"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | models.Q(answered_at__gte=models.F("sent_at")),
                name="incidents_correction_round_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.no}"

    @property
    def is_published(self) -> bool:
        """Did a correction appear, as far as it was recorded?"""
        return self.published_at is not None


class DestinationQuerySet(models.QuerySet["Destination"]):
    def visible_to(self, user: Any) -> "DestinationQuerySet":
        return self if getattr(user, "is_active", False) else self.none()

    def valid_on(self, day: date) -> "DestinationQuerySet":
        return self.filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day), valid_from__lte=day)


class Destination(Record):
    """A body to which false information is reported, on the days from `valid_from` to `valid_to` (None: still)."""

    name = Line(max_length=200)
    kind = models.CharField(max_length=10, choices=DestinationKind.choices)
    address = Line(max_length=300, blank=True)
    phone = Line(max_length=40, blank=True)
    source = Line(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    illustrative = models.JSONField(default=list, blank=True)

    objects: ClassVar[Any] = DestinationQuerySet.as_manager()

    class Meta:
        db_table = "incidents_destination"
        ordering = ["name", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=DestinationKind.values), name="incidents_destination_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="incidents_destination_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("incidents:destinations")

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class CentreReport(Record):
    """That false information was reported to a competent body, in which words, and what it answered."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="centre_reports")
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="centre_reports")
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="reports")
    text = Text()
    reference = Line(max_length=100, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    answer = Text(blank=True)
    label = models.CharField(max_length=14, choices=Verdict.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()

    class Meta:
        db_table = "incidents_centre_report"
        ordering = ["-sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(label__in=["", *Verdict.values]), name="incidents_centre_report_label"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | models.Q(recorded_by__isnull=False),
                name="incidents_centre_report_recorded_by",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | models.Q(answered_at__gte=models.F("sent_at")),
                name="incidents_centre_report_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.destination}, {self.sent_at.astimezone(HANOI):%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("incidents:centre-report", args=[self.pk])
