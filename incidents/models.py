"""Incidents, claims and where they were seen, links to answers and work, the timeline."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from comms.core import clock
from comms.core.fields import FoldedField, Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.org.models import Role
from comms.org.selectors import holds, units_acted_for
from incidents.states import (
    CLAIM,
    INCIDENT,
    JUDGED,
    OPEN,
    WRITTEN,
    ClaimState,
    EntryKind,
    Field,
    IncidentState,
    LegalGround,
    Priority,
    Purpose,
    Severity,
    Verdict,
)
from press.mandates.models import PRESS_ROLES
from press.mandates.office import holds_in_office

K = Role.Kind
READS_RESTRICTED = (K.LEADERSHIP, K.AUDITOR)


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: Any) -> "IncidentQuerySet":
        """The reporting and the lead unit, the press roles of the office, leadership, auditor, administrator.

        A restricted incident: the press roles of the lead unit (of the office, while no unit leads), the spokesperson
        of the office, leadership and auditor; the administrator, who keeps accounts, is not among them.
        """
        if not getattr(user, "is_active", False):
            return self.none()
        if holds(user, *READS_RESTRICTED) or holds_in_office(user, K.SPOKESPERSON):
            return self
        desk = models.Q(lead_unit__in=units_acted_for(user, *PRESS_ROLES))
        in_office = holds_in_office(user, *PRESS_ROLES)
        if in_office:
            desk |= models.Q(lead_unit=None)
        if in_office or holds(user, K.ADMINISTRATOR):
            return self.filter(desk | models.Q(restricted=False))
        units = units_acted_for(user)
        own = models.Q(reporting_unit__in=units) | models.Q(lead_unit__in=units)
        return self.filter(desk | own & models.Q(restricted=False))

    def open(self) -> "IncidentQuerySet":
        return self.filter(state__in=OPEN)


class Incident(Record):
    """One matter that troubles, or may trouble, public opinion about the ministry.

    Instants: `occurred_at` it happened, `detected_at` somebody saw it, `received_at` the ministry received it to
    handle, `impact_determined_at` the ministry determined that it affects public opinion.  Which of them starts the
    legal clock follows from `legal_ground`.  Severity (impact) and priority (speed) are decided apart; a severity of
    None is undetermined.
    """

    title = Line(max_length=300)
    summary = Text(blank=True)
    field = models.CharField(max_length=12, choices=Field.choices)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices, null=True, blank=True)
    priority = models.CharField(max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    occurred_at = models.DateTimeField(null=True, blank=True)
    detected_at = models.DateTimeField()
    received_at = models.DateTimeField()
    impact_determined_at = models.DateTimeField(null=True, blank=True)
    legal_ground = models.CharField(max_length=12, choices=LegalGround.choices, blank=True)
    reporting_unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    lead_unit = models.ForeignKey("org.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    restricted = models.BooleanField(default=False)
    drill = models.BooleanField(default=False)
    duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates")
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    waive_reason = Text(blank=True)
    review_text = Text(blank=True)
    state = models.CharField(max_length=10, choices=IncidentState.choices, default=IncidentState.REPORTED)
    illustrative = models.JSONField(default=list, blank=True)
    folded = FoldedField(sources=("title", "summary"))

    objects: ClassVar[Any] = IncidentQuerySet.as_manager()
    transitions = INCIDENT

    class Meta:
        db_table = "incidents_incident"
        ordering = ["-received_at", "id"]
        constraints = [
            state_check(IncidentState, "incidents_incident_state"),
            models.CheckConstraint(condition=models.Q(field__in=Field.values), name="incidents_incident_field"),
            models.CheckConstraint(
                condition=models.Q(severity=None) | models.Q(severity__in=Severity.values),
                name="incidents_incident_severity",
            ),
            models.CheckConstraint(
                condition=models.Q(priority__in=Priority.values), name="incidents_incident_priority"
            ),
            models.CheckConstraint(
                condition=models.Q(legal_ground__in=["", *LegalGround.values]), name="incidents_incident_ground"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[IncidentState.CLOSED, IncidentState.REVIEWED])
                | models.Q(severity__isnull=False),
                name="incidents_closed_has_severity",
            ),
            models.CheckConstraint(
                condition=models.Q(waived_by=None, waive_reason="")
                | (models.Q(waived_by__isnull=False) & ~models.Q(waive_reason="")),
                name="incidents_waiver_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(duplicate_of=None)
                | (models.Q(state=IncidentState.DISMISSED) & ~models.Q(duplicate_of=models.F("id"))),
                name="incidents_duplicate_is_dismissed",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-received_at"], name="incidents_by_state"),
            models.Index(fields=["lead_unit", "state"], name="incidents_by_lead"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("incidents:incident", args=[self.pk])

    @property
    def is_waived(self) -> bool:
        return self.waived_by_id is not None


class OfIncidentQuerySet(models.QuerySet[Any]):
    """Rows of one incident: seen by those who see the incident."""

    def visible_to(self, user: Any) -> "OfIncidentQuerySet":
        seen = Incident.objects.visible_to(user).filter(pk=models.OuterRef("incident_id"))
        return self.filter(models.Exists(seen))


class Claim(Record):
    """Something that is said and has to be verified.  State and verdict are apart: a claim is judged, then answered."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="claims")
    text = Text()
    first_seen_at = models.DateTimeField()
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=14, choices=Verdict.choices, null=True, blank=True)  # noqa: DJ001  # null is "none yet"
    evidence = Text(blank=True)
    legal_source = Text(blank=True)
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    refuting_release = models.ForeignKey(
        "press.Release", null=True, blank=True, on_delete=models.PROTECT, related_name="refuted_claims"
    )
    refuting_statement = models.ForeignKey(
        "press.Statement", null=True, blank=True, on_delete=models.PROTECT, related_name="refuted_claims"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.REPORTED)
    illustrative = models.JSONField(default=list, blank=True)
    folded = FoldedField(sources=("text",))

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()
    transitions = CLAIM

    class Meta:
        db_table = "incidents_claim"
        ordering = ["first_seen_at", "id"]
        constraints = [
            state_check(ClaimState, "incidents_claim_state"),
            models.CheckConstraint(
                condition=models.Q(state__in=JUDGED, verdict__in=Verdict.values, verifier__isnull=False)
                & ~models.Q(evidence="")
                | (~models.Q(state__in=JUDGED) & models.Q(verdict=None)),
                name="incidents_claim_verdict_with_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[ClaimState.REFUTED, ClaimState.PUBLISHED])
                & (models.Q(refuting_release__isnull=False) ^ models.Q(refuting_statement__isnull=False))
                | (
                    ~models.Q(state__in=[ClaimState.REFUTED, ClaimState.PUBLISHED])
                    & models.Q(refuting_release=None, refuting_statement=None)
                ),
                name="incidents_claim_refuted_by_one",
            ),
        ]
        indexes = [models.Index(fields=["incident", "first_seen_at"], name="incidents_claim_by_incident")]

    def __str__(self) -> str:
        return self.text[:120]

    def get_absolute_url(self) -> str:
        return reverse("incidents:claim", args=[self.pk])


class OfClaimQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "OfClaimQuerySet":
        seen = Claim.objects.visible_to(user).filter(pk=models.OuterRef("claim_id"))
        return self.filter(models.Exists(seen))


class Sighting(models.Model):
    """Where a claim was seen.  The address is text: nothing ever fetches it.  Append-only.

    `sha256` is of what was captured (the stored file's, when there is one); `reach` is a count of people.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="sightings")
    url = Line(max_length=2000)
    captured_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, blank=True)
    reach = models.PositiveIntegerField(null=True, blank=True)
    note = Text(blank=True)
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = OfClaimQuerySet.as_manager()

    class Meta:
        db_table = "incidents_sighting"
        ordering = ["captured_at", "recorded_at", "id"]
        indexes = [models.Index(fields=["claim", "captured_at"], name="incidents_sighting_by_claim")]

    def __str__(self) -> str:
        return self.url


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


class TimelineEntry(models.Model):
    """One moment of an incident, written by a person or by a service.  Append-only: a mistake is put right by another.

    `at` is when it happened, `recorded_at` when it was written down.  An automatic entry names the object that it is
    about instead of quoting it: who may not see that object reads only that there was one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="timeline")
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=EntryKind.choices)
    text = Text(blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
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
