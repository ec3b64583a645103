from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.pagination import page_size
from comms.api.parsers import JSONParser, MultiPartParser
from comms.api.problems import field_problem
from comms.api.verbs import child_list, verb_action
from comms.api.views import RecordViewSet
from press.messages.api.serializers import WarningSerializer
from press.releases.api.serializers import AnsweredIncidentSerializer
from press.speaking import policies, selectors, services
from press.speaking.api.filters import StatementFilters
from press.speaking.api.serializers import (
    GiveBody,
    RecordingBody,
    RecordingSerializer,
    SaidAnswer,
    SaidSerializer,
    StatementApproveBody,
    StatementBody,
    StatementCorrectBody,
    StatementSerializer,
    StatementVersionSerializer,
)
from press.speaking.models import Statement, StatementVersion
from tasks.selectors import incident_links

SAID_PARAMETERS = frozenset({"search", "kind", "cursor", "page_size"})


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

    approve = verb_action("approve", service=services.statement_approve, serializer=StatementApproveBody)
    give = verb_action("give", service=services.statement_give, serializer=GiveBody)
    correct = verb_action("correct", service=services.statement_correct, serializer=StatementCorrectBody)
    versions = child_list("versions", rows=version_rows, serializer=StatementVersionSerializer)

    recordings = child_list(
        "recordings",
        rows=selectors.recordings_of,
        serializer=RecordingSerializer,
        service=services.recording_add,
        body=RecordingBody,
        parser_classes=[JSONParser, MultiPartParser],
    )
    incidents = child_list("incidents", rows=incident_links, serializer=AnsweredIncidentSerializer)

    @extend_schema(responses=WarningSerializer(many=True))
    @action(detail=True, url_path="warnings")
    def warnings(self, request: Any, **kwargs: Any) -> Response:
        """Where the words contradict a line in force, use a lapsed one, or differ from what was said before."""
        return Response(WarningSerializer(selectors.warnings_of(self.get_object(), request.user), many=True).data)

    @extend_schema(
        responses=SaidAnswer,
        parameters=[
            OpenApiParameter("search", str),
            OpenApiParameter("kind", str, enum=selectors.SaidKind.values, many=True),
            OpenApiParameter("cursor", str),
            OpenApiParameter("page_size", int),
        ],
    )
    @action(detail=False, url_path="said")
    def said(self, request: Any, **kwargs: Any) -> Response:
        """Everything that was ever said: statements, releases, answers to the press and at conferences, lines."""
        query = request.query_params
        kinds = query.getlist("kind")
        if not set(kinds) <= set(selectors.SaidKind.values):
            raise field_problem("kind", "invalid_choice", _("There is no such kind."))
        found = selectors.said_page(
            request.user,
            query.get("search", ""),
            kinds=kinds,
            mark=query.get("cursor", ""),
            size=page_size(request),
        )
        onward = query.copy()
        onward["cursor"] = found.next_mark
        address = request.build_absolute_uri(f"{request.path}?{onward.urlencode()}") if found.next_mark else None
        return Response({"next": address, "previous": None, "results": SaidSerializer(found.results, many=True).data})

    def known_parameters(self) -> frozenset[str]:
        return super().known_parameters() | (SAID_PARAMETERS if self.action == "said" else frozenset())

    def repeatable_parameters(self) -> frozenset[str]:
        return super().repeatable_parameters() | {"kind"}

    def queryset_for(self, user: Any) -> Any:
        return selectors.statements_shown_to(user).order_by("-created_at", "id")
