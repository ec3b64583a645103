from typing import Any

from comms.api.verbs import child_list, verb_action
from comms.api.views import RecordViewSet
from press.speaking import policies, selectors, services
from press.speaking.api.filters import StatementFilters
from press.speaking.api.serializers import (
    GiveBody,
    StatementBody,
    StatementCorrectBody,
    StatementSerializer,
    StatementVersionSerializer,
)
from press.speaking.models import Statement, StatementVersion


def version_rows(user: Any, statement: Statement) -> Any:
    rows = StatementVersion.objects.visible_to(user).filter(statement=statement)
    return rows.select_related("by").order_by("-number", "id")


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
