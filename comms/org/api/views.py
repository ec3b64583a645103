from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.views import RecordViewSet, uuid_or_none
from comms.org.api.filters import UnitFilters
from comms.org.api.serializers import LineageSerializer, UnitSerializer
from comms.org.models import Unit
from comms.org.selectors import present_successors, reached


class UnitViewSet(RecordViewSet):
    """Units as they were called from `valid_from` to `valid_to`.  A unit answers to its id and to its code."""

    model = Unit
    serializer_class = UnitSerializer
    filterset_class = UnitFilters
    search_fields = ["folded"]
    ordering_fields = {"name": "name_sort", "code": "code", "valid_from": "valid_from", "valid_to": "valid_to"}
    lookup_value_regex = r"[\w.-]{1,36}"

    def queryset_for(self, user: Any) -> Any:
        return Unit.objects.visible_to(user).prefetch_related("successors")

    def lookup(self) -> dict[str, Any]:
        name = self.kwargs["id"]
        unit_id = uuid_or_none(name)
        return {"pk": unit_id} if unit_id else {"code": name}

    @extend_schema(responses=LineageSerializer)
    @action(detail=True)
    def lineage(self, request: Any, **kwargs: Any) -> Response:
        """Every unit that this one succeeded, every unit that succeeded it, and those that carry on its work today."""
        unit = self.get_object()
        line = {
            "predecessors": self.get_queryset().filter(pk__in=reached({unit.pk}, backward=True)),
            "successors": self.get_queryset().filter(pk__in=reached({unit.pk}, backward=False)),
            "present": self.get_queryset().filter(pk__in=[item.pk for item in present_successors(unit)]),
        }
        return Response(LineageSerializer(line, context={"request": request}).data)
