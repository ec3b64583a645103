"""Filters of incidents."""

from typing import Any

import django_filters

from comms.api.filters import BooleanFilter, ChoicesFilter, FilterSet, InstantFilter
from comms.org.api.filters import UnitFilter
from incidents.states import Course, Field, IncidentKind, IncidentState, LegalGround, Priority, Severity


class IncidentFilters(FilterSet):
    state = ChoicesFilter(choices=IncidentState.choices)
    severity = ChoicesFilter(choices=Severity.choices)
    priority = django_filters.ChoiceFilter(choices=Priority.choices)
    field = django_filters.ChoiceFilter(choices=Field.choices)
    kind = django_filters.ChoiceFilter(choices=IncidentKind.choices)
    course = django_filters.ChoiceFilter(choices=Course.choices)
    legal_ground = django_filters.ChoiceFilter(choices=LegalGround.choices)
    lead_unit = UnitFilter(field_name="lead_unit")
    reporting_unit = UnitFilter(field_name="reporting_unit")
    received_after = InstantFilter(field_name="received_at", lookup_expr="gt")
    received_before = InstantFilter(field_name="received_at", lookup_expr="lt")
    restricted = BooleanFilter(field_name="restricted")
    drill = BooleanFilter(field_name="drill")
    answered = BooleanFilter(method="only_answered", label="With a first statement, or without one.")

    def only_answered(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(first_statement_at__isnull=not value)
