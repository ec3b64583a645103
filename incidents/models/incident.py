"""Incidents, and who sees them."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from comms.core.fields import FoldedField, Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.org.models import Role
from comms.org.selectors import held_roles, holds, units_acted_for
from incidents.states import (
    INCIDENT,
    OPEN,
    Field,
    IncidentState,
    LegalGround,
    Priority,
    Severity,
)
from incidents.states.handling import Course, Extent, IncidentKind, Spread
from press.mandates.models import PRESS_ROLES
from press.mandates.office import holds_in_office

K = Role.Kind


READS_RESTRICTED = (K.LEADERSHIP, K.AUDITOR)


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: Any) -> "IncidentQuerySet":
        """The reporting and the lead unit, the press roles of the office, leadership, auditor, administrator.

        A restricted incident: the press roles of the lead unit (of the office, while no unit leads), the spokesperson
        of the office, leadership and auditor; the administrator, who keeps accounts, is not among them.

        Whoever has a part in the handling (a running `IncidentRole`) sees the incident, a restricted one too.
        """
        if not held_roles(user):
            return self.none()
        if holds(user, *READS_RESTRICTED) or holds_in_office(user, K.SPOKESPERSON):
            return self
        desk = models.Q(lead_unit__in=units_acted_for(user, *PRESS_ROLES))
        desk |= models.Q(models.Exists(user.incident_roles.filter(ends_at=None, incident=models.OuterRef("pk"))))
        in_office = holds_in_office(user, *PRESS_ROLES)
        if in_office:
            desk |= models.Q(lead_unit=None)
        if in_office or holds(user, K.ADMINISTRATOR):
            return self.filter(desk | models.Q(restricted=False))
        units = units_acted_for(user)
        own = models.Q(reporting_unit__in=units) | models.Q(lead_unit__in=units)
        return self.filter(desk | own & models.Q(restricted=False))

    def counted_for(self, user: Any) -> "IncidentQuerySet":
        """Restricted incidents, drills aside, that the person would see were they not restricted.

        Only to be counted, and by nothing but their state: nothing else of them is told.
        """
        if not getattr(user, "is_active", False):
            return self.none()
        rows = self.filter(restricted=True, drill=False)
        if not (holds_in_office(user, *PRESS_ROLES) or holds(user, K.ADMINISTRATOR, *READS_RESTRICTED)):
            units = units_acted_for(user)
            rows = rows.filter(models.Q(reporting_unit__in=units) | models.Q(lead_unit__in=units))
        seen = type(self)(self.model, using=self._db).visible_to(user).filter(pk=models.OuterRef("pk"))
        return rows.exclude(models.Exists(seen))

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
    kind = models.CharField(max_length=18, choices=IncidentKind.choices, blank=True)
    course = models.CharField(max_length=8, choices=Course.choices, blank=True)
    extent = models.PositiveSmallIntegerField(choices=Extent.choices, null=True, blank=True)
    spread = models.PositiveSmallIntegerField(choices=Spread.choices, null=True, blank=True)
    overrule_reason = Text(blank=True)
    watch_until = models.DateField(null=True, blank=True)
    # An internal aim, apart from every legal clock.
    target_at = models.DateTimeField(null=True, blank=True)
    update_every_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    next_update_at = models.DateTimeField(null=True, blank=True)
    playbook = models.ForeignKey(
        "incidents.Playbook", null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates")
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    waive_reason = Text(blank=True)
    # As signed: the leader's name and post of that day, and the hash of what was signed.
    waived_at = models.DateTimeField(null=True, blank=True)
    waiver_name = Line(max_length=200, blank=True)
    waiver_post = Line(max_length=200, blank=True)
    waiver_sha256 = models.CharField(max_length=64, blank=True)
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
                condition=models.Q(waived_at=None, waiver_name="", waiver_post="", waiver_sha256="")
                | models.Q(waived_by__isnull=False, waived_at__isnull=False)
                & ~models.Q(waiver_name="")
                & ~models.Q(waiver_sha256=""),
                name="incidents_waiver_as_signed",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["", *IncidentKind.values]), name="incidents_incident_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(course__in=["", *Course.values]), name="incidents_incident_course"
            ),
            models.CheckConstraint(
                condition=(models.Q(extent=None) | models.Q(extent__in=Extent.values))
                & (models.Q(spread=None) | models.Q(spread__in=Spread.values)),
                name="incidents_incident_extent_and_spread",
            ),
            models.CheckConstraint(
                condition=~models.Q(course=Course.WATCH) | models.Q(watch_until__isnull=False),
                name="incidents_watched_until_a_day",
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
            models.Index(
                fields=["next_update_at"],
                condition=models.Q(next_update_at__isnull=False),
                name="incidents_by_next_update",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("incidents:incident", args=[self.pk])

    @property
    def ended(self) -> bool:
        """Nothing is added to what was dismissed or reviewed."""
        return self.state in (IncidentState.DISMISSED, IncidentState.REVIEWED)

    @property
    def learns(self) -> bool:
        """Lessons are drawn from what was handled to its end."""
        return self.state in (IncidentState.CLOSED, IncidentState.REVIEWED)

    @property
    def is_waived(self) -> bool:
        return self.waived_by_id is not None


class OfIncidentQuerySet(models.QuerySet[Any]):
    """Rows of one incident: seen by those who see the incident."""

    def visible_to(self, user: Any) -> "OfIncidentQuerySet":
        seen = Incident.objects.visible_to(user).filter(pk=models.OuterRef("incident_id"))
        return self.filter(models.Exists(seen))
