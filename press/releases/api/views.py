from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from comms.api.parsers import MultiPartParser
from comms.api.problems import ProblemResponse
from comms.api.serializers import ReasonBody
from comms.api.verbs import child_list, verb_action
from comms.api.views import ContractView, RecordViewSet
from comms.core import limits
from comms.core.errors import Invalid
from comms.core.records import found
from press.releases import downloads, policies, selectors, services, verification
from press.releases.api.attachments import AttachmentActions
from press.releases.api.editing import EditingActions
from press.releases.api.filters import ReleaseFilters
from press.releases.api.serializers import (
    AnsweredIncidentSerializer,
    CommentBody,
    CorrectBody,
    DiffAnswer,
    ReleaseApproveBody,
    ReleaseBody,
    ReleaseIssueUrgentBody,
    ReleaseSerializer,
    ReviewBody,
    ScheduleBody,
    SignatureSerializer,
    TranslateBody,
    VerificationSerializer,
    VerifyBody,
    VersionSerializer,
    WithdrawBody,
)
from press.releases.api.signoff import SigningLinkActions
from press.releases.models import Release, ReleaseVersion, Signature
from tasks.selectors import incident_links

FILE_ACTIONS = {
    *("history", "versions", "signatures", "diff", "preview_links", "revoke_preview_link"),
    *("signing_links", "resend_signing_link", "revoke_signing_link"),
}


class ReleaseViewSet(AttachmentActions, EditingActions, SigningLinkActions, RecordViewSet):
    """Texts for the press and the public, from the draft to the issued document."""

    model = Release
    policies = policies
    serializer_class = ReleaseSerializer
    write_serializer_class = ReleaseBody
    create_service = services.release_create
    update_service = services.release_update
    filterset_class = ReleaseFilters
    search_fields = ["folded"]
    ordering_fields = ["created_at", "updated_at"]

    submit = verb_action("submit", service=services.release_submit)
    sign = verb_action("sign", service=services.release_sign)
    return_ = verb_action("return", service=services.release_return, serializer=CommentBody)
    approve = verb_action("approve", service=services.release_approve, serializer=ReleaseApproveBody)
    schedule = verb_action("schedule", service=services.release_schedule, serializer=ScheduleBody)
    unschedule = verb_action("unschedule", service=services.release_unschedule)
    issue = verb_action("issue", service=services.release_issue, needs_key=True)
    issue_urgent = verb_action(
        "issue_urgent", service=services.release_issue_urgent, serializer=ReleaseIssueUrgentBody, needs_key=True
    )
    review_urgent = verb_action("review_urgent", service=services.release_review_urgent, serializer=ReviewBody)
    correct = verb_action(
        "correct", service=services.release_correct, serializer=CorrectBody, status=201, needs_key=True
    )
    translate = verb_action(
        "translate", service=services.release_translate, serializer=TranslateBody, status=201, needs_key=True
    )
    withdraw = verb_action("withdraw", service=services.release_withdraw, serializer=WithdrawBody, needs_key=True)
    void = verb_action("void", service=services.release_void, serializer=ReasonBody)
    versions = child_list(
        "versions",
        rows=lambda user, release: (
            ReleaseVersion.objects.filter(release=release).select_related("author").order_by("-number")
        ),
        serializer=VersionSerializer,
    )
    signatures = child_list(
        "signatures",
        rows=lambda user, release: (
            Signature.objects.filter(release=release)
            .select_related("release", "signer", "unit", "link", "in_place_of")
            .order_by("-id")
        ),
        serializer=SignatureSerializer,
    )
    incidents = child_list("incidents", rows=incident_links, serializer=AnsweredIncidentSerializer)

    def queryset_for(self, user: Any) -> Any:
        releases = Release.objects
        seen = releases.file_visible_to(user) if self.action in FILE_ACTIONS else releases.visible_to(user)
        return selectors.links_seen_by(user, selectors.with_details(seen))

    def known_parameters(self) -> frozenset[str]:
        return super().known_parameters() | ({"a", "b"} if self.action == "diff" else set())

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True)
    def pdf(self, request: Any, **kwargs: Any) -> HttpResponse:
        """The issued document; 503 with Retry-After while it is being made, 404 for what is not issued."""
        release = self.get_object()
        return downloads.issued_pdf(release) or ProblemResponse(
            503,
            "document_pending",
            _("The document is being made. Try again in a moment."),
            headers={"Retry-After": str(downloads.RETRY_SECONDS)},
        )

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def preview(self, request: Any, **kwargs: Any) -> HttpResponse:
        """The document as it would look now, marked as a draft."""
        return downloads.preview_pdf(limits.caller_of(request), self.get_object())

    @extend_schema(
        parameters=[
            OpenApiParameter("a", int, required=True, description="Number of the older version."),
            OpenApiParameter("b", int, required=True, description="Number of the newer version."),
        ],
        responses=DiffAnswer,
    )
    @action(detail=True)
    def diff(self, request: Any, **kwargs: Any) -> Response:
        """What changed between two versions, word by word."""
        release = self.get_object()
        versions = ReleaseVersion.objects.filter(release=release)
        older, newer = (found(versions, number=self._number(name)) for name in "ab")
        changed = selectors.content_diff(older, newer)
        return Response({"a": older.number, "b": newer.number, "fields_changed": changed})

    def _number(self, name: str) -> int:
        text = self.request.query_params.get(name, "")
        if not (text.isascii() and text.isdigit() and len(text) < 9):
            raise Invalid.field(name, _("Give the number of a version."), code="invalid")
        return int(text)


class VerifyCodeView(ContractView):
    """Public: what the ministry says about the code on a document."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="verify_code", responses=VerificationSerializer, auth=[])
    def get(self, request: Any, code: str) -> Response:
        """valid, corrected, withdrawn, void or unknown."""
        return Response(_said(verification.verify_code(code)))


class VerifyFileView(ContractView):
    """Public: is this file a document that the ministry issued, byte for byte?"""

    permission_classes = (AllowAny,)
    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="verify_file",
        request={"multipart/form-data": VerifyBody},
        responses=VerificationSerializer,
        auth=[],
    )
    def post(self, request: Any) -> Response:
        """The file is compared by its SHA-256 and not kept; one that is not known is read for a code or a signature."""
        body = VerifyBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(_said(verification.verify_file(downloads.bytes_of(body.validated_data["file"]))))


def _said(found: verification.Verification) -> dict[str, Any]:
    release, erratum = found.release, found.erratum
    answer = {
        "result": found.result,
        "symbol": release.symbol or None if release else None,
        "title": release.title if release else None,
        "kind": release.kind if release else None,
        "issued_at": release.issued_at if release else None,
        "document_sha256": release.document_sha256 or None if release else None,
        "corrected_by": erratum.verify_code if erratum else None,
        "correction_note": erratum.correction_note or None if erratum else None,
        "correction_major": erratum.correction_major if erratum else None,
        "withdrawal_notice": release.withdrawal_notice or None if release else None,
        "signature": found.signature,
    }
    data: dict[str, Any] = VerificationSerializer(answer).data
    return data
