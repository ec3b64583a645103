"""What every page knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from comms.web.navigation import entries


def page(request: HttpRequest) -> dict[str, Any]:
    """`navigation`: the entries of the header; `my_roles`: what the signed-in person is, and where."""
    return {
        "navigation": SimpleLazyObject(lambda: entries(request)),
        "my_roles": SimpleLazyObject(lambda: _roles(request)),
    }


def _roles(request: HttpRequest) -> list[Any]:
    held = getattr(getattr(request, "user", None), "held_roles", None)
    return list(held()) if held else []
