"""The two Celery tasks of the service: do one message; look for what is due and not done."""

from celery import shared_task

from comms.outbox import services
from comms.outbox.selectors import due_messages


@shared_task(name="comms.outbox.jobs.deliver_message")
def deliver_message(message_id: str) -> None:
    services.deliver(message_id)


@shared_task(name="comms.outbox.jobs.sweep")
def sweep() -> None:
    """Re-send what is due and not done; two sweepers at once do no harm, since a message is claimed by one worker."""
    services.run_periodic()
    for message_id in due_messages().values_list("pk", flat=True)[:500]:
        if not services.wake(message_id):
            break
