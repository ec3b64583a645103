"""What comes to be due with press requests."""

from comms.outbox.handlers import periodic
from press.requests import services


@periodic("press.promises_due")
def promises_due() -> int:
    """Remind of promised answers, the day before and when the day has passed."""
    return services.promises_tell()


@periodic("press.parts_late")
def parts_late() -> int:
    """Say which units have not delivered in time."""
    return services.parts_late_tell()
