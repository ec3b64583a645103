"""What comes to be due with mandates."""

from comms.outbox.handlers import periodic
from press.mandates import services


@periodic("press.mandates_ending")
def mandates_ending() -> int:
    return services.mandates_warn()
