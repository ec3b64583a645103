"""Effects of deliveries, and what comes to be due."""

from uuid import UUID

from comms.outbox.handlers import handles, periodic
from press.distribution.services import deliveries


@handles("press.deliver")
def deliver(delivery_id: str) -> None:
    """Hand one delivery to its transport; running twice sends the same mail under the same id at most once more."""
    deliveries.delivery_send(delivery_id=UUID(delivery_id))


@handles("press.correct")
def correct(release_id: str) -> None:
    """Send an erratum or the notice of a withdrawal to those who got the text; running twice adds nobody twice."""
    deliveries.corrections_deliver(release_id=UUID(release_id))


@periodic("press.deliveries_due")
def deliveries_due() -> int:
    """What waits for its next try, and what was handed over and never settled."""
    return deliveries.deliveries_due()
