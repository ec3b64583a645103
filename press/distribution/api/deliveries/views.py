from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from comms.api.verbs import child_list, verb_action
from comms.api.views import RecordViewSet
from comms.core.records import found
from press.distribution.api.deliveries.filters import DeliveryFilters
from press.distribution.api.deliveries.serializers import (
    AccessSerializer,
    DeliverySerializer,
    OrderBody,
    OrderedSerializer,
    ResendBody,
)
from press.distribution.models import Delivery
from press.distribution.policies import deliveries as policies
from press.distribution.selectors import deliveries as selectors
from press.distribution.services import deliveries as services
from press.releases.models import Release


class DeliveryViewSet(RecordViewSet):
    """One document on its way to one recipient."""

    model = Delivery
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilters
    ordering_fields = ["created_at", "updated_at"]

    resend = verb_action("resend", service=services.delivery_resend, serializer=ResendBody)
    cancel = verb_action("cancel", service=services.delivery_cancel)
    accesses = child_list(
        "accesses", rows=lambda user, delivery: selectors.accesses_of(delivery), serializer=AccessSerializer
    )

    def queryset_for(self, user: Any) -> Any:
        return selectors.with_details(Delivery.objects.visible_to(user)).order_by("-created_at", "id")

    def actions_of(self, obj: Any) -> list[Any]:
        return list(policies.actions(self.request.user, obj))


class ReleaseDeliveries(DeliveryViewSet):
    """Everything that went out about one release: itself, its errata, the notice of its withdrawal."""

    def queryset_for(self, user: Any) -> Any:
        release = found(selectors.releases_sent_by(user), pk=self.kwargs["release"])
        return selectors.deliveries_of(user, release).order_by("-created_at", "id")

    @extend_schema(request=OrderBody, responses={201: OrderedSerializer})
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Send the release to lists, outlets and journalists; nobody gets it twice, however often it is ordered."""
        release: Release = found(selectors.releases_sent_by(request.user), pk=self.kwargs["release"])
        ordered = services.delivery_order(actor=request.user, release_id=release.pk, **self.read_body(OrderBody))
        answer = OrderedSerializer(
            {"made": ordered.made, "already": ordered.already, "skipped": ordered.skipped},
            context=self.get_serializer_context(),
        )
        return Response(answer.data, status=201)
