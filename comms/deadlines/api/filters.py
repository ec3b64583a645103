from typing import Any

import django_filters

from comms.api.filters import BooleanFilter, FilterSet, InstantFilter


class ClockFilters(FilterSet):
    open = BooleanFilter(method="only_open", label="Still running.")
    breached = BooleanFilter(method="only_breached", label="Stopped too late, or still running after the due instant.")
    before = InstantFilter(field_name="due_at", lookup_expr="lt", label="Due before this instant.")
    subject = django_filters.UUIDFilter(field_name="subject_id", label="The object that the clock runs on.")

    def only_open(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(stopped_at__isnull=value)

    def only_breached(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.breached() if value else queryset.kept()
