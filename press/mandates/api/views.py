from typing import Any

from comms.api.verbs import verb_action
from comms.api.views import RecordViewSet
from press.mandates import policies, services
from press.mandates.api.filters import MandateFilters
from press.mandates.api.serializers import (
    MandateAmendBody,
    MandateBody,
    MandatePublishBody,
    MandateRevokeBody,
    MandateSerializer,
)
from press.mandates.models import Mandate


class MandateViewSet(RecordViewSet):
    """*Thẩm quyền phát ngôn*: who may speak in the name of an agency, from when to when."""

    model = Mandate
    policies = policies
    serializer_class = MandateSerializer
    write_serializer_class = MandateBody
    update_serializer_class = MandateAmendBody
    create_service = services.mandate_record
    update_service = services.mandate_amend
    filterset_class = MandateFilters
    ordering_fields = ["valid_from", "created_at"]

    publish = verb_action("publish", service=services.mandate_publish, serializer=MandatePublishBody)
    revoke = verb_action("revoke", service=services.mandate_revoke, serializer=MandateRevokeBody)

    def queryset_for(self, user: Any) -> Any:
        return Mandate.objects.visible_to(user).select_related("person").order_by("-valid_from", "id")
