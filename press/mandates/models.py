"""Mandates to speak in the name of an agency."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from comms.core import clock
from comms.core.fields import Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.org.models import Role
from press.mandates.states import MANDATE, Capacity, MandateState, Span

PRESS_ROLES = (Role.Kind.PRESS_OFFICER, Role.Kind.SPOKESPERSON)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def visible_to(self, user: Any) -> "MandateQuerySet":
        """Who may speak is published by duty, so everybody who is signed in knows it."""
        return self if getattr(user, "is_active", False) else self.none()

    def valid_at(self, instant: datetime) -> "MandateQuerySet":
        """The mandates that hold at `instant`; the same rule as `Mandate.is_valid_at`."""
        return self.filter(
            models.Q(valid_to=None) | models.Q(valid_to__gte=instant),
            models.Q(revoked_at=None) | models.Q(revoked_at__gt=instant),
            valid_from__lte=instant,
        )

    def in_span(self, span: str) -> "MandateQuerySet":
        """Those that hold now, are to come, or have ended; each mandate is one of these."""
        now = clock.now()
        if span == Span.NOW:
            return self.valid_at(now)
        to_come = self.ever().filter(valid_from__gt=now)
        if span == Span.TO_COME:
            return to_come
        return self.exclude(pk__in=self.valid_at(now).values("pk")).exclude(pk__in=to_come.values("pk"))

    def on_day(self, day: date) -> "MandateQuerySet":
        """The mandates that hold at some instant of the day in Hanoi."""
        start = datetime.combine(day, time.min, clock.HANOI)
        return self.overlapping(start, start + timedelta(days=1) - timedelta.resolution)

    def ever(self) -> "MandateQuerySet":
        """Without those that were revoked before they began: they hold at no instant."""
        return self.filter(models.Q(revoked_at=None) | models.Q(revoked_at__gt=models.F("valid_from")))

    def with_end(self) -> "MandateQuerySet":
        """With `ends_at`: the revocation, or the end that the mandate itself names; null is without an end."""
        return self.annotate(ends_at=Coalesce("revoked_at", "valid_to"))

    def overlapping(self, start: datetime, end: datetime | None) -> "MandateQuerySet":
        """The mandates that hold at some instant from `start` to `end` (None: for ever), both included."""
        rows = self if end is None else self.filter(valid_from__lte=end)
        return rows.ever().filter(
            models.Q(valid_to=None) | models.Q(valid_to__gte=start),
            models.Q(revoked_at=None) | models.Q(revoked_at__gt=start),
        )


class Mandate(Record):
    """The right of a person to speak in the name of an agency, from `valid_from` to `valid_to`, both instants included.

    A revocation ends it at `revoked_at`, that instant not included.  At most one head and one regular spokesperson
    hold for an agency at any instant: an exclusion constraint on PostgreSQL and triggers on SQLite (migration).
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mandates")
    capacity = models.CharField(max_length=12, choices=Capacity.choices)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="mandates")
    scope = Text(blank=True)
    matter = Line(max_length=300, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    document_number = Line(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = Line(max_length=200, blank=True)
    decided_by_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Of the speaker, for the public list of spokespersons: published as far as the law has it published.
    post = Line(max_length=200, blank=True, default="")
    phone = Line(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    published_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=MandateState.choices, default=MandateState.ACTIVE)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = Text(blank=True)
    illustrative = models.JSONField(default=list, blank=True)

    objects: ClassVar[Any] = MandateQuerySet.as_manager()
    transitions = MANDATE

    class Meta:
        db_table = "press_mandate"
        ordering = ["-valid_from", "id"]
        constraints = [
            state_check(MandateState, "press_mandate_state"),
            models.CheckConstraint(condition=models.Q(capacity__in=Capacity.values), name="press_mandate_capacity"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="press_mandate_validity_in_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(capacity=Capacity.AUTHORISED)
                | (
                    models.Q(valid_to__isnull=False, decided_at__isnull=False)
                    & ~models.Q(document_number="")
                    & ~models.Q(scope="")
                ),
                name="press_mandate_authorised_in_writing",
            ),
            models.CheckConstraint(
                condition=models.Q(state=MandateState.ACTIVE, revoked_at=None, revoke_reason="")
                | (models.Q(state=MandateState.REVOKED, revoked_at__isnull=False) & ~models.Q(revoke_reason="")),
                name="press_mandate_revoked_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["unit", "capacity", "valid_from"], name="press_mandate_by_unit")]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_capacity_display()}"

    def get_absolute_url(self) -> str:
        return reverse("press:mandate", args=[self.pk])

    def is_valid_at(self, instant: datetime) -> bool:
        if self.revoked_at is not None and self.revoked_at <= instant:
            return False
        return self.valid_from <= instant and (self.valid_to is None or instant <= self.valid_to)

    @property
    def on_matter(self) -> str:
        """What an authorisation is for; "" where the mandate is for every matter."""
        return (self.matter or self.scope) if self.capacity == Capacity.AUTHORISED else ""

    @property
    def is_valid_now(self) -> bool:
        return self.is_valid_at(clock.now())

    @property
    def has_ended(self) -> bool:
        """One that is revoked from an instant to come still holds."""
        now = clock.now()
        if self.revoked_at is not None and (self.revoked_at <= now or self.revoked_at <= self.valid_from):
            return True
        return self.valid_to is not None and self.valid_to < now

    @property
    def is_to_come(self) -> bool:
        return self.valid_from > clock.now()
