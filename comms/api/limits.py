"""Limits of costly requests: `View.as_view(throttle_classes=[limited("verify_file")])`."""

from typing import Any

from rest_framework.throttling import BaseThrottle

from comms.core.limits import caller_of, spend


class Limit(BaseThrottle):
    """Asked before the body is read.  What is too much is raised, and leaves as the problem 429."""

    name = ""

    def allow_request(self, request: Any, view: Any) -> bool:
        spend(self.name, caller_of(request))
        return True


def limited(name: str) -> type[Limit]:
    """The limit `name` of `settings.REQUESTS_A_MINUTE`."""
    return type("Limited", (Limit,), {"name": name})
