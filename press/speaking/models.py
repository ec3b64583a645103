"""Statements, the versions of what was said."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from comms.core import clock
from comms.core.fields import FoldedField, Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.deadlines.selectors import hanoi_date
from comms.org.selectors import reads_everything, units_acted_for
from press.mandates.models import PRESS_ROLES, Mandate
from press.speaking.states import SPOKEN, STATEMENT, StatementForm, StatementState, form_basis


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, user: Any) -> "StatementQuerySet":
        """What was said is known to everybody who is signed in; what is not yet said to the press roles of the drafting
        unit, the author, the person who is to speak, and those who read everything."""
        if not getattr(user, "is_active", False):
            return self.none()
        if reads_everything(user):
            return self
        own_mandate = Mandate.objects.filter(pk=models.OuterRef("mandate_id"), person_id=user.pk)
        return self.filter(
            models.Q(state__in=SPOKEN)
            | models.Q(author_id=user.pk)
            | models.Q(unit_id__in=units_acted_for(user, *PRESS_ROLES))
            | models.Exists(own_mandate)
        )


class Statement(Record):
    """Words spoken, or to be spoken, under a mandate.

    `spoken_at` is when they were said, `given_at` when that was recorded.  `spoken_live` marks words that were
    registered after they were said and so were never approved.
    """

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="statements")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=20, choices=StatementForm.choices)
    topic = Line(max_length=300)
    occasion = Line(max_length=300, blank=True)
    outlet = Line(max_length=200, blank=True)
    text = Text()
    language = models.CharField(max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi")
    # What was really said, word for word; the recording is a stored file of the statement.
    transcript = Text(blank=True)
    # Information that the agency gave of its own initiative, as figure 2 of the annual report asks.
    own_initiative = models.BooleanField(default=False)
    release = models.ForeignKey(
        "press.Release", null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    press_request = models.ForeignKey(
        "press.PressRequest", null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    conference = models.ForeignKey(
        "press.PressConference", null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    # Why an approval was taken back without an edit: the mandate ended before the words were to be spoken.
    stopped_reason = Text(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    spoken_at = models.DateTimeField(null=True, blank=True)
    spoken_live = models.BooleanField(default=False)
    given_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=StatementState.choices, default=StatementState.DRAFT)
    illustrative = models.JSONField(default=list, blank=True)
    folded = FoldedField(sources=("topic", "occasion", "outlet", "text", "transcript"))

    objects: ClassVar[Any] = StatementQuerySet.as_manager()
    transitions = STATEMENT

    class Meta:
        db_table = "press_statement"
        ordering = ["-created_at", "id"]
        constraints = [
            state_check(StatementState, "press_statement_state"),
            models.CheckConstraint(condition=models.Q(form__in=StatementForm.values), name="press_statement_form"),
            models.CheckConstraint(
                condition=~models.Q(state__in=SPOKEN) | models.Q(spoken_at__isnull=False, given_at__isnull=False),
                name="press_statement_spoken_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(spoken_at=None)
                | models.Q(given_at=None)
                | models.Q(spoken_at__lte=models.F("given_at")),
                name="press_statement_spoken_before_recorded",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("author")),
                name="press_statement_author_approves_not",
            ),
            models.CheckConstraint(
                condition=models.Q(state=StatementState.DRAFT)
                | models.Q(spoken_live=True)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="press_statement_approved_or_live",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-created_at"], name="press_statement_by_state"),
            models.Index(fields=["-spoken_at"], name="press_statement_by_time"),
        ]

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        return reverse("press:statement", args=[self.pk])

    @property
    def case_day(self) -> date:
        """The day in Hanoi whose law applies: when it is or was spoken, else when it was drafted."""
        return hanoi_date(self.spoken_at or self.created_at)

    @property
    def form_basis(self) -> str:
        return form_basis(self.form, self.case_day)


class StatementVersionQuerySet(models.QuerySet["StatementVersion"]):
    def visible_to(self, user: Any) -> "StatementVersionQuerySet":
        seen = Statement.objects.visible_to(user).filter(pk=models.OuterRef("statement_id"))
        return self.filter(models.Exists(seen))


class StatementVersion(models.Model):
    """The words as they stood: number 1 as given, each later one a correction with its note.  Append-only."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = Text()
    note = Text(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = StatementVersionQuerySet.as_manager()

    class Meta:
        db_table = "press_statement_version"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="press_statement_version_once"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(note=""), name="press_statement_correction_has_note"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.number}"


class StatementWriter(models.Model):
    """Who drafted or edited the words before they were given: none of them approves them.  Append-only."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="writers")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "press_statement_writer"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "writer"], name="press_statement_writer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.writer_id}"
