"""The words for each action.  Each app registers its own in `ready()`; an unknown action cannot be recorded."""

from collections.abc import Mapping
from typing import Any

_words: dict[str, Any] = {}


def register(words: Mapping[str, Any]) -> None:
    """`{"press.release.submitted": _("sent for sign-off"), …}`: named `app.object.verb`, worded when shown."""
    _words.update(words)


def is_known(action: str) -> bool:
    return action in _words


def wording(action: str) -> str:
    return str(_words.get(action, action))
