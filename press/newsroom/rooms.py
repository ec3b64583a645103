"""Public rooms that stand above the press and have their pages in the newsroom: each announces itself in `ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Room:
    """`url(language)` is the address of its list; `pages(language)` are the addresses of its pages for the sitemap,
    each with the instant of its last change."""

    label: Any
    url: Callable[[str], str]
    pages: Callable[[str], Iterable[tuple[str, datetime]]]


_rooms: dict[str, Room] = {}


def register(name: str, room: Room) -> None:
    _rooms[name] = room


def rooms() -> list[Room]:
    return list(_rooms.values())
