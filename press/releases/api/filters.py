from typing import Any

import django_filters
from django.db.models import Exists, OuterRef

from comms.api.filters import FilterSet, InstantFilter
from comms.org.api.filters import UnitFilter
from press.releases.models import ReleaseUnit
from press.releases.states import LANGUAGES, Kind, State


class OfUnit(UnitFilter):
    """Releases that speak for a unit, in any place."""

    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        units = super().filter(ReleaseUnit.objects.all(), value)
        return qs.filter(Exists(units.filter(release=OuterRef("pk"))))


class ReleaseFilters(FilterSet):
    state = django_filters.ChoiceFilter(choices=State.choices)
    kind = django_filters.ChoiceFilter(choices=Kind.choices)
    issued_after = InstantFilter(field_name="issued_at", lookup_expr="gt")
    issued_before = InstantFilter(field_name="issued_at", lookup_expr="lt")
    language = django_filters.ChoiceFilter(choices=LANGUAGES)
    unit = OfUnit(field_name="unit")
