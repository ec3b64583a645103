from typing import Any

import django_filters

from comms.api.filters import BooleanFilter, FilterSet
from comms.core import clock
from comms.duties.states import DutyState, ReportState, Subject


class DutyFilters(FilterSet):
    subject = django_filters.ChoiceFilter(choices=Subject.choices)
    state = django_filters.ChoiceFilter(choices=DutyState.choices)
    year = django_filters.NumberFilter(
        field_name="ends__year", min_value=1, max_value=9998, decimal_places=0, label="Periods that end in this year."
    )
    overdue = BooleanFilter(method="only_overdue", label="Open, and the due instant has passed.")

    def only_overdue(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.overdue() if value else queryset.exclude(state=DutyState.OPEN, due_at__lt=clock.now())


class ReportFilters(FilterSet):
    state = django_filters.ChoiceFilter(choices=ReportState.choices)
