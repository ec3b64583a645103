"""Filters of claims."""

import django_filters

from comms.api.filters import ChoicesFilter, FilterSet
from incidents.states import ClaimState, Field, Verdict


class ClaimFilters(FilterSet):
    incident = django_filters.UUIDFilter(field_name="incident_id")
    field = ChoicesFilter(choices=Field.choices)
    state = ChoicesFilter(choices=ClaimState.choices)
    verdict = ChoicesFilter(choices=Verdict.choices)
