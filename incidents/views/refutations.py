"""Dossiers of refutations."""

from typing import Any

from incidents.models import Incident


def part(user: Any, incident: Incident) -> dict[str, Any]:
    return {}
