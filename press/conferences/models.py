"""Press conferences, who may come, what was asked."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.fields import FoldedField, Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.org.models import Role
from comms.org.selectors import holds, reads_everything, units_acted_for
from press.conferences.states import (
    ACCREDITATION,
    CONFERENCE,
    QUESTION,
    AccreditationState,
    ConferenceKind,
    ConferenceState,
    QuestionState,
)
from press.mandates.models import PRESS_ROLES
from press.mandates.office import holds_in_office

PERSON = settings.AUTH_USER_MODEL
HEADS = (Role.Kind.UNIT_HEAD,)


class PressConferenceQuerySet(models.QuerySet["PressConference"]):
    def visible_to(self, user: Any) -> "PressConferenceQuerySet":
        """What is announced: everybody who is signed in.  What is only planned: the press roles, the people of the unit
        that holds it, unit heads, leadership, auditor, administrator."""
        if not getattr(user, "is_active", False):
            return self.none()
        if reads_everything(user) or holds_in_office(user, *PRESS_ROLES) or holds(user, *HEADS):
            return self
        return self.filter(
            models.Q(announced_at__isnull=False)
            | models.Q(state=ConferenceState.HELD)
            | models.Q(unit_id__in=units_acted_for(user))
        )


class PressConference(Record):
    """A press conference (*họp báo*).

    `held_at` is when it is to begin, and once it was held when it began.  `agenda` is [{"at": "HH:MM", "title",
    "speaker"}].  `mandate` is whose right to speak covers it; `invitation` the release that invites.
    """

    kind = models.CharField(max_length=14, choices=ConferenceKind.choices)
    title = Line(max_length=300)
    held_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    place = Line(max_length=300, blank=True)
    online = models.BooleanField(default=False)
    online_url = models.URLField(max_length=300, blank=True)
    agenda = models.JSONField(default=list, blank=True)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(
        "press.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="conferences"
    )
    invitation = models.ForeignKey(
        "press.Release", null=True, blank=True, on_delete=models.PROTECT, related_name="conferences"
    )
    accreditation_until = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = Text(blank=True)
    # The text in force, or the one that waits for its approval; `minutes_note` says why approved minutes are corrected.
    minutes = Text(blank=True)
    minutes_note = Text(blank=True)
    minutes_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    minutes_approved_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    minutes_approved_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ConferenceState.choices, default=ConferenceState.PLANNED)
    illustrative = models.JSONField(default=list, blank=True)
    # Without the minutes: before their approval a search by somebody else must not find what stands in them.
    folded = FoldedField(sources=("title", "place"))

    objects: ClassVar[Any] = PressConferenceQuerySet.as_manager()
    transitions = CONFERENCE

    class Meta:
        db_table = "press_conference"
        ordering = ["-held_at", "id"]
        constraints = [
            state_check(ConferenceState, "press_conference_state"),
            models.CheckConstraint(condition=models.Q(kind__in=ConferenceKind.values), name="press_conference_kind"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gt=models.F("held_at")),
                name="press_conference_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ConferenceState.CANCELLED) | ~models.Q(cancel_reason=""),
                name="press_conference_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes_approved_by=None) | ~models.Q(minutes_approved_by=models.F("minutes_by")),
                name="press_conference_writer_approves_not",
            ),
        ]
        indexes = [models.Index(fields=["state", "-held_at"], name="press_conference_by_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("press:conference", args=[self.pk])

    @property
    def minutes_approved(self) -> bool:
        return self.minutes_approved_at is not None


class OfConferenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "OfConferenceQuerySet":
        """Questions: seen by those who see the conference."""
        seen = PressConference.objects.visible_to(user).filter(pk=models.OuterRef("conference_id"))
        return self.filter(models.Exists(seen))


class AccreditationQuerySet(models.QuerySet["Accreditation"]):
    def visible_to(self, user: Any) -> "AccreditationQuerySet":
        """Who of the press comes is personal data: the press roles and those who oversee them."""
        if getattr(user, "is_active", False) and (reads_everything(user) or holds(user, *PRESS_ROLES)):
            return self
        return self.none()


class Accreditation(Record):
    """A person of the press who may come to a conference, or may not."""

    conference = models.ForeignKey(PressConference, on_delete=models.PROTECT, related_name="accreditations")
    outlet = models.ForeignKey("press.MediaOutlet", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    journalist = models.ForeignKey(
        "press.Journalist", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = Line(max_length=100)
    outlet_name = Line(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    card_number = Line(max_length=40, blank=True)
    online = models.BooleanField(default=False)
    requested_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    refuse_reason = Text(blank=True)
    attended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=AccreditationState.choices, default=AccreditationState.REQUESTED)

    objects: ClassVar[Any] = AccreditationQuerySet.as_manager()
    transitions = ACCREDITATION

    class Meta:
        db_table = "press_accreditation"
        ordering = ["requested_at", "id"]
        constraints = [
            state_check(AccreditationState, "press_accreditation_state"),
            models.UniqueConstraint(
                fields=["conference", "journalist"],
                condition=models.Q(journalist__isnull=False),
                name="press_accreditation_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=AccreditationState.REFUSED) | ~models.Q(refuse_reason=""),
                name="press_accreditation_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(attended_at=None) | models.Q(state=AccreditationState.ACCREDITED),
                name="press_accreditation_attends_who_may",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("(taken out on request)"))

    def get_absolute_url(self) -> str:
        return reverse("press:accreditation", args=[self.conference_id, self.pk])

    @property
    def is_late(self) -> bool:
        """Asked for after the day that the conference named; whether it is granted is the desk's decision."""
        until = self.conference.accreditation_until
        return until is not None and self.requested_at > until


class ConferenceQuestion(Record):
    """A question at a conference, with the answer given there or the unit that promised one by a day.

    `task` is the work that a promise became, `press_request` the request that goes on from the question.
    """

    conference = models.ForeignKey(PressConference, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveIntegerField()
    asked_by = Line(max_length=100, blank=True)
    outlet = models.ForeignKey("press.MediaOutlet", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outlet_name = Line(max_length=200, blank=True)
    text = Text()
    answer = Text(blank=True)
    answered_under = models.ForeignKey(
        "press.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    promised_unit = models.ForeignKey("org.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    promised_for = models.DateField(null=True, blank=True)
    task = models.ForeignKey("tasks.Task", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    press_request = models.ForeignKey(
        "press.PressRequest", null=True, blank=True, on_delete=models.PROTECT, related_name="conference_questions"
    )
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.ASKED)
    folded = FoldedField(sources=("text", "answer"))

    objects: ClassVar[Any] = OfConferenceQuerySet.as_manager()
    transitions = QUESTION

    class Meta:
        db_table = "press_conference_question"
        ordering = ["number"]
        constraints = [
            state_check(QuestionState, "press_conference_question_state"),
            models.UniqueConstraint(fields=["conference", "number"], name="press_conference_question_once"),
            models.CheckConstraint(
                condition=~models.Q(state=QuestionState.ANSWERED)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="press_conference_question_answered",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=QuestionState.PROMISED)
                | models.Q(promised_unit__isnull=False, promised_for__isnull=False),
                name="press_conference_question_promised_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]

    def get_absolute_url(self) -> str:
        return reverse("press:conference-question", args=[self.conference_id, self.pk])

    @property
    def is_late(self) -> bool:
        """Promised for a day that is over, and not answered."""
        return (
            self.state == QuestionState.PROMISED and self.promised_for is not None and self.promised_for < clock.today()
        )


class MinutesVersion(models.Model):
    """Minutes as they were approved, the first or corrected ones (`note`).  Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(PressConference, on_delete=models.PROTECT, related_name="minutes_versions")
    number = models.PositiveIntegerField()
    text = Text()
    note = Text(blank=True)
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = OfConferenceQuerySet.as_manager()

    class Meta:
        db_table = "press_conference_minutes"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "number"], name="press_conference_minutes_once"),
            models.CheckConstraint(
                condition=~models.Q(approved_by=models.F("written_by")), name="press_conference_minutes_four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conference_id} {self.number}"


class MinutesWriter(models.Model):
    """Who wrote or edited the minutes of a conference: never one who approves them.  Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(PressConference, on_delete=models.PROTECT, related_name="minutes_writers")
    writer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "press_conference_minutes_writer"
        constraints = [
            models.UniqueConstraint(fields=["conference", "writer"], name="press_conference_minutes_writer_once")
        ]

    def __str__(self) -> str:
        return f"{self.conference_id} {self.writer_id}"
