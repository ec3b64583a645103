from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.preconditions import etag, expected_version
from comms.api.verbs import Verb, child_list, verb_action
from comms.api.views import UUID_PATTERN, RecordViewSet
from comms.core.records import found
from press.requests import policies, selectors, services
from press.requests.api import bodies
from press.requests.api.filters import PressRequestFilters, RefusalGroundFilters
from press.requests.api.serializers import (
    AnswerPromiseSerializer,
    AnswerVersionSerializer,
    HandOffSerializer,
    PressRequestSerializer,
    RefusalGroundSerializer,
    RequestChainSerializer,
    RequestPartSerializer,
)
from press.requests.models import AnswerVersion, HandOff, PressRequest, Promise, RefusalGround, RequestUnit

HAND_OFF = rf"hand-offs/(?P<hand_off>{UUID_PATTERN})"


def version_rows(user: Any, request: PressRequest) -> Any:
    rows = AnswerVersion.objects.visible_to(user).filter(request=request)
    return rows.select_related("by").order_by("-number", "id")


def part_rows(user: Any, request: PressRequest) -> Any:
    rows = RequestUnit.objects.visible_to(user).filter(request=request)
    return rows.select_related("unit", "request").order_by("asked_at", "-part", "id")


def promise_rows(user: Any, request: PressRequest) -> Any:
    rows = Promise.objects.visible_to(user).filter(request=request)
    return rows.select_related("by").order_by("-at", "-id")


def hand_off_rows(user: Any, request: PressRequest) -> Any:
    return HandOff.objects.visible_to(user).filter(request=request).order_by("handed_at", "id")


def chain_rows(user: Any, request: PressRequest) -> Any:
    ids = [row.pk for row in selectors.chain_of(user, request)]
    return selectors.requests_shown_to(user).filter(pk__in=ids).order_by("received_at", "id")


class PressRequestViewSet(RecordViewSet):
    """*Yêu cầu của báo chí*: what the press asks, who answers it by when, and what was answered."""

    model = PressRequest
    policies = policies
    serializer_class = PressRequestSerializer
    write_serializer_class = bodies.PressRequestBody
    create_service = services.request_register
    update_service = services.request_edit
    filterset_class = PressRequestFilters
    ordering_fields = ["received_at", "created_at", "promised_for"]

    classify = verb_action("classify", service=services.request_classify, serializer=bodies.RequestClassifyBody)
    assign = verb_action("assign", service=services.request_assign, serializer=bodies.RequestAssignBody)
    contribute = verb_action("contribute", service=services.request_contribute, serializer=bodies.RequestContributeBody)
    draft = verb_action("draft", service=services.request_draft, serializer=bodies.RequestDraftBody)
    return_ = verb_action("return", service=services.request_return, serializer=bodies.RequestReturnBody)
    approve = verb_action("approve", service=services.request_approve, serializer=bodies.RequestApproveBody)
    answer_ = verb_action("answer", service=services.request_answer, serializer=bodies.RequestAnswerBody)
    promise = verb_action("promise", service=services.request_promise, serializer=bodies.RequestPromiseBody)
    refuse = verb_action("refuse", service=services.request_refuse, serializer=bodies.RequestRefuseBody)
    send_reason = verb_action("send_reason", service=services.request_send_reason, serializer=bodies.ReasonSentBody)
    conclude = verb_action("conclude", service=services.request_conclude, serializer=bodies.RequestConcludeBody)
    transfer = verb_action("transfer", service=services.request_transfer, serializer=bodies.RequestTransferBody)
    hand_over = verb_action("hand_over", service=services.request_hand_over, serializer=bodies.RequestHandOverBody)
    withdraw = verb_action("withdraw", service=services.request_withdraw, serializer=bodies.RequestWithdrawBody)

    versions = child_list("versions", rows=version_rows, serializer=AnswerVersionSerializer)
    units = child_list("units", rows=part_rows, serializer=RequestPartSerializer)
    promises = child_list("promises", rows=promise_rows, serializer=AnswerPromiseSerializer)
    hand_offs = child_list("hand-offs", rows=hand_off_rows, serializer=HandOffSerializer)
    chain = child_list("chain", rows=chain_rows, serializer=RequestChainSerializer)

    def queryset_for(self, user: Any) -> Any:
        return selectors.requests_shown_to(user).order_by("-received_at", "id")

    @property
    def search_fields(self) -> list[str]:
        return policies.searched_columns(self.request.user)

    def target_id(self) -> dict[str, Any]:
        return {"request_id": super().target_id()["pressrequest_id"]}

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        if self.action == "list" and page:
            beside = selectors.clocks_beside(page)
            for request in page:
                request.legal_clock = beside.get(request.pk)
        return page

    @extend_schema(responses=HandOffSerializer)
    @action(detail=True, methods=["post"], url_path=f"{HAND_OFF}/receive", url_name="hand-off-receive")
    def receive(self, request: Any, **kwargs: Any) -> Response:
        """Confirm that the unit has taken the request over.  If-Match is the hand-off's."""
        rows = HandOff.objects.visible_to(request.user)
        hand_off_id = found(rows, pk=self.kwargs["hand_off"], request=self.target_id()["request_id"]).pk
        version = expected_version(request)
        body = self.read_body(bodies.HandOffNoteBody)
        done = services.hand_off_receive(actor=request.user, hand_off_id=hand_off_id, version=version, **body)
        return Response(HandOffSerializer(done).data, headers={"ETag": etag(done)})

    # What the grammar of verbs reads: the body, and that If-Match is needed.
    receive.contract = Verb(services.hand_off_receive, bodies.HandOffNoteBody)  # type: ignore[attr-defined]  # read by the schema


class RefusalGroundViewSet(RecordViewSet):
    """*Căn cứ từ chối*: the lawful grounds to refuse information, each in force from a day to a day."""

    model = RefusalGround
    serializer_class = RefusalGroundSerializer
    filterset_class = RefusalGroundFilters

    def queryset_for(self, user: Any) -> Any:
        return RefusalGround.objects.visible_to(user).order_by("valid_from", "code", "id")
