"""The permission surface as one table, a module of rows for each room.

A row says what each member of the cast gets from one method of one address.  `test_permission_surface.py` plays every
row for everybody and fails for a registered method without a row: a missing rule is a missing row.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import PEOPLE, Cast

ANONYMOUS = "anonymous"
EVERYBODY = tuple(PEOPLE)
PREFIX = "/api/v1/"


@dataclass(frozen=True)
class Given:
    """What the row stands on: values for the address, the version for If-Match, the body, further headers."""

    path: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    body: Any = None
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    format: str = "json"


def nothing(cast: Cast) -> Given:
    return Given()


@dataclass(frozen=True)
class Row:
    """`call` is `"POST plans/{id}/submit/"`; `given` builds the world through services.

    `allowed` maps a status to the people who get it; everybody else who is signed in gets `others`, and whoever
    is not signed in gets `anonymous`.
    """

    call: str
    allowed: Mapping[int, tuple[str, ...]]
    others: int = 403
    given: Callable[[Cast], Given] = nothing
    anonymous: int = 401

    def expected(self) -> dict[str, int]:
        named = {person: status for status, people in self.allowed.items() for person in people}
        assert set(named) <= set(EVERYBODY), f"{self.call} names somebody who is not in the cast"
        assert len(named) == sum(map(len, self.allowed.values())), f"{self.call} names somebody twice"
        return {ANONYMOUS: self.anonymous, **{person: named.get(person, self.others) for person in EVERYBODY}}


def rows() -> list[Row]:
    """The rows of every module of this package."""
    modules = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return [row for module in modules for row in module.ROWS]


def registered() -> Iterator[tuple[str, Any]]:
    """`METHOD address` of everything that answers under /api/v1/, with its callback."""
    for address, callback in _under(get_resolver().url_patterns, ""):
        if not address.startswith(PREFIX.strip("/")):
            continue
        for method in _methods(callback):
            yield f"{method} {address.removeprefix(PREFIX.lstrip('/'))}", callback


def _under(patterns: Any, above: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        address = above + _template(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _under(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback


def _template(pattern: str) -> str:
    """`^plans/(?P<id>[0-9a-f]{8})/$` and `plans/<uuid:id>/` as `plans/{id}/`."""
    text, result, depth, name = pattern.removeprefix("^").removesuffix("$").removesuffix("\\Z"), "", 0, ""
    index = 0
    while index < len(text):
        char = text[index]
        if depth == 0 and text.startswith("(?P<", index):
            name = text[index + 4 : text.index(">", index)]
            result, depth = result + "{" + name + "}", 1
            index = text.index(">", index)
        elif depth == 0 and char == "<":
            end = text.index(">", index)
            result, index = result + "{" + text[index + 1 : end].split(":")[-1] + "}", end
        elif char == "\\":
            result += text[index + 1] if depth == 0 else ""
            index += 1
        elif depth:
            depth += {"(": 1, ")": -1}.get(char, 0)
        else:
            result += char
        index += 1
    return result


def _methods(callback: Any) -> list[str]:
    actions = getattr(callback, "actions", None)
    if actions:
        names = set(actions)
    else:
        view = getattr(callback, "cls", None) or getattr(callback, "view_class", None)
        offered = getattr(view, "http_method_names", ())
        names = {name for name in offered if hasattr(view, name)} if view else {"get", "post"}
    return sorted(name.upper() for name in names - {"head", "options"})
