from typing import Any

import django_filters

from comms.api.filters import BooleanFilter, FilterSet
from comms.core import clock
from comms.duties.states import DutyState, ReportState, Subject


class DutyFilters(FilterSet):
    subject = django_filters.ChoiceFilter(choices=Subject.choices)
    state = django_filters.ChoiceFilter(choices=DutyState.choices)
    year = django_filters.NumberFilter(field_name="ends", method="of_year", label="Periods that end in this year.")
    overdue = BooleanFilter(method="only_overdue", label="Open, and the due instant has passed.")

    def of_year(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.filter(ends__year=int(value)) if 1 <= value <= 9998 else queryset.none()

    def only_overdue(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.overdue() if value else queryset.exclude(state=DutyState.OPEN, due_at__lt=clock.now())


class ReportFilters(FilterSet):
    state = django_filters.ChoiceFilter(choices=ReportState.choices)
