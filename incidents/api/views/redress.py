"""Correction requests, reports to a competent body and its register in the API."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.parsers import JSONParser, MultiPartParser
from comms.api.verbs import verb_action
from comms.api.views import RecordViewSet
from comms.core import limits
from incidents import redress_paper, selectors, services
from incidents.api.filters.redress import CentreReportFilters, CorrectionFilters, DestinationFilters
from incidents.api.serializers.redress import (
    CentreAnswerBody,
    CentreReportSerializer,
    CorrectionAnswerBody,
    CorrectionBody,
    CorrectionCloseBody,
    CorrectionComparisonSerializer,
    CorrectionEscalateBody,
    CorrectionOfIncidentBody,
    CorrectionRequestSerializer,
    CorrectionSendBody,
    DestinationBody,
    DestinationSerializer,
)
from incidents.models import CentreReport, CorrectionRequest, Destination
from incidents.policies import redress as policies


class CorrectionRequestViewSet(RecordViewSet):
    """*Yêu cầu cải chính*: what an outlet published, what is right, the letters and what came back."""

    model = CorrectionRequest
    policies = policies
    serializer_class = CorrectionRequestSerializer
    write_serializer_class = CorrectionBody
    update_serializer_class = CorrectionOfIncidentBody
    create_service = services.correction_draft
    update_service = services.correction_update
    filterset_class = CorrectionFilters
    search_fields = ["folded"]
    ordering_fields = ["created_at", "sent_at"]

    send = verb_action("send", service=services.correction_send, serializer=CorrectionSendBody)
    answer_verb = verb_action(
        "answer",
        service=services.correction_answer,
        serializer=CorrectionAnswerBody,
        parser_classes=[JSONParser, MultiPartParser],
    )
    escalate = verb_action("escalate", service=services.correction_escalate, serializer=CorrectionEscalateBody)
    close = verb_action("close", service=services.correction_close, serializer=CorrectionCloseBody)

    def queryset_for(self, user: Any) -> Any:
        return selectors.corrections_shown_to(user).order_by("-created_at", "id")

    @extend_schema(responses=CorrectionComparisonSerializer(many=True))
    @action(detail=True, url_path="comparison")
    def comparison(self, request: Any, **kwargs: Any) -> Response:
        """Each published correction beside what was demanded, word by word, the first letter first."""
        found = selectors.comparisons(self.get_object())
        return Response(CorrectionComparisonSerializer(found, many=True).data)

    @extend_schema(
        responses={(200, "application/pdf"): bytes},
        parameters=[OpenApiParameter("round", int, description="The number of a letter that was sent.")],
    )
    def letter_pdf(self, request: Any, **kwargs: Any) -> HttpResponse:
        """The letter as a document: the one that was sent as `round`, or the next one with the mark of a draft."""
        number = redress_paper.number_of(request.query_params.get("round"))
        return redress_paper.letter_pdf(limits.caller_of(request), self.get_object(), number)

    def known_parameters(self) -> frozenset[str]:
        return super().known_parameters() | (frozenset({"round"}) if self.action == "letter_pdf" else frozenset())


class CentreReportViewSet(RecordViewSet):
    """*Báo cáo tới cơ quan có thẩm quyền về tin giả*: made under an incident, answered once."""

    model = CentreReport
    serializer_class = CentreReportSerializer
    filterset_class = CentreReportFilters
    ordering_fields = ["sent_at", "created_at"]

    answer_verb = verb_action(
        "answer",
        service=services.centre_report_answer,
        serializer=CentreAnswerBody,
        parser_classes=[JSONParser, MultiPartParser],
    )

    def queryset_for(self, user: Any) -> Any:
        return selectors.centre_reports_shown_to(user).order_by("-sent_at", "id")

    @extend_schema(responses={(200, "application/pdf"): bytes})
    def sheet_pdf(self, request: Any, **kwargs: Any) -> HttpResponse:
        """The report as a sheet, in the words that were recorded."""
        return redress_paper.sheet_pdf(limits.caller_of(request), self.get_object())


class DestinationViewSet(RecordViewSet):
    """*Nơi tiếp nhận tin giả*: the bodies to which false information is reported, by their days."""

    model = Destination
    serializer_class = DestinationSerializer
    write_serializer_class = DestinationBody
    create_service = services.destination_add
    update_service = services.destination_update
    filterset_class = DestinationFilters
    ordering_fields = ["name", "valid_from"]

    def queryset_for(self, user: Any) -> Any:
        return Destination.objects.visible_to(user).order_by("name", "valid_from", "id")
