"""What is owed, and what an operator watches."""

from django.db.models import Q, QuerySet

from comms.core import clock
from comms.outbox.models import OutboxMessage


def due_messages() -> QuerySet[OutboxMessage]:
    """Owed, due, and not being done by anybody."""
    now = clock.now()
    return OutboxMessage.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=now),
        state=OutboxMessage.State.PENDING,
        due_at__lte=now,
    )


def backlog() -> dict[str, int]:
    """`{"due": owed, due and not done, "parked": waiting for a person}`."""
    return {
        "due": due_messages().count(),
        "parked": OutboxMessage.objects.filter(state=OutboxMessage.State.PARKED).count(),
    }
