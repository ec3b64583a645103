"""What every stored object has in common, and how one is locked for a write."""

import uuid
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models

from comms.core import clock
from comms.core.errors import NotVisible


class Record(models.Model):
    """A row with a random public identifier and a version that each change raises."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


M = TypeVar("M", bound=models.Model)


def locked(visible: "models.QuerySet[M]", pk: Any) -> M:
    """The row, locked until the transaction ends, taken *through* visibility: NotVisible otherwise,
    also for text that is no identifier.

    PostgreSQL: FOR NO KEY UPDATE, so that rows may still be linked to it.  SQLite: the transaction is IMMEDIATE.
    """
    try:
        return visible.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    except (ObjectDoesNotExist, ValidationError) as error:
        raise NotVisible from error


def found(visible: "models.QuerySet[M]", **lookup: Any) -> M:
    """The row, read through visibility: NotVisible otherwise, also for text that is no identifier."""
    try:
        return visible.get(**lookup)
    except (ObjectDoesNotExist, ValidationError) as error:
        raise NotVisible from error
