"""Filters of decisions, checklist items, agreements and playbooks."""

from typing import Any

import django_filters

from comms.api.filters import BooleanFilter, ChoicesFilter, DateFilter, FilterSet
from incidents.states import AgreementState, DecisionKind, IncidentKind, Severity


class DecisionFilters(FilterSet):
    kind = ChoicesFilter(choices=DecisionKind.choices)
    reviewed = BooleanFilter(method="only_reviewed", label="Looked at again, or not yet.")
    review_until = DateFilter(field_name="review_on", lookup_expr="lte")

    def only_reviewed(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(reviewed_at__isnull=not value)


class ChecklistFilters(FilterSet):
    done = BooleanFilter(method="only_done", label="Done, or not yet.")

    def only_done(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(done_at__isnull=not value)


class AgreementFilters(FilterSet):
    state = ChoicesFilter(choices=AgreementState.choices)


class PlaybookFilters(FilterSet):
    kind = django_filters.ChoiceFilter(choices=IncidentKind.choices)
    severity = django_filters.ChoiceFilter(choices=Severity.choices)
    active = BooleanFilter(field_name="active")
