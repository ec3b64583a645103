"""Counters: what an indicator with the basis `counted` is counted by.

The floor that owns the data registers each in its `ready()`; this floor knows only the name, the words and the call.
A counter answers for many periods of many plans or schemes at once, so that a page of indicators asks a fixed number
of queries.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

Period = tuple[date, date]
"""From the first day to the last, both included."""
Home = Literal["plan", "scheme"]
Counting = Callable[[Home, Collection[UUID], Collection[Period]], Mapping[tuple[UUID, Period], Decimal | None]]
"""`count(home, ids, periods)`: for each plan or scheme and each period the figure; None, or no entry, where there is
none (a share of nothing, for example)."""


@dataclass(frozen=True)
class Counter:
    """`label` names it in a form, `rule` says on the page how it counts."""

    name: str
    label: Any
    rule: Any
    count: Counting


_counters: dict[str, Counter] = {}


def register(name: str, *, label: Any, rule: Any, count: Counting) -> None:
    """Make a counter known, in the `ready()` of the app that owns the data."""
    _counters[name] = Counter(name, label, rule, count)


def get(name: str) -> Counter | None:
    """The counter, or None when no app knows it (any more)."""
    return _counters.get(name)


def choices() -> list[tuple[str, Any]]:
    """Names with their words, for forms."""
    return [(counter.name, counter.label) for counter in _counters.values()]
