"""What happens to people elsewhere and is evidence here."""

from typing import Any

from comms.org.models import User
from comms.org.services import session_opened


def on_signed_in(sender: Any, *, user: User, **kwargs: Any) -> None:
    """Django's `user_logged_in`: somebody has signed in, by whatever way."""
    session_opened(actor=user)
