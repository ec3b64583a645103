"""Filters of claims."""

import django_filters

from comms.api.filters import ChoicesFilter, FilterSet
from incidents.states import ClaimState, Verdict


class ClaimFilters(FilterSet):
    incident = django_filters.UUIDFilter(field_name="incident_id")
    state = ChoicesFilter(choices=ClaimState.choices)
    verdict = ChoicesFilter(choices=Verdict.choices)
