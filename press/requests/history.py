"""The words of this room's audit actions."""

from typing import Any

ACTIONS: dict[str, Any] = {}
