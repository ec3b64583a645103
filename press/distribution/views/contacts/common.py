"""What the pages of contacts share."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.decisions import Action, require
from press.distribution.policies import contacts as policies

OUTLETS = (_("Press contacts"), "press:contacts")
JOURNALISTS = (_("Journalists"), "press:journalists")
LISTS = (_("Distribution lists"), "press:distribution-lists")


class ForReaders:
    """Mixin: whoever may not read contacts is told so, with the reason."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(policies.may_read(request.user))
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of a view

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keeps = policies.may_keep(self.request.user)
        return super().get_context_data(keeps=keeps, **kwargs)  # type: ignore[misc, no-any-return]  # the same


def way(*steps: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(label, reverse(name)) for label, name in steps]


def kept_by(user: Any, verbs: Sequence[str]) -> list[Action]:
    """The same answer for each verb: contacts have no states."""
    decision = policies.may_keep(user)
    return [Action(verb=verb, allowed=decision.allowed, reason=str(decision.reason)) for verb in verbs]
