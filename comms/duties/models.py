"""Periods of legal duties, what met them, the annual report on information to the press."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst

from comms.core import clock
from comms.core.fields import Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.deadlines.wording import due_words, worded
from comms.deadlines.words import subject_words
from comms.duties.states import ANNUAL_REPORT, DUTY, MONTHLY, DutyState, ReportState, Standing

PERSON = settings.AUTH_USER_MODEL


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, user: Any) -> "DutyQuerySet":
        """What the law asks of the ministry is known to everybody who is signed in."""
        return self if getattr(user, "is_active", False) else self.none()

    def overdue(self) -> "DutyQuerySet":
        """Open, and the due instant has passed."""
        return self.filter(state=DutyState.OPEN, due_at__lt=clock.now())


class Duty(Record):
    """What a rule asks for in one period, from `starts` to `ends`, both days included.

    `due_at` and `explanation` are counted ahead by `comms.deadlines.engine` from the rule that is in force; they are
    counted again while the period is open and the calendar changes.  `met_at` is when the first thing that met it
    happened.
    """

    subject = models.CharField(max_length=40)
    rule = models.ForeignKey("deadlines.Rule", on_delete=models.PROTECT, related_name="duties")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    starts = models.DateField()
    ends = models.DateField()
    due_at = models.DateTimeField()
    explanation = models.JSONField(default=list)
    met_at = models.DateTimeField(null=True, blank=True)
    waive_reason = Text(blank=True)
    state = models.CharField(max_length=10, choices=DutyState.choices, default=DutyState.OPEN)

    objects: ClassVar[Any] = DutyQuerySet.as_manager()
    transitions = DUTY

    class Meta:
        db_table = "duties_duty"
        ordering = ["due_at", "subject", "id"]
        constraints = [
            state_check(DutyState, "duties_duty_state"),
            models.UniqueConstraint(fields=["subject", "unit", "starts"], name="duties_duty_once_a_period"),
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="duties_duty_has_days"),
            models.CheckConstraint(
                condition=models.Q(state=DutyState.MET, met_at__isnull=False)
                | (~models.Q(state=DutyState.MET) & models.Q(met_at=None)),
                name="duties_duty_met_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=DutyState.WAIVED) | ~models.Q(waive_reason=""),
                name="duties_duty_waived_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="duties_duty_by_due")]

    def __str__(self) -> str:
        return f"{capfirst(subject_words(self.subject))}, {self.period_words}"

    def get_absolute_url(self) -> str:
        return reverse("duties:duty", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Met after the due instant, or open and past it."""
        if self.state == DutyState.WAIVED:
            return False
        end: datetime = self.met_at or clock.now()
        return end > self.due_at

    @property
    def standing(self) -> Standing:
        if self.state == DutyState.WAIVED:
            return Standing.WAIVED
        if self.state == DutyState.MET:
            return Standing.LATE if self.is_late else Standing.ON_TIME
        if self.is_late:
            return Standing.MISSED
        return Standing.AHEAD if self.starts > clock.today() else Standing.OPEN

    @property
    def period_words(self) -> str:
        """«11/2026», or «15/12/2025 – 14/12/2026»."""
        if self.subject in MONTHLY:
            return f"{self.starts:%m/%Y}"
        return f"{self.starts:%d/%m/%Y} – {self.ends:%d/%m/%Y}"

    @property
    def lines(self) -> list[str]:
        """The sum of the due instant in the reader's language, a sentence a step."""
        return worded(self.explanation)

    @property
    def due_words(self) -> str:
        """ "24:00 on 30/11/2026"."""
        return due_words(self.due_at, self.rule.unit)


class DutyLinkQuerySet(models.QuerySet["DutyLink"]):
    def visible_to(self, user: Any) -> "DutyLinkQuerySet":
        """Links are known with their duty; the thing itself is shown to who may see it (`selectors`)."""
        seen = Duty.objects.visible_to(user).filter(pk=models.OuterRef("duty_id"))
        return self.filter(models.Exists(seen))


class DutyLink(models.Model):
    """What met a duty: a release, a statement, a conference, an annual report, or a document by title and address.

    `at` is when that happened (issued, spoken, held, submitted, received).
    """

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="links")
    release = models.ForeignKey("press.Release", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey("press.Statement", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    conference = models.ForeignKey(
        "press.PressConference", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    report = models.ForeignKey("AnnualReport", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = Line(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    at = models.DateTimeField()
    note = Text(blank=True)
    linked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = DutyLinkQuerySet.as_manager()

    class Meta:
        db_table = "duties_link"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "release"], name="duties_link_release_once"),
            models.UniqueConstraint(fields=["duty", "statement"], name="duties_link_statement_once"),
            models.UniqueConstraint(fields=["duty", "conference"], name="duties_link_conference_once"),
            models.UniqueConstraint(fields=["duty", "report"], name="duties_link_report_once"),
            models.CheckConstraint(
                condition=models.Q(release__isnull=False)
                | models.Q(statement__isnull=False)
                | models.Q(conference__isnull=False)
                | models.Q(report__isnull=False)
                | ~models.Q(title=""),
                name="duties_link_names_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.at:%d/%m/%Y}"


class AnnualReportQuerySet(models.QuerySet["AnnualReport"]):
    def visible_to(self, user: Any) -> "AnnualReportQuerySet":
        return self if getattr(user, "is_active", False) else self.none()


class AnnualReport(Record):
    """The annual report on information to the press (NĐ 244/2026/NĐ-CP, Điều 10): words beside the six figures.

    Figures are computed from the records until the report is submitted; then `figures` keeps them as they were sent.
    """

    year = models.PositiveSmallIntegerField(unique=True)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    difficulties = Text(blank=True)
    proposals = Text(blank=True)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField(default=dict, blank=True)
    submitted_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    document_number = Line(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)

    objects: ClassVar[Any] = AnnualReportQuerySet.as_manager()
    transitions = ANNUAL_REPORT

    class Meta:
        db_table = "duties_annual_report"
        ordering = ["-year"]
        constraints = [
            state_check(ReportState, "duties_annual_report_state"),
            models.CheckConstraint(
                condition=models.Q(state=ReportState.DRAFT, submitted_at=None)
                | models.Q(state=ReportState.SUBMITTED, submitted_at__isnull=False),
                name="duties_annual_report_submitted_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{capfirst(subject_words('annual_press_report'))} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("duties:annual-report-of", args=[self.year])
