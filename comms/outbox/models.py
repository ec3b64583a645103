"""One row an effect."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.records import Record


class OutboxMessage(Record):
    """An effect that is owed.  `key` is unique: the same effect is never owed twice."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        DONE = "done", _("done")
        PARKED = "parked", _("parked")

    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    topic = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        db_table = "outbox_message"
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["due_at", "id"], name="outbox_due", condition=models.Q(state="pending")),
            models.Index(fields=["updated_at"], name="outbox_parked", condition=models.Q(state="parked")),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
