"""Filters of the timeline."""

from typing import Any

from comms.api.filters import BooleanFilter, ChoicesFilter, FilterSet
from incidents.states import NOISE, WRITTEN, EntryKind


class TimelineFilters(FilterSet):
    kind = ChoicesFilter(choices=EntryKind.choices, label="Kinds of entries.")
    written = BooleanFilter(method="only_written", label="Written by people, or by the service.")
    pinned = BooleanFilter(field_name="pinned", label="Pinned, or not.")
    noise = BooleanFilter(method="only_noise", label="What pages leave out until it is asked for, or the rest.")

    def only_written(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(kind__in=WRITTEN) if value else queryset.exclude(kind__in=WRITTEN)

    def only_noise(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(kind__in=NOISE) if value else queryset.exclude(kind__in=NOISE)
