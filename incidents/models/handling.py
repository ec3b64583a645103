"""Handling: roles, situation updates, decisions, checklist, agreements with other agencies."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from comms.core import clock
from comms.core.fields import Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from incidents.models.incident import Incident, OfIncidentQuerySet
from incidents.states.handling import AGREEMENT, AgreementState, DecisionKind, RoleKind

PERSON = settings.AUTH_USER_MODEL


class IncidentRole(models.Model):
    """What a person is in the handling of one incident, from `starts_at` until `ends_at` (None: still)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="role_rows")
    kind = models.CharField(max_length=12, choices=RoleKind.choices)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="incident_roles")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    assigned_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()

    class Meta:
        db_table = "incidents_role"
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=RoleKind.values), name="incidents_role_kind"),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gte=models.F("starts_at")),
                name="incidents_role_in_order",
            ),
            models.UniqueConstraint(
                fields=["incident", "kind", "person"],
                condition=models.Q(ends_at=None),
                name="incidents_role_held_once",
            ),
            # One leads at a time; contacts are as many as units.
            models.UniqueConstraint(
                fields=["incident", "kind"],
                condition=models.Q(ends_at=None, kind__in=[RoleKind.LEAD, RoleKind.SPOKESPERSON]),
                name="incidents_role_of_one",
            ),
        ]
        indexes = [models.Index(fields=["person", "incident"], name="incidents_role_by_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"


class SituationUpdate(models.Model):
    """What leadership is told at each turn of the cadence: the situation, what was done, what comes next.  Append-only.

    `due_at` is when it was owed, None when it was given of own accord.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="updates")
    situation = Text()
    done = Text()
    next_steps = Text()
    due_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()

    class Meta:
        db_table = "incidents_situation_update"
        ordering = ["written_at", "id"]
        indexes = [models.Index(fields=["incident", "-written_at"], name="incidents_update_by_case")]

    def __str__(self) -> str:
        return self.situation[:120]


class ResponseDecision(Record):
    """How the ministry decided to respond, deliberate silence included, and when that is looked at again."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind.choices)
    reason = Text()
    review_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)
    reviewed_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = Text(blank=True)

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()

    class Meta:
        db_table = "incidents_decision"
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=DecisionKind.values), name="incidents_decision_kind"),
            models.CheckConstraint(
                condition=~models.Q(kind=DecisionKind.SILENCE) | models.Q(review_on__isnull=False),
                name="incidents_silence_is_reviewed",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_at=None, reviewed_by=None)
                | models.Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~models.Q(review_note=""),
                name="incidents_decision_reviewed_by_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return self.incident.get_absolute_url()


class ChecklistItem(Record):
    """One thing to do in the first hours, as the playbook had it when it was applied."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="checklist")
    position = models.PositiveSmallIntegerField()
    text = Text()
    role = models.CharField(max_length=12, choices=RoleKind.choices, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    note = Text(blank=True)

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()

    class Meta:
        db_table = "incidents_checklist_item"
        ordering = ["incident", "position"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "position"], name="incidents_checklist_position"),
            models.CheckConstraint(
                condition=models.Q(done_at=None, done_by=None) | models.Q(done_at__isnull=False, done_by__isnull=False),
                name="incidents_checklist_done_by_person",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]

    def get_absolute_url(self) -> str:
        return self.incident.get_absolute_url()


class Agreement(Record):
    """What another agency is asked to agree on before the ministry speaks (NĐ 244/2026/NĐ-CP, khoản 2 Điều 7).

    `content_sha256` is of the words that were agreed on: other words are not agreed.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="agreements")
    agency = Line(max_length=200)
    contact = Line(max_length=200, blank=True)
    content = Text()
    content_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=AgreementState.choices, default=AgreementState.ASKED)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answer = Text(blank=True)
    answered_name = Line(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()
    transitions = AGREEMENT

    class Meta:
        db_table = "incidents_agreement"
        ordering = ["asked_at", "id"]
        constraints = [
            state_check(AgreementState, "incidents_agreement_state"),
            models.CheckConstraint(
                condition=~models.Q(state__in=[AgreementState.AGREED, AgreementState.OBJECTED])
                | models.Q(answered_at__isnull=False) & ~models.Q(answered_name=""),
                name="incidents_agreement_answered_by_name",
            ),
        ]

    def __str__(self) -> str:
        return self.agency

    def get_absolute_url(self) -> str:
        return self.incident.get_absolute_url()
