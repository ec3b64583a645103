from typing import Any

import django_filters

from comms.api.filters import BooleanFilter, ChoicesFilter, DateFilter, FilterSet
from comms.core import clock
from comms.core.text import fold
from comms.org.api.filters import UnitFilter
from press.messages.states import LineState


class MessageLineFilters(FilterSet):
    at = DateFilter(method="in_force_on", label="Lines that are to be used on this day.")
    topic = django_filters.CharFilter(method="of_topic", max_length=300, label="The topic begins so, marks aside.")
    state = ChoicesFilter(choices=LineState.choices)
    owner_unit = UnitFilter(field_name="owner_unit")
    lapsed = BooleanFilter(method="is_lapsed", label="Run out, or withdrawn after the approval.")

    def in_force_on(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.in_force_on(value)

    def of_topic(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(folded__startswith=fold(value))

    def is_lapsed(self, queryset: Any, name: str, value: bool) -> Any:
        lapsed = queryset.model.objects.lapsed_on(clock.today())
        return queryset.filter(pk__in=lapsed) if value else queryset.exclude(pk__in=lapsed)
