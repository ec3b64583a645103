from typing import Any
from uuid import UUID

import django_filters

from comms.api.filters import DateFilter, FilterSet
from comms.org.models import Unit


class UnitFilter(django_filters.CharFilter):
    """A unit by its id or its code, for the filters of any resource: `UnitFilter(field_name="lead_unit")`."""

    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        try:
            return qs.filter(**{f"{self.field_name}_id": UUID(value)})
        except ValueError:
            return qs.filter(**{f"{self.field_name}__code": value})


class UnitFilters(FilterSet):
    at = DateFilter(method="valid_on", label="Units valid on this date.")
    kind = django_filters.ChoiceFilter(choices=Unit.Kind.choices)

    def valid_on(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.valid_on(value)
