"""The two Celery tasks of the service: do one message; look for what is due and not done."""

from celery import shared_task

from comms.outbox import services


@shared_task(name="comms.outbox.jobs.deliver_message")
def deliver_message(message_id: str) -> None:
    services.deliver(message_id)


@shared_task(name="comms.outbox.jobs.sweep")
def sweep() -> None:
    """Re-send what is due and not done; two sweepers at once do no harm, since a message is claimed by one worker."""
    services.run_periodic()
    for message_id in services.due_messages().values_list("pk", flat=True)[:500]:
        deliver_message.delay(str(message_id))
