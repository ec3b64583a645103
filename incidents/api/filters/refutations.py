"""Filters of refutations and of notices of changed conclusions."""

import django_filters

from comms.api.filters import ChoicesFilter, FilterSet
from incidents.states import NoticeState, NoticeTo, RefutationState


class RefutationFilters(FilterSet):
    incident = django_filters.UUIDFilter(field_name="incident_id")
    claim = django_filters.UUIDFilter(field_name="claim_id")
    state = ChoicesFilter(choices=RefutationState.choices)


class VerdictNoticeFilters(FilterSet):
    claim = django_filters.UUIDFilter(field_name="claim_id")
    to = ChoicesFilter(choices=NoticeTo.choices)
    state = ChoicesFilter(choices=NoticeState.choices)
