from typing import Any
from uuid import UUID

import django_filters
from django.db.models import Exists, OuterRef, Q

from comms.api.filters import BooleanFilter, ChoicesFilter, DateFilter, FilterSet, InstantFilter
from press.requests import selectors
from press.requests.models import HandOff, RequestUnit
from press.requests.states import Classification, Part, RequestKind, RequestState


def _unit(value: str, field: str = "unit") -> dict[str, Any]:
    """A unit by its id or its code."""
    try:
        return {f"{field}_id": UUID(value)}
    except ValueError:
        return {f"{field}__code": value}


class PressRequestFilters(FilterSet):
    state = ChoicesFilter(choices=RequestState.choices)
    kind = ChoicesFilter(choices=RequestKind.choices)
    classification = django_filters.ChoiceFilter(choices=Classification.choices)
    outlet = django_filters.UUIDFilter(field_name="outlet_id")
    unit = django_filters.CharFilter(method="of_unit", label="Units that answer it, or that it was handed to.")
    lead_unit = django_filters.CharFilter(method="led_by")
    received_after = InstantFilter(field_name="received_at", lookup_expr="gt")
    received_before = InstantFilter(field_name="received_at", lookup_expr="lt")
    overdue = BooleanFilter(method="is_overdue", label="The legal time has passed and nobody answered.")

    def of_unit(self, queryset: Any, name: str, value: str) -> Any:
        parts = RequestUnit.objects.filter(request=OuterRef("pk"), relieved_at=None, **_unit(value))
        handed = HandOff.objects.filter(request=OuterRef("pk"), **_unit(value, "to_unit"))
        return queryset.filter(Q(Exists(parts)) | Q(Exists(handed)))

    def led_by(self, queryset: Any, name: str, value: str) -> Any:
        lead = RequestUnit.objects.filter(request=OuterRef("pk"), relieved_at=None, part=Part.LEAD, **_unit(value))
        return queryset.filter(Exists(lead))

    def is_overdue(self, queryset: Any, name: str, value: bool) -> Any:
        late = selectors.overdue(queryset)
        return late if value else queryset.exclude(pk__in=late.order_by().values("pk"))


class RefusalGroundFilters(FilterSet):
    at = DateFilter(method="in_force", label="Grounds in force on this day.")

    def in_force(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.in_force_on(value)
