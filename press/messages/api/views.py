from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.serializers import ReasonBody
from comms.api.verbs import verb_action
from comms.api.views import RecordViewSet
from comms.core import clock
from press.messages import policies, services
from press.messages.api.filters import MessageLineFilters
from press.messages.api.serializers import (
    CheckBody,
    MessageLineBody,
    MessageLineSerializer,
    ReplaceBody,
    WarningSerializer,
)
from press.messages.checking import warnings_for
from press.messages.models import MessageLine


class MessageLineViewSet(RecordViewSet):
    """*Thông điệp thống nhất*: what is said on a topic, from when to when."""

    model = MessageLine
    policies = policies
    serializer_class = MessageLineSerializer
    write_serializer_class = MessageLineBody
    create_service = services.line_draft
    update_service = services.line_update
    filterset_class = MessageLineFilters
    search_fields = ["folded"]
    ordering_fields = ["valid_from", "valid_to", "created_at"]

    approve = verb_action("approve", service=services.line_approve)
    withdraw = verb_action("withdraw", service=services.line_withdraw, serializer=ReasonBody)
    replace = verb_action("replace", service=services.line_replace, serializer=ReplaceBody, status=201)

    def queryset_for(self, user: Any) -> Any:
        return MessageLine.objects.visible_to(user).order_by("-valid_from", "id")

    @extend_schema(request=CheckBody, responses=WarningSerializer(many=True))
    @action(detail=False, methods=["post"], url_path="check")
    def check(self, request: Any, **kwargs: Any) -> Response:
        """Where these words contradict a line in force or use a lapsed one; nothing is stored."""
        body = self.read_body(CheckBody)
        found = warnings_for(
            body["text"], body.get("topic", ""), body.get("on_day") or clock.today(), reader=request.user
        )
        return Response(WarningSerializer(found, many=True).data)
