"""Filters of review actions."""

from typing import Any

from comms.api.filters import BooleanFilter, FilterSet
from comms.org.api.filters import UnitFilter


class ReviewActionFilters(FilterSet):
    unit = UnitFilter(field_name="unit")
    open = BooleanFilter(method="only_open", label="Neither a task nor dropped, or one of them.")

    def only_open(self, queryset: Any, name: str, value: bool) -> Any:
        undecided = {"task": None, "dropped_reason": ""}
        return queryset.filter(**undecided) if value else queryset.exclude(**undecided)
