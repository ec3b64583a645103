"""The kinds of notices.  Each app registers its own in `ready()`; a notice of an unknown kind cannot be written."""

from collections.abc import Mapping
from typing import Any

_words: dict[str, Any] = {}


def register(words: Mapping[str, Any]) -> None:
    """`{"tasks.digest": _("daily digest"), …}`: named `app.kind`, worded when shown."""
    _words.update(words)


def is_known(kind: str) -> bool:
    return kind in _words


def wording(kind: str) -> str:
    return str(_words.get(kind, kind))
