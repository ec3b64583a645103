"""What the API forgets in time."""

from comms.api import idempotency
from comms.outbox.handlers import periodic


@periodic("api.idempotency")
def forget_old_keys() -> None:
    idempotency.forget_old()
