"""What orders and corrections share: the rows, and the effect that is owed for each."""

from collections.abc import Iterable, Sequence

from comms.outbox.services import outbox
from press.distribution.models import Delivery


def add(rows: Iterable[Delivery]) -> list[Delivery]:
    """Store those whose key is not there yet, each owed through the outbox.  The caller holds the release's lock, so
    that nobody adds the same meanwhile."""
    wanted = {row.key: row for row in rows}
    for key in list(Delivery.objects.filter(key__in=wanted).values_list("key", flat=True)):
        del wanted[key]
    made = Delivery.objects.bulk_create(wanted.values(), batch_size=500)
    owe(made)
    return list(made)


def owe(deliveries: Sequence[Delivery]) -> None:
    """One hand-over of each.  The version makes the key new for every further try."""
    for delivery in deliveries:
        outbox("press.deliver", key=f"delivery:{delivery.pk}:{delivery.version}", delivery_id=delivery.pk)
