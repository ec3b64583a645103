"""Requests that must not be done twice."""

import uuid

from django.db import models

from comms.core import clock


class IdempotentRequest(models.Model):
    """One `Idempotency-Key` of one person: the request that came with it and, once done, the answer it got.

    A running row has a lease: when its process dies, the next try takes the row over (`attempt` grows) and the
    dead one could no longer commit.  Only answers of completed writes are kept; a refusal frees the key.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_id = models.UUIDField()
    key = models.CharField(max_length=128)
    method = models.CharField(max_length=8)
    path = models.TextField()
    payload_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    attempt = models.PositiveIntegerField(default=1)
    leased_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(default=b"")
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "api_idempotent_request"
        constraints = [
            models.UniqueConstraint(fields=["user_id", "key"], name="api_idempotency_key_once"),
            models.CheckConstraint(
                condition=models.Q(state="running", status=None) | models.Q(state="done", status__isnull=False),
                name="api_idempotency_done_has_answer",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="api_idempotency_age")]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.key}"
