"""Dated rules, decreed days, clocks."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock, subjects
from comms.core.fields import Line, Text
from comms.core.records import Record
from comms.deadlines.engine import Term
from comms.deadlines.states import Unit
from comms.deadlines.wording import due_words, term_words, validity_words, worded
from comms.deadlines.words import subject_words, trigger_words


class RuleQuerySet(models.QuerySet["Rule"]):
    def visible_to(self, user: Any) -> "RuleQuerySet":
        """The law is known to everybody who is signed in."""
        return self if getattr(user, "is_active", False) else self.none()

    def in_force_on(self, day: date) -> "RuleQuerySet":
        return self.filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day), valid_from__lte=day)


class Rule(Record):
    """A legal deadline as it stood from `valid_from` to `valid_to`, both days included."""

    class Confidence(models.TextChoices):
        CONFIRMED = "C", _("read in a legal text")
        PARTLY = "P", _("partly confirmed")
        CUSTOMARY = "K", _("customary knowledge, to be confirmed")

    code = models.CharField(max_length=20, unique=True)
    subject = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    amount = models.CharField(max_length=10)
    unit = models.CharField(max_length=20, choices=Unit.choices)
    trigger = models.CharField(max_length=40)
    legal_basis = Line(max_length=200)
    note = Line(max_length=300, blank=True)
    confidence = models.CharField(max_length=1, choices=Confidence.choices, default=Confidence.CONFIRMED)

    objects: ClassVar[Any] = RuleQuerySet.as_manager()

    class Meta:
        db_table = "deadlines_rule"
        ordering = ["subject", "valid_from", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="deadlines_rule_validity_in_order",
            ),
            models.CheckConstraint(condition=models.Q(unit__in=Unit.values), name="deadlines_rule_unit"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"{reverse('deadlines:rules')}#{self.code}"

    @property
    def term(self) -> Term:
        return Term(self.amount, self.unit)

    @property
    def limit_words(self) -> str:
        """ "15 working days"."""
        return term_words(self.term)

    @property
    def subject_words(self) -> str:
        return subject_words(self.subject)

    @property
    def trigger_words(self) -> str:
        return trigger_words(self.trigger)

    @property
    def validity_words(self) -> str:
        """ "30/03/2017 – 30/06/2026", "from 01/07/2026"."""
        return validity_words(self.valid_from, self.valid_to)

    def is_in_force_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def visible_to(self, user: Any) -> "CalendarDayQuerySet":
        """The calendar is known to everybody who is signed in."""
        return self if getattr(user, "is_active", False) else self.none()


class CalendarDay(Record):
    """A decreed day, worked or not; it wins over the computed calendar."""

    date = models.DateField(unique=True)
    working = models.BooleanField()
    reason = Line(max_length=200)
    source = Line(max_length=300, blank=True)

    objects: ClassVar[Any] = CalendarDayQuerySet.as_manager()

    class Meta:
        db_table = "deadlines_calendar_day"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return f"{reverse('deadlines:calendar_year', args=[self.date.year])}#{self.date:%Y-%m-%d}"


class ClockQuerySet(models.QuerySet["Clock"]):
    def visible_to(self, user: Any) -> "ClockQuerySet":
        """A clock is seen by those who see its subject."""
        return subjects.visible_rows(user, self)  # type: ignore[return-value]  # the same class comes back

    def on(self, obj: models.Model) -> "ClockQuerySet":
        return self.filter(subject_type=subjects.type_of(obj), subject_id=obj.pk)

    def open(self) -> "ClockQuerySet":
        return self.filter(stopped_at=None)

    def breached(self) -> "ClockQuerySet":
        """Stopped too late, or still open after the due instant."""
        return self.filter(
            models.Q(stopped_at__gt=models.F("due_at")) | models.Q(stopped_at=None, due_at__lt=clock.now())
        )

    def kept(self) -> "ClockQuerySet":
        """Not breached, so far: the other half of `breached`."""
        return self.filter(
            models.Q(stopped_at__lte=models.F("due_at")) | models.Q(stopped_at=None, due_at__gte=clock.now())
        )


class Clock(Record):
    """A statutory clock on one object: started by a recorded decision, stopped by the act that the law asks for.

    People are kept by value, so that they stay when the account goes.  `explanation` is the list of steps of
    `engine.count`, counted with the rule and the calendar of the moment; `wording.worded` puts it into words.
    """

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="clocks")
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    started_at = models.DateTimeField()
    start_decided_by_id = models.UUIDField(null=True)
    start_decided_by_label = Line(max_length=200)
    start_reason = Text()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    stopped_by_id = models.UUIDField(null=True)
    stopped_by_label = Line(max_length=200, blank=True)
    breach_reason = Text(blank=True)
    # What the sweep has told: that the due instant comes near, and that it has passed.
    warned_at = models.DateTimeField(null=True, editable=False)
    breach_told_at = models.DateTimeField(null=True, editable=False)
    explanation = models.JSONField(default=list)

    objects: ClassVar[Any] = ClockQuerySet.as_manager()

    class Meta:
        db_table = "deadlines_clock"
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_type", "subject_id"],
                condition=models.Q(stopped_at=None),
                name="deadlines_one_open_clock",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__gt=models.F("started_at")), name="deadlines_due_after_start"
            ),
            models.CheckConstraint(condition=~models.Q(start_reason=""), name="deadlines_start_has_reason"),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="deadlines_clock_subject"),
            models.Index(fields=["due_at"], name="deadlines_clock_open", condition=models.Q(stopped_at=None)),
            models.Index(
                fields=["due_at"],
                name="deadlines_clock_to_warn",
                condition=models.Q(stopped_at=None, warned_at=None, breach_told_at=None),
            ),
            models.Index(
                fields=["due_at"],
                name="deadlines_clock_to_tell",
                condition=models.Q(stopped_at=None, breach_told_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.subject_type} {self.subject_id}"

    def get_absolute_url(self) -> str:
        return reverse("deadlines:clock", args=[self.pk])

    @property
    def lines(self) -> list[str]:
        """The sum in the reader's language, a sentence a step."""
        return worded(self.explanation)

    @property
    def due_words(self) -> str:
        """ "24:00 on 30/11/2026"."""
        return due_words(self.due_at, self.rule.unit)

    @property
    def is_open(self) -> bool:
        return self.stopped_at is None

    @property
    def breached(self) -> bool:
        """Stopped after the due instant, or open and the due instant has passed."""
        end: datetime = self.stopped_at or clock.now()
        return end > self.due_at


class RecountQuerySet(models.QuerySet["Recount"]):
    def visible_to(self, user: Any) -> "RecountQuerySet":
        seen = Clock.objects.visible_to(user).filter(pk=models.OuterRef("clock_id"))
        return self.filter(models.Exists(seen))


class Recount(models.Model):
    """The log line of a clock that moved because the calendar or its rule changed.  Append-only.

    `by_id` and `by_label` name who changed the calendar, by value; `reason` is the day and its decree, or the rule.
    """

    at = models.DateTimeField(default=clock.now)
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="recounts")
    by_id = models.UUIDField(null=True)
    by_label = Line(max_length=200)
    due_before = models.DateTimeField()
    due_at = models.DateTimeField()
    reason = Line(max_length=300)

    objects: ClassVar[Any] = RecountQuerySet.as_manager()

    class Meta:
        db_table = "deadlines_recount"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["clock", "at"], name="deadlines_recount_by_clock")]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.due_at:%d/%m/%Y}"
