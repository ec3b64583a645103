"""Owing an effect, and doing what is owed.

A message is claimed with a lease before its handler runs and marked after it: a worker that dies in between leaves
a lease that expires, and the message is tried again.  Four tries, then it is parked for a person.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from comms.core import clock
from comms.outbox import handlers
from comms.outbox.models import OutboxMessage
from comms.outbox.selectors import due_messages

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 4
LEASE = timedelta(seconds=120)
BACKOFF = timedelta(seconds=5)


def outbox(topic: str, *, key: str, **payload: Any) -> None:
    """Owe one effect, in the caller's transaction.  `payload` is ids and versions only; the same `key` is owed once."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an effect is owed in the transaction of the change")
    message = OutboxMessage(topic=topic, key=key, payload={name: str(value) for name, value in payload.items()})
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    transaction.on_commit(lambda: wake(message.pk), robust=True)


def wake(message_id: UUID) -> bool:
    """Tell a worker, if there is a broker.  A lost call loses nothing: the sweeper finds the row."""
    if not settings.CELERY_BROKER_URL:
        return False
    try:
        current_app.send_task("comms.outbox.jobs.deliver_message", [str(message_id)])
    except (OSError, OperationalError) as error:
        logger.warning("the broker does not answer; the sweeper will find message %s: %s", message_id, error)
        return False
    return True


def deliver(message_id: UUID | str) -> bool:
    """Do one effect if it is due and nobody else is doing it.  True when it was done."""
    message = _claim(message_id)
    if message is None:
        return False
    try:
        with clock.held():
            handlers.handler_for(message.topic)(**message.payload)
    except Exception as error:  # noqa: BLE001  # whatever the handler raised, the message is tried again or parked
        _fail(message, error)
        return False
    _finish(message, state=OutboxMessage.State.DONE, done_at=clock.now(), last_error="")
    return True


def drain(*, limit: int = 1000, stopped: Callable[[], bool] = lambda: False) -> int:
    """Do what is due in this process, without a broker.  Returns how many effects were done.

    `stopped` is asked before each effect: a process that is told to end finishes the one it is doing.
    """
    done = 0
    for message_id in _due_ids(limit):
        if stopped():
            break
        done += deliver(message_id)
    return done


def _due_ids(limit: int) -> Iterator[UUID]:
    """Ids of due messages, in order, each once; also those that come to be owed while draining."""
    seen: set[UUID] = set()
    while len(seen) < limit:
        due = due_messages().values_list("pk", flat=True)[:100]
        batch = [pk for pk in due if pk not in seen][: limit - len(seen)]
        if not batch:
            return
        seen.update(batch)
        yield from batch


def run_periodic() -> None:
    """Look once for everything that has come to be due.  One that fails does not stop the others."""
    for name, function in handlers.periodic_functions().items():
        try:
            with clock.held():
                function()
        except Exception:
            logger.exception("the periodic job %s failed", name)


def retry_parked(message_id: UUID) -> None:
    """Give a parked message its four tries again."""
    OutboxMessage.objects.filter(pk=message_id, state=OutboxMessage.State.PARKED).update(
        state=OutboxMessage.State.PENDING, attempts=0, due_at=clock.now(), leased_until=None
    )


@transaction.atomic
def _claim(message_id: UUID | str) -> OutboxMessage | None:
    message = due_messages().filter(pk=message_id).select_for_update(skip_locked=True).first()
    if message is None:
        return None
    if message.attempts >= MAX_ATTEMPTS:
        last_error = message.last_error or f"the worker died in each of {MAX_ATTEMPTS} tries"
        _finish(message, state=OutboxMessage.State.PARKED, last_error=last_error)
        return None
    message.attempts += 1
    message.leased_until = clock.now() + LEASE
    message.save(update_fields=["attempts", "leased_until"])
    return message


def _fail(message: OutboxMessage, error: Exception) -> None:
    logger.warning("outbox %s failed (try %s)", message, message.attempts, exc_info=error)
    text = f"{type(error).__name__}: {error}"[:2000]
    if message.attempts >= MAX_ATTEMPTS or isinstance(error, handlers.Hopeless):
        _finish(message, state=OutboxMessage.State.PARKED, last_error=text)
    else:
        due_at = clock.now() + BACKOFF * 2 ** (message.attempts - 1)
        _finish(message, state=OutboxMessage.State.PENDING, due_at=due_at, last_error=text)


def _finish(message: OutboxMessage, **changes: Any) -> None:
    """Write the outcome, unless the lease was lost to another worker in the meantime."""
    OutboxMessage.objects.filter(pk=message.pk, attempts=message.attempts, state=OutboxMessage.State.PENDING).update(
        leased_until=None, updated_at=clock.now(), **changes
    )
