import django_filters

from comms.api.filters import ChoicesFilter, FilterSet, InstantFilter
from press.speaking.states import StatementForm, StatementState


class StatementFilters(FilterSet):
    state = ChoicesFilter(choices=StatementState.choices)
    form = django_filters.ChoiceFilter(choices=StatementForm.choices)
    mandate = django_filters.UUIDFilter(field_name="mandate_id")
    release = django_filters.UUIDFilter(field_name="release_id")
    spoken_after = InstantFilter(field_name="spoken_at", lookup_expr="gt")
    spoken_before = InstantFilter(field_name="spoken_at", lookup_expr="lt")
