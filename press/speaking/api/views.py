from typing import Any

from comms.api.serializers import ReasonBody
from comms.api.verbs import child_list, verb_action
from comms.api.views import RecordViewSet
from press.speaking import policies, selectors, services
from press.speaking.api.filters import MandateFilters, StatementFilters
from press.speaking.api.serializers import (
    GiveBody,
    MandateBody,
    MandatePublishBody,
    MandateSerializer,
    StatementBody,
    StatementCorrectBody,
    StatementSerializer,
    StatementVersionSerializer,
)
from press.speaking.models import Mandate, Statement, StatementVersion


def version_rows(user: Any, statement: Statement) -> Any:
    rows = StatementVersion.objects.visible_to(user).filter(statement=statement)
    return rows.select_related("by").order_by("-number", "id")


class MandateViewSet(RecordViewSet):
    """*Thẩm quyền phát ngôn*: who may speak in the name of an agency, from when to when."""

    model = Mandate
    policies = policies
    serializer_class = MandateSerializer
    write_serializer_class = MandateBody
    create_service = services.mandate_record
    filterset_class = MandateFilters
    ordering_fields = ["valid_from", "created_at"]

    publish = verb_action("publish", service=services.mandate_publish, serializer=MandatePublishBody)
    revoke = verb_action("revoke", service=services.mandate_revoke, serializer=ReasonBody)

    def queryset_for(self, user: Any) -> Any:
        return Mandate.objects.visible_to(user).select_related("person").order_by("-valid_from", "id")


class StatementViewSet(RecordViewSet):
    """*Phát ngôn*: words spoken, or to be spoken, under a mandate."""

    model = Statement
    policies = policies
    serializer_class = StatementSerializer
    write_serializer_class = StatementBody
    create_service = services.statement_draft
    update_service = services.statement_update
    filterset_class = StatementFilters
    search_fields = ["folded"]
    ordering_fields = ["created_at", "spoken_at"]

    approve = verb_action("approve", service=services.statement_approve)
    give = verb_action("give", service=services.statement_give, serializer=GiveBody)
    correct = verb_action("correct", service=services.statement_correct, serializer=StatementCorrectBody)
    versions = child_list("versions", rows=version_rows, serializer=StatementVersionSerializer)

    def queryset_for(self, user: Any) -> Any:
        return selectors.statements_shown_to(user).order_by("-created_at", "id")
