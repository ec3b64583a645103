"""Refutations, and notices of changed conclusions, in the API."""

from typing import Any

from comms.api.verbs import verb_action
from comms.api.views import RecordViewSet
from incidents import services
from incidents.api.filters.refutations import RefutationFilters, VerdictNoticeFilters
from incidents.api.serializers.refutations import (
    ApproveBody,
    DossierBody,
    DossierChange,
    DossierSerializer,
    LegalCheckBody,
    PublishBody,
    ReturnBody,
    ToldBody,
    VerdictNoticeSerializer,
)
from incidents.models import Refutation, VerdictNotice
from incidents.policies import refutations as policies
from incidents.policies import verdicts
from incidents.selectors.refutations import notices_visible_to, refutations_shown_to


class RefutationViewSet(RecordViewSet):
    """*Hồ sơ giải trình, làm rõ thông tin sai lệch*: five parts, legal check, approval, publication."""

    model = Refutation
    policies = policies
    serializer_class = DossierSerializer
    write_serializer_class = DossierBody
    update_serializer_class = DossierChange
    create_service = services.refutation_create
    update_service = services.refutation_update
    filterset_class = RefutationFilters
    search_fields = ["folded"]
    ordering_fields = ["created_at", "updated_at"]

    submit = verb_action("submit", service=services.refutation_submit)
    check = verb_action("check", service=services.refutation_check, serializer=LegalCheckBody)
    return_ = verb_action("return", service=services.refutation_return, serializer=ReturnBody)
    approve = verb_action("approve", service=services.refutation_approve, serializer=ApproveBody)
    release = verb_action("release", service=services.refutation_release)
    publish = verb_action("publish", service=services.refutation_publish, serializer=PublishBody)

    def queryset_for(self, user: Any) -> Any:
        return refutations_shown_to(user).order_by("-created_at", "id")


class VerdictNoticeViewSet(RecordViewSet):
    """Who had an earlier conclusion, and whether they know that it changed."""

    model = VerdictNotice
    policies = verdicts
    serializer_class = VerdictNoticeSerializer
    filterset_class = VerdictNoticeFilters

    told = verb_action("told", service=services.verdict_notice_told, serializer=ToldBody)

    def queryset_for(self, user: Any) -> Any:
        return notices_visible_to(user).order_by("-created_at", "id")
