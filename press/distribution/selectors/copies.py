"""Marked copies as files: whose release they show."""

from typing import Any
from uuid import UUID

from press.distribution.models import DeliveryCopy


def release_of_copy(sha256: str) -> UUID | None:
    """The release of the recipient's copy with this SHA-256; for the verification of files."""
    rows: Any = DeliveryCopy.objects.filter(sha256=sha256).values_list("delivery__release_id", flat=True)
    found: UUID | None = rows.first()
    return found
