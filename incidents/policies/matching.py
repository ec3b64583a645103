"""Who says that a claim repeats an earlier one."""

from typing import Any

from comms.core.decisions import Decision
from incidents.models import ClaimMatch
from incidents.policies.incidents import handles


def may_confirm(user: Any, match: ClaimMatch) -> Decision:
    """Who works on the incident of the later claim."""
    return handles(user, match.claim.incident)


may_reject = may_confirm
