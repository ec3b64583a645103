"""What was said under mandates: the rooms above register their rows, and this room asks them."""

from datetime import datetime
from typing import Any

from django.db.models import Max, Model

_told: list[tuple[type[Model], str, str, dict[str, Any]]] = []


def register(model: type[Model], instant: str, *, under: str = "mandate", **conditions: Any) -> None:
    """Rows of `model` are something said at their field `instant` under the mandate `under`, where the conditions
    hold."""
    if (model, instant, under, conditions) not in _told:
        _told.append((model, instant, under, conditions))


def said_last(mandates: Any, start: datetime | None = None, end: datetime | None = None) -> datetime | None:
    """When something was said last under one of the mandates (a QuerySet), from `start` to `end`, both included."""
    found = []
    for model, instant, under, conditions in _told:
        spoken = {f"{under}__in": mandates, f"{instant}__isnull": False}
        rows = model._default_manager.filter(**spoken, **conditions)
        if start is not None:
            rows = rows.filter(**{f"{instant}__gte": start})
        if end is not None:
            rows = rows.filter(**{f"{instant}__lte": end})
        found.append(rows.aggregate(last=Max(instant))["last"])
    return max((at for at in found if at is not None), default=None)
