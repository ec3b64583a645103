"""The chain of events, and its head."""

from django.db import models

from comms.core.fields import Line

# What the first event takes as the hash before it.
GENESIS = "0" * 64


class AuditEvent(models.Model):
    """One fact: who did what to which object, when.  Never changed, never deleted (triggers in the migration).

    `seq` counts without gaps; `hash` covers the row's content and the hash of the row before it.
    The actor is kept by value, so that it stays when the person leaves.  `subject_version` is the version that the
    subject had afterwards (None where there is none, and in events from before it was kept).
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_label = Line(max_length=200)
    actor_unit = Line(max_length=50, blank=True)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True)
    subject_version = models.IntegerField(null=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_event"
        ordering = ["seq"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "seq"], name="audit_event_subject")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class AuditHead(models.Model):
    """The last event of the chain: one row, the last lock that a transaction takes."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        db_table = "audit_head"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
