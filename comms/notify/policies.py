"""Who may do what with a notice: it is seen by its person alone, who may read it."""

from typing import Any

from comms.core.decisions import ALLOW, Decision
from comms.notify.models import Notification


def may_read(user: Any, notice: Notification) -> Decision:
    return ALLOW
