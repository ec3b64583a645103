from typing import Any

import django_filters

from comms.api.filters import BooleanFilter, ChoicesFilter, FilterSet, InstantFilter
from comms.core.text import fold
from comms.org.api.filters import UnitFilter
from press.speaking.states import StatementForm, StatementState


class SeenFilter(django_filters.UUIDFilter):
    """What the statement names, as far as the caller sees it: what is hidden cannot be asked for."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.filter(**{f"{self.field_name}_id": value, f"seen_{self.field_name}": value}) if value else qs


class StatementFilters(FilterSet):
    state = ChoicesFilter(choices=StatementState.choices)
    form = django_filters.ChoiceFilter(choices=StatementForm.choices)
    mandate = django_filters.UUIDFilter(field_name="mandate_id")
    speaker = django_filters.UUIDFilter(field_name="mandate__person_id")
    unit = UnitFilter(field_name="unit")
    release = SeenFilter(field_name="release")
    press_request = SeenFilter(field_name="press_request")
    conference = SeenFilter(field_name="conference")
    topic = django_filters.CharFilter(method="of_topic", max_length=300, label="The topic begins so, marks aside.")
    outlet = django_filters.CharFilter(lookup_expr="iexact", max_length=200)
    own_initiative = BooleanFilter()
    spoken_after = InstantFilter(field_name="spoken_at", lookup_expr="gt")
    spoken_before = InstantFilter(field_name="spoken_at", lookup_expr="lt")

    def of_topic(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(folded__startswith=fold(value))
