"""What comes to be due with legal clocks."""

from comms.deadlines.services import clocks_sweep
from comms.outbox.handlers import periodic


@periodic("deadlines.sweep")
def sweep() -> None:
    clocks_sweep()
