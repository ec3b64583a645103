from comms.api.filters import ChoicesFilter, FilterSet, InstantFilter
from press.conferences.states import AccreditationState, ConferenceKind, ConferenceState, QuestionState


class ConferenceFilters(FilterSet):
    kind = ChoicesFilter(choices=ConferenceKind.choices)
    state = ChoicesFilter(choices=ConferenceState.choices)
    held_after = InstantFilter(field_name="held_at", lookup_expr="gt")
    held_before = InstantFilter(field_name="held_at", lookup_expr="lt")


class AccreditationFilters(FilterSet):
    state = ChoicesFilter(choices=AccreditationState.choices)


class QuestionFilters(FilterSet):
    state = ChoicesFilter(choices=QuestionState.choices)
