"""Bytes whose row is not committed yet: when the transaction is rolled back, they go with it.

A storage knows no transactions, and Django announces a commit but no rollback.  What it does on a rollback, of a
savepoint too, is to drop the callbacks that waited for the commit.  Here such a callback is the only holder of an
object; dropped without having been called, the object deletes the bytes as it goes.  What even this misses (the
process is killed) is deleted by the daily sweep of `comms.files.jobs`.
"""

import logging
import weakref

from django.core.files.storage import default_storage
from django.db import connection, transaction

logger = logging.getLogger(__name__)


def settle_with_transaction(path: str) -> None:
    """Keep the bytes at `path` only if the present transaction commits."""
    transaction.on_commit(_Unsettled(path).keep)


class _Unsettled:
    def __init__(self, path: str) -> None:
        self._drop = weakref.finalize(self, _delete, path)

    def keep(self) -> None:
        self._drop.detach()


def _delete(path: str) -> None:
    if connection.autocommit:
        # The transaction is over and committed: another callback failed and took the following ones with it.
        return
    try:
        default_storage.delete(path)
    except Exception:  # a rollback goes on; the sweep will find the bytes
        logger.exception("the bytes of a file that was not stored remain at %s", path)
