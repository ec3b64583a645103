from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.preconditions import etag, expected_version
from comms.api.verbs import child_list, verb_action
from comms.api.views import RecordViewSet
from press.distribution.api.contacts.filters import DistributionListFilters, JournalistFilters, MediaOutletFilters
from press.distribution.api.contacts.serializers import (
    DistributionListBody,
    DistributionListSerializer,
    EmploymentBody,
    EmploymentEndBody,
    EmploymentSerializer,
    JournalistBody,
    JournalistSerializer,
    ListMemberBody,
    ListMemberSerializer,
    MediaOutletBody,
    MediaOutletSerializer,
    WebhookSecretSerializer,
)
from press.distribution.models import DistributionList, Journalist, MediaOutlet
from press.distribution.selectors import contacts as selectors
from press.distribution.services import contacts as services

ORDERINGS = ["name", "created_at", "updated_at"]


def employment_rows(user: Any, journalist: Journalist) -> Any:
    return journalist.employments.select_related("outlet").order_by("-starts", "id")  # type: ignore[attr-defined]  # reverse


def member_rows(user: Any, kept: DistributionList) -> Any:
    return selectors.members_of(kept)


class MediaOutletViewSet(RecordViewSet):
    """*Cơ quan báo chí*."""

    model = MediaOutlet
    serializer_class = MediaOutletSerializer
    write_serializer_class = MediaOutletBody
    create_service = services.outlet_create
    update_service = services.outlet_update
    filterset_class = MediaOutletFilters
    search_fields = ["folded"]
    ordering_fields = ORDERINGS

    def queryset_for(self, user: Any) -> Any:
        return selectors.outlets_for(user)

    @extend_schema(request=None, responses=WebhookSecretSerializer)
    @action(detail=True, methods=["post"])
    def new_secret(self, request: Any, **kwargs: Any) -> Response:
        """A new secret of the webhook; this answer is the only one that tells it."""
        target, version = self.target_id(), expected_version(request)
        self.read_body(None)
        outlet, secret = services.outlet_new_secret(actor=request.user, version=version, **target)
        return Response({"webhook_secret": secret}, headers={"ETag": etag(outlet)})


class JournalistViewSet(RecordViewSet):
    """*Nhà báo*: a person of the press, with the consent to be written to and the outlets worked for."""

    model = Journalist
    serializer_class = JournalistSerializer
    write_serializer_class = JournalistBody
    create_service = services.journalist_create
    update_service = services.journalist_update
    filterset_class = JournalistFilters
    search_fields = ["folded"]
    ordering_fields = ORDERINGS

    forget = verb_action("forget", service=services.journalist_forget)
    end_employment = verb_action("end_employment", service=services.employment_end, serializer=EmploymentEndBody)
    employments = child_list(
        "employments",
        rows=employment_rows,
        serializer=EmploymentSerializer,
        service=services.employment_begin,
        body=EmploymentBody,
    )

    def queryset_for(self, user: Any) -> Any:
        return selectors.journalists_for(user)


class DistributionListViewSet(RecordViewSet):
    """*Danh sách gửi*: outlets and journalists who receive releases together."""

    model = DistributionList
    serializer_class = DistributionListSerializer
    write_serializer_class = DistributionListBody
    create_service = services.list_create
    update_service = services.list_update
    filterset_class = DistributionListFilters
    ordering_fields = ORDERINGS

    remove_member = verb_action("remove_member", service=services.list_member_remove, serializer=ListMemberBody)
    members = child_list(
        "members",
        rows=member_rows,
        serializer=ListMemberSerializer,
        service=services.list_member_add,
        body=ListMemberBody,
    )

    def queryset_for(self, user: Any) -> Any:
        return selectors.lists_for(user)
