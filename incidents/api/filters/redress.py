"""Filters of correction requests and of reports to a competent body."""

from typing import Any

import django_filters

from comms.api.filters import BooleanFilter, ChoicesFilter, DateFilter, FilterSet
from incidents import selectors
from incidents.states import CorrectionState, DestinationKind, Medium


class CorrectionFilters(FilterSet):
    incident = django_filters.UUIDFilter(field_name="incident_id")
    claim = django_filters.UUIDFilter(field_name="claim_id")
    state = ChoicesFilter(choices=CorrectionState.choices)
    outlet = django_filters.UUIDFilter(field_name="outlet_id")
    medium = ChoicesFilter(choices=Medium.choices)
    overdue = BooleanFilter(method="only_overdue", label="The outlet's legal time has passed without an answer.")

    def only_overdue(self, queryset: Any, name: str, value: bool) -> Any:
        return selectors.overdue_corrections(queryset) if value else selectors.corrections_in_time(queryset)


class CentreReportFilters(FilterSet):
    incident = django_filters.UUIDFilter(field_name="incident_id")
    claim = django_filters.UUIDFilter(field_name="claim_id")
    destination = django_filters.UUIDFilter(field_name="destination_id")
    answered = BooleanFilter(method="only_answered", label="With an answer, or without one.")

    def only_answered(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(answered_at__isnull=not value)


class DestinationFilters(FilterSet):
    kind = ChoicesFilter(choices=DestinationKind.choices)
    on = DateFilter(method="only_on", label="Takes reports on this day.")

    def only_on(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.valid_on(value)
