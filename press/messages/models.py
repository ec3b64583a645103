"""Message lines (*thông điệp thống nhất*) with their questions and answers."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from comms.core import clock
from comms.core.fields import FoldedField, Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.org.models import Role
from comms.org.selectors import holds, reads_everything, units_acted_for
from press.messages.states import MESSAGE_LINE, LineState

# Who speaks, drafts or checks for any unit knows the lines of every unit: they are there to be used.
READERS = (Role.Kind.PRESS_OFFICER, Role.Kind.SPOKESPERSON, Role.Kind.LEGAL_CHECKER)


class MessageLineQuerySet(models.QuerySet["MessageLine"]):
    def visible_to(self, user: Any) -> "MessageLineQuerySet":
        """The press roles of every unit, whoever holds a mandate to speak now, the people of the owner unit, and those
        who read everything: internal until somebody says it."""
        if not getattr(user, "is_active", False):
            return self.none()
        if reads_everything(user) or holds(user, *READERS) or user.mandates.valid_at(clock.now()).exists():
            return self
        return self.filter(owner_unit_id__in=units_acted_for(user))

    def in_force_on(self, day: date) -> "MessageLineQuerySet":
        return self.filter(
            models.Q(valid_to=None) | models.Q(valid_to__gte=day), state=LineState.APPROVED, valid_from__lte=day
        )

    def lapsed_on(self, day: date) -> "MessageLineQuerySet":
        """Was to be said once, and is no longer: run out, or withdrawn after its approval."""
        ended = models.Q(state=LineState.APPROVED, valid_to__lt=day)
        return self.filter(ended | models.Q(state=LineState.WITHDRAWN, approved_at__isnull=False))


class MessageLine(Record):
    """What is said on a topic from `valid_from` to `valid_to`, both days included.

    `qa` is [{"question", "answer"}]; `avoid` lists wordings that contradict the line.  `replaces` is the line that this
    one takes the place of.
    """

    topic = Line(max_length=300)
    text = Text()
    qa = models.JSONField(default=list, blank=True)
    avoid = models.JSONField(default=list, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    owner_unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = Text(blank=True)
    state = models.CharField(max_length=10, choices=LineState.choices, default=LineState.DRAFT)
    illustrative = models.JSONField(default=list, blank=True)
    folded = FoldedField(sources=("topic", "text", "qa"))

    objects: ClassVar[Any] = MessageLineQuerySet.as_manager()
    transitions = MESSAGE_LINE

    class Meta:
        db_table = "press_message_line"
        ordering = ["-valid_from", "id"]
        constraints = [
            state_check(LineState, "press_message_line_state"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="press_message_line_validity_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("author")),
                name="press_message_line_author_approves_not",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=LineState.APPROVED)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="press_message_line_approved_by",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=LineState.WITHDRAWN) | ~models.Q(withdraw_reason=""),
                name="press_message_line_withdrawn_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "valid_from"], name="press_message_line_by_state")]

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        return reverse("press:message-line", args=[self.pk])

    def is_in_force_on(self, day: date) -> bool:
        return self.state == LineState.APPROVED and (
            self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        )

    @property
    def is_in_force(self) -> bool:
        return self.is_in_force_on(clock.today())
