"""What is known of stored bytes."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse

from comms.core import subjects
from comms.core.fields import Line
from comms.core.records import Record


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def visible_to(self, user: Any) -> "StoredFileQuerySet":
        """A file is seen by whoever sees what it belongs to, and by nobody else."""
        return subjects.visible_rows(user, self)  # type: ignore[return-value]  # it filters, so the class stays


class StoredFile(Record):
    """Bytes that never change: their place in the storage is random, their SHA-256 proves them.

    The person who uploaded it is kept by value, as in the evidence.
    """

    name = Line(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100, unique=True, editable=False)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    uploaded_by_id = models.UUIDField(null=True)
    uploaded_by_label = Line(max_length=200)

    objects: ClassVar[Any] = StoredFileQuerySet.as_manager()

    class Meta:
        db_table = "files_file"
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "created_at"], name="files_file_subject")]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="files_file_not_empty"),
            models.CheckConstraint(condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="files_file_sha256"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("files:file", args=[self.pk])


def new_path(day: str) -> str:
    """`files/20261121/<32 random digits>`: the day lets the sweep pass over what is too young."""
    return f"files/{day}/{uuid.uuid4().hex}"
