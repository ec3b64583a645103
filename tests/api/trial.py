"""A resource that stands only in the tests: plans, declared with everything that the grammar offers."""

from typing import Any

import django_filters
from django.urls import include, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from comms.api.fields import BoolField, InstantField, LineField, TextField, WholeNumberField
from comms.api.filters import BooleanFilter, ChoicesFilter, DateFilter, FilterSet, InstantFilter
from comms.api.idempotency import payload_sha256
from comms.api.parsers import JSONParser, MultiPartParser
from comms.api.routers import Router
from comms.api.serializers import RECORD, STATE, BodySerializer, ModelBodySerializer, ReasonBody, RecordSerializer
from comms.api.verbs import child_list, verb_action
from comms.api.views import ContractView, RecordViewSet
from comms.org.api.fields import UnitField
from plans import policies, services
from plans.models import Objective, Plan
from plans.states import PlanState

TRIALS = "/api/v1/trials/"


class TrialSerializer(RecordSerializer):
    class Meta:
        model = Plan
        fields = [*RECORD, *STATE, "code", "title", "scheme", "year", "starts", "ends", "owner_unit", "illustrative"]


class TrialBody(ModelBodySerializer):
    owner_unit = UnitField()

    class Meta:
        model = Plan
        fields = ["code", "title", "scheme", "year", "starts", "ends", "owner_unit"]


class TrialIssueBody(BodySerializer):
    decision_number = LineField(max_length=40)
    decision_date = serializers.DateField()


class TrialLineSerializer(RecordSerializer):
    class Meta:
        model = Objective
        fields = [*RECORD, "plan", "no", "title"]


class TrialLineBody(BodySerializer):
    no = LineField(max_length=20)
    title = LineField()


class TrialFilters(FilterSet):
    state = ChoicesFilter(choices=PlanState.choices)
    year = django_filters.NumberFilter()
    open = BooleanFilter(method="only_open")
    starts_after = DateFilter(field_name="starts", lookup_expr="gte")
    made_before = InstantFilter(field_name="created_at", lookup_expr="lt")

    def only_open(self, queryset: Any, name: str, value: bool) -> Any:
        wanted = queryset.filter(state__in=[PlanState.ISSUED, PlanState.IN_PROGRESS])
        return wanted if value else queryset.exclude(pk__in=wanted.values("pk"))


class TrialViewSet(RecordViewSet):
    model = Plan
    policies = policies
    serializer_class = TrialSerializer
    write_serializer_class = TrialBody
    create_service = services.plan_create
    update_service = services.plan_update
    filterset_class = TrialFilters
    search_fields = ["folded"]
    ordering_fields = ["code", "year", "ends", "created_at"]

    submit = verb_action("submit", service=services.plan_submit)
    return_ = verb_action("return", service=services.plan_return, serializer=ReasonBody)
    issue = verb_action("issue", service=services.plan_issue, serializer=TrialIssueBody, needs_key=True)
    lines = child_list(
        "lines",
        rows=lambda user, plan: Objective.objects.visible_to(user).filter(plan=plan).order_by("no"),
        serializer=TrialLineSerializer,
        service=services.objective_create,
        body=TrialLineBody,
    )


class TrialEveryField(BodySerializer):
    line = LineField(required=False, max_length=20)
    text = TextField(required=False)
    flag = BoolField(required=False)
    number = WholeNumberField(required=False)
    at = InstantField(required=False)


class EchoView(ContractView):
    """Gives back what it understood."""

    query_parameters = ("refuse",)

    @extend_schema(request=TrialEveryField, responses=TrialEveryField)
    def post(self, request: Any) -> Response:
        body = TrialEveryField(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(body.validated_data)


class UploadView(ContractView):
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Any) -> Response:
        return Response({"sha256": payload_sha256(request), "fields": sorted(request.data)}, status=201)


router = Router()
router.register("trials", TrialViewSet, basename="trial")

urlpatterns = [
    path("api/v1/", include(router.urls)),
    path("api/v1/trial-echo/", EchoView.as_view()),
    path("api/v1/trial-upload/", UploadView.as_view()),
    path("", include("comms.urls")),
]
