"""Who tells those who had an earlier conclusion."""

from typing import Any

from comms.core.decisions import Decision
from incidents.models import VerdictNotice
from incidents.policies.incidents import handles


def may_told(user: Any, notice: VerdictNotice) -> Decision:
    return handles(user, notice.claim.incident)
