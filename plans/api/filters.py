from typing import Any
from uuid import UUID

import django_filters

from comms.api.filters import ChoicesFilter, FilterSet
from plans.models import Topic
from plans.states import PlanState


class CodeFilter(django_filters.CharFilter):
    """A record by its id or its code, for the filters of any resource: `CodeFilter(field_name="plan")`."""

    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        try:
            return qs.filter(**{f"{self.field_name}_id": UUID(value)})
        except ValueError:
            return qs.filter(**{f"{self.field_name}__code": value})


class PlanFilters(FilterSet):
    scheme = CodeFilter(field_name="scheme")
    year = django_filters.NumberFilter(field_name="year", min_value=0, max_value=9999)
    state = ChoicesFilter(choices=PlanState.choices)


class TopicFilters(FilterSet):
    plan = CodeFilter(field_name="plan")
    kind = django_filters.ChoiceFilter(choices=Topic.Kind.choices)


class IndicatorFilters(FilterSet):
    plan = CodeFilter(field_name="plan")
    scheme = CodeFilter(field_name="scheme")
