"""Press requests, the units that answer them, every version of an answer, grounds of refusal."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.fields import FoldedField, Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.org.selectors import reads_everything, units_acted_for
from press.mandates.models import PRESS_ROLES
from press.mandates.office import holds_in_office
from press.requests.states import (
    PRESS_REQUEST,
    Classification,
    Outcome,
    Part,
    RequestKind,
    RequestState,
    Way,
)

PERSON = settings.AUTH_USER_MODEL


class RefusalGroundQuerySet(models.QuerySet["RefusalGround"]):
    def visible_to(self, user: Any) -> "RefusalGroundQuerySet":
        """The law is known to everybody who is signed in."""
        return self if getattr(user, "is_active", False) else self.none()

    def in_force_on(self, day: date) -> "RefusalGroundQuerySet":
        return self.filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day), valid_from__lte=day)


class RefusalGround(Record):
    """A lawful ground to refuse information, from `valid_from` to `valid_to`, both days included."""

    class Confidence(models.TextChoices):
        CONFIRMED = "C", _("read in a legal text")
        PARTLY = "P", _("partly confirmed")
        CUSTOMARY = "K", _("customary knowledge, to be confirmed")

    code = models.CharField(max_length=20, unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    text_vi = Text()
    legal_basis = Line(max_length=200)
    reason_must_be_told = models.BooleanField(default=False)
    confidence = models.CharField(max_length=1, choices=Confidence.choices, default=Confidence.CONFIRMED)

    objects: ClassVar[Any] = RefusalGroundQuerySet.as_manager()

    class Meta:
        db_table = "press_refusal_ground"
        ordering = ["valid_from", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="press_refusal_ground_validity_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"{reverse('press:refusal-grounds')}#{self.code}"

    def is_in_force_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class PressRequestQuerySet(models.QuerySet["PressRequest"]):
    def visible_to(self, user: Any) -> "PressRequestQuerySet":
        """The press roles of the office and of the receiving unit, who registered it, the people of the units that
        answer it or that it was handed to, leadership, auditor, administrator."""
        if not getattr(user, "is_active", False):
            return self.none()
        if reads_everything(user) or holds_in_office(user, *PRESS_ROLES):
            return self
        units = units_acted_for(user)
        of_unit = RequestUnit.objects.filter(request=models.OuterRef("pk"), unit__in=units)
        handed = HandOff.objects.filter(request=models.OuterRef("pk"), to_unit__in=units)
        return self.filter(
            models.Q(registered_by_id=user.pk)
            | models.Q(desk_unit_id__in=units_acted_for(user, *PRESS_ROLES))
            | models.Exists(of_unit)
            | models.Exists(handed)
        )


class PressRequest(Record):
    """Something that the press asks the ministry (*yêu cầu của báo chí*).

    `outlet_name` and `journalist_name` stand as they were written; the contacts are linked where they are known.
    `received_at` starts the legal clock: it is the decision of who registers, with `received_reason` where it is not
    the moment of the registration.  `promised_for` is the last promised day of an answer.
    """

    kind = models.CharField(max_length=16, choices=RequestKind.choices)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.FORM)
    subject = Line(max_length=300)
    questions = Text()
    source_text = Text(blank=True)
    language = models.CharField(max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi")
    outlet = models.ForeignKey(
        "press.MediaOutlet", null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    outlet_name = Line(max_length=200, blank=True)
    journalist = models.ForeignKey(
        "press.Journalist", null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    journalist_name = Line(max_length=100, blank=True)
    reply_to = models.EmailField(blank=True)
    received_at = models.DateTimeField()
    received_reason = Text(blank=True)
    desk_unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    registered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    classification = models.CharField(max_length=18, choices=Classification.choices, blank=True)
    classified_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    classified_at = models.DateTimeField(null=True, blank=True)
    classify_reason = Text(blank=True)
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    # The words that are sent, and in whose name.
    answer = Text(blank=True)
    mandate = models.ForeignKey("press.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(
        "press.Release", null=True, blank=True, on_delete=models.PROTECT, related_name="press_requests"
    )
    answer_author = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    promised_for = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    refusal_ground = models.ForeignKey(
        RefusalGround, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    # Of a refusal, a withdrawal, a transfer.
    end_reason = Text(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason_sent_at = models.DateTimeField(null=True, blank=True)
    transferred_to = Line(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=RequestState.choices, default=RequestState.RECEIVED)
    illustrative = models.JSONField(default=list, blank=True)
    folded = FoldedField(sources=("subject", "questions", "outlet_name", "answer"))
    # Apart, so that whoever may not read who asked does not find it by search either.
    asker_folded = FoldedField(sources=("journalist_name",))

    objects: ClassVar[Any] = PressRequestQuerySet.as_manager()
    transitions = PRESS_REQUEST

    class Meta:
        db_table = "press_request"
        ordering = ["-received_at", "id"]
        constraints = [
            state_check(RequestState, "press_request_state"),
            models.CheckConstraint(condition=models.Q(kind__in=RequestKind.values), name="press_request_kind"),
            models.CheckConstraint(
                condition=models.Q(classification__in=["", *Classification.values]),
                name="press_request_classification",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", ended_at=None) & ~models.Q(state__in=[*Outcome.values])
                | (models.Q(outcome=models.F("state"), ended_at__isnull=False)),
                name="press_request_outcome_is_its_end",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=RequestState.REFUSED)
                | (models.Q(refusal_ground__isnull=False) & ~models.Q(end_reason="")),
                name="press_request_refused_on_a_ground",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=RequestState.ANSWERED)
                | (
                    models.Q(answered_at__isnull=False, approved_by__isnull=False, mandate__isnull=False)
                    & (~models.Q(answer="") | models.Q(release__isnull=False))
                ),
                name="press_request_answered_with_words",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("answer_author")),
                name="press_request_author_approves_not",
            ),
            models.CheckConstraint(
                condition=models.Q(follows=None) | ~models.Q(follows=models.F("id")),
                name="press_request_follows_another",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-received_at"], name="press_request_by_state"),
            models.Index(fields=["-received_at", "id"], name="press_request_by_time"),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("press:request", args=[self.pk])


class OfRequestQuerySet(models.QuerySet[Any]):
    """Rows of one request: seen by those who see the request."""

    def visible_to(self, user: Any) -> "OfRequestQuerySet":
        seen = PressRequest.objects.visible_to(user).filter(pk=models.OuterRef("request_id"))
        return self.filter(models.Exists(seen))


class RequestUnit(models.Model):
    """A unit's part in an answer, from `asked_at` until it delivered or was relieved.

    `due_at` is internal and lies before the legal due instant.  A unit that takes over gets a row of its own, so that
    lateness stays with whoever caused it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(PressRequest, on_delete=models.PROTECT, related_name="unit_rows")
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=Part.choices)
    asked_for = Text(blank=True)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contribution = Text(blank=True)
    relieved_at = models.DateTimeField(null=True, blank=True)
    relieve_reason = Text(blank=True)

    objects: ClassVar[Any] = OfRequestQuerySet.as_manager()

    class Meta:
        db_table = "press_request_unit"
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(part=Part.LEAD, relieved_at=None),
                name="press_request_one_lead",
            ),
            models.UniqueConstraint(
                fields=["request", "unit"], condition=models.Q(relieved_at=None), name="press_request_unit_once"
            ),
            models.CheckConstraint(condition=models.Q(part__in=Part.values), name="press_request_unit_part"),
            models.CheckConstraint(
                condition=models.Q(relieved_at=None) | ~models.Q(relieve_reason=""),
                name="press_request_relieved_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["unit", "due_at"], name="press_request_unit_by_due")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.unit_id}"


class AnswerVersion(models.Model):
    """The words of an answer as they stood, who wrote them, and what a return said of them.  Append-only."""

    request = models.ForeignKey(PressRequest, on_delete=models.PROTECT, related_name="answer_versions")
    number = models.PositiveIntegerField()
    text = Text()
    note = Text(blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = OfRequestQuerySet.as_manager()

    class Meta:
        db_table = "press_request_answer"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["request", "number"], name="press_request_answer_once")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.number}"


class Promise(models.Model):
    """An answer that was promised for a day.  Append-only: a later promise is another row."""

    request = models.ForeignKey(PressRequest, on_delete=models.PROTECT, related_name="promises")
    promised_for = models.DateField()
    reason = Text()
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = OfRequestQuerySet.as_manager()

    class Meta:
        db_table = "press_request_promise"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.promised_for}"


class HandOff(Record):
    """The record that a request left the press desk for another way of handling: who handed it to whom, and why."""

    request = models.ForeignKey(PressRequest, on_delete=models.PROTECT, related_name="hand_offs")
    classification = models.CharField(max_length=18, choices=Classification.choices)
    to_unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    reason = Text()
    handed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(default=clock.now)
    received_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)
    note = Text(blank=True)

    objects: ClassVar[Any] = OfRequestQuerySet.as_manager()

    class Meta:
        db_table = "press_request_hand_off"
        ordering = ["handed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received_at=None, received_by=None)
                | models.Q(received_at__isnull=False, received_by__isnull=False),
                name="press_hand_off_received_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.to_unit_id}"

    def get_absolute_url(self) -> str:
        return f"{reverse('press:request', args=[self.request_id])}#hand-offs"
