"""The sign-off in the API: signing links, the steps of each kind, absences of signers."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.fields import DayField, InstantField, LineField, TextField
from comms.api.serializers import RECORD, BodySerializer, RecordSerializer
from comms.api.verbs import child_list, verb_action
from comms.api.views import UUID_PATTERN, ContractView, RecordViewSet
from comms.core.decisions import require
from comms.org.api.fields import PersonField, UnitField
from press.releases import policies, services
from press.releases.content import Limit
from press.releases.models import Release, SigningAbsence, SigningLink
from press.releases.services.signing_links import LENGTH
from press.releases.states import SIGNED, Kind


class SigningLinkSerializer(serializers.ModelSerializer[SigningLink]):
    """The address itself stands in the mail and nowhere else."""

    unit = serializers.CharField(source="unit.code", allow_null=True, default=None)
    created_by = serializers.CharField(source="created_by.full_name")
    is_open = serializers.BooleanField()

    class Meta:
        model = SigningLink
        fields = [
            *("id", "step", "unit", "name", "post", "email", "created_by", "created_at", "expires_at", "mailed_at"),
            *("opened_at", "used_at", "outcome", "comment", "revoked_at", "is_open"),
        ]
        read_only_fields = fields


class SigningLinkBody(BodySerializer):
    """`unit`: of several heads, for whose unit is signed."""

    step = serializers.ChoiceField(choices=[(step.value, step.label) for step in SIGNED])
    unit = UnitField(required=False)
    name = LineField(max_length=LENGTH)
    post = LineField(max_length=LENGTH)
    email = serializers.CharField(max_length=254)
    expires_at = InstantField()


def signing_link_rows(user: Any, release: Release) -> Any:
    links = SigningLink.objects.filter(release=release).select_related("release", "unit", "created_by")
    return links.order_by("-created_at", "id")


class SigningLinkActions:
    """Mixed into the viewset of releases.  A link has no version: it is sent, used once or revoked, never changed."""

    signing_links = child_list(
        "signing-links",
        rows=signing_link_rows,
        serializer=SigningLinkSerializer,
        service=services.signing_link_order,
        body=SigningLinkBody,
    )

    @extend_schema(request=None, responses=SigningLinkSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path=rf"signing-links/(?P<link>{UUID_PATTERN})/resend",
        url_name="signing-link-resend",
    )
    def resend_signing_link(self, request: Any, link: str, **kwargs: Any) -> Response:
        """Send it again with a new address; the old one opens nothing any more."""
        return self._with_link(services.signing_link_resend, link)

    @extend_schema(request=None, responses=SigningLinkSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path=rf"signing-links/(?P<link>{UUID_PATTERN})/revoke",
        url_name="signing-link-revoke",
    )
    def revoke_signing_link(self, request: Any, link: str, **kwargs: Any) -> Response:
        """End a link that was not used."""
        return self._with_link(services.signing_link_revoke, link)

    def _with_link(self, service: Any, link: str) -> Response:
        target = self.target_id()  # type: ignore[attr-defined]  # of the viewset
        self.read_body(None)  # type: ignore[attr-defined]
        done = service(actor=self.request.user, link_id=UUID(link), **target)  # type: ignore[attr-defined]
        return Response(SigningLinkSerializer(done).data)


class StepsSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Kind.choices)
    steps = serializers.ListField(child=serializers.ChoiceField(choices=[(step.value, step.label) for step in SIGNED]))


class SigningStepsView(ContractView):
    """Which steps each kind of release passes; the approval by the spokesperson follows in every case."""

    @extend_schema(operation_id="signing_steps", responses=StepsSerializer(many=True))
    def get(self, request: Any) -> Response:
        """As they are set now, for sign-offs that begin now; administrators set them on their page."""
        require(policies.may_read_steps(request.user))
        return Response([{"kind": kind.value, "steps": policies.template_of(kind)} for kind in Kind])


class AbsenceSerializer(RecordSerializer):
    """`deputy` signs in the place of `absent` from `starts` to `ends`, both included."""

    absent_name = serializers.CharField(source="absent.full_name")
    deputy_name = serializers.CharField(source="deputy.full_name")

    class Meta:
        model = SigningAbsence
        fields = [
            *RECORD,
            "absent",
            "absent_name",
            "deputy",
            "deputy_name",
            "starts",
            "ends",
            "reason",
            "revoked_at",
        ]


class AbsenceBody(BodySerializer):
    """Without `absent`: the caller."""

    absent = PersonField(required=False)
    deputy = PersonField()
    starts = DayField()
    ends = DayField()
    reason = TextField(max_length=Limit.REASON, required=False, allow_blank=True)


class AbsenceViewSet(RecordViewSet):
    """*Ký thay*: who is away, and who signs in that place."""

    model = SigningAbsence
    serializer_class = AbsenceSerializer
    write_serializer_class = AbsenceBody
    create_service = services.absence_declare
    ordering_fields = ["starts"]

    revoke = verb_action("revoke", service=services.absence_revoke)

    def queryset_for(self, user: Any) -> Any:
        return SigningAbsence.objects.visible_to(user).select_related("absent", "deputy").order_by("-starts", "id")
