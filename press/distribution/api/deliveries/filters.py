import django_filters

from comms.api.filters import ChoicesFilter, FilterSet
from press.distribution.states import DeliveryState, Purpose, Transport


class DeliveryFilters(FilterSet):
    state = ChoicesFilter(choices=DeliveryState.choices)
    purpose = django_filters.ChoiceFilter(choices=Purpose.choices)
    transport = django_filters.ChoiceFilter(choices=Transport.choices)
