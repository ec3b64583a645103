"""The issued bytes."""

from django.db import models

from comms.core import clock
from press.releases.models.releases import Release


class Document(models.Model):
    """The issued bytes, stored once with their SHA-256.  Append-only.

    They stand in the database, not in the file storage: so they come with the transaction that states their hash,
    the trigger that refuses UPDATE and DELETE covers them, and one backup holds document, hash and evidence.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PDF)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    # Of a digitally signed one: subject of the certificate and the instant in the signature.  Empty: not signed.
    signed_by = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "press_document"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["release", "kind"], name="press_document_once")]

    def __str__(self) -> str:
        return f"{self.release_id} {self.sha256}"
