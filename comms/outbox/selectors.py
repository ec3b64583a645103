"""What an operator watches."""

from comms.outbox.models import OutboxMessage
from comms.outbox.services import due_messages


def backlog() -> dict[str, int]:
    """`{"due": owed, due and not done, "parked": waiting for a person}`."""
    return {
        "due": due_messages().count(),
        "parked": OutboxMessage.objects.filter(state=OutboxMessage.State.PARKED).count(),
    }
