"""A policy answers with a Decision: yes, or no with the reason that the user will read."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from comms.core.errors import NotAllowed
from comms.core.states import Transitions


@dataclass(frozen=True)
class Decision:
    allowed: bool
    reason: Any = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOW = Decision(allowed=True)


def deny(reason: Any) -> Decision:
    return Decision(allowed=False, reason=reason)


def require(decision: Decision) -> None:
    """Raise NotAllowed with the decision's reason unless it allows."""
    if not decision.allowed:
        raise NotAllowed(decision.reason)


class Action(TypedDict):
    verb: str
    allowed: bool
    reason: str


def actions_for(user: Any, obj: Any, transitions: Transitions, policies: ModuleType) -> list[Action]:
    """Every verb of the object with whether this user may do it now, and if not, why.

    `policies.may_<verb>(user, obj)` decides on the person; the transition table decides on the state.
    """
    actions: list[Action] = []
    for verb in transitions:
        if obj.state in transitions.sources(verb):
            decision: Decision = getattr(policies, f"may_{verb}")(user, obj)
        else:
            decision = deny(_("Not possible while the state is “%(state)s”.") % {"state": obj.get_state_display()})
        actions.append(Action(verb=verb, allowed=decision.allowed, reason=str(decision.reason)))
    return actions
