"""What comes to be due with message lines."""

from comms.outbox.handlers import periodic
from press.messages import services


@periodic("press.lines_remind")
def lines_remind() -> int:
    """Lines that lapse soon: their owners are told once."""
    return services.lines_remind()
