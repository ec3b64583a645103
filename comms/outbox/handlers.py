"""Which function does which effect, and what is looked for regularly.  Apps register theirs in `jobs.py`."""

from collections.abc import Callable
from typing import Any

Handler = Callable[..., None]

_handlers: dict[str, Handler] = {}
_periodic: dict[str, Callable[[], Any]] = {}


class Hopeless(Exception):
    """Raised by a handler when another try cannot help: the message is parked at once."""


def handles(topic: str) -> Callable[[Handler], Handler]:
    """The decorated function does the effects of `topic`; it takes the payload (ids) as keywords and may run twice."""

    def register(function: Handler) -> Handler:
        _handlers[topic] = function
        return function

    return register


def periodic(name: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """The decorated function is called at each sweep.  It asks "due and not done", so a missed sweep is caught up."""

    def register(function: Callable[[], Any]) -> Callable[[], Any]:
        _periodic[name] = function
        return function

    return register


def handler_for(topic: str) -> Handler:
    try:
        return _handlers[topic]
    except KeyError as error:
        raise Hopeless(f"nothing handles {topic}") from error


def periodic_functions() -> dict[str, Callable[[], Any]]:
    return dict(_periodic)
