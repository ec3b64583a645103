"""Files of a release."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.fields import LineField
from comms.api.parsers import JSONParser, MultiPartParser
from comms.api.preconditions import expected_version
from comms.api.serializers import BodySerializer
from comms.api.verbs import child_list
from comms.api.views import UUID_PATTERN
from press.releases import services
from press.releases.content import Limit
from press.releases.models import Release, ReleaseAttachment


class AttachmentSerializer(serializers.ModelSerializer[ReleaseAttachment]):
    """`url` gives the bytes to whoever may read the release."""

    name = serializers.CharField(source="file.name")
    content_type = serializers.CharField(source="file.content_type")
    size = serializers.IntegerField(source="file.size")
    sha256 = serializers.CharField(source="file.sha256")
    url = serializers.CharField(source="file.get_absolute_url")

    class Meta:
        model = ReleaseAttachment
        fields = [
            *("id", "role", "position", "caption", "alt", "credit"),
            *("name", "content_type", "size", "sha256", "url"),
        ]
        read_only_fields = fields


class DescribeBody(BodySerializer):
    """`position` counts from 0."""

    caption = LineField(max_length=Limit.CAPTION, required=False, allow_blank=True)
    alt = LineField(max_length=Limit.CAPTION, required=False, allow_blank=True)
    credit = LineField(max_length=100, required=False, allow_blank=True)
    position = serializers.IntegerField(min_value=0, max_value=Limit.ATTACHMENTS, required=False)


class AttachBody(BodySerializer):
    """A picture has to say in `alt` what it shows."""

    file = serializers.FileField()
    role = serializers.ChoiceField(choices=ReleaseAttachment.Role.choices)
    caption = LineField(max_length=Limit.CAPTION, required=False, allow_blank=True)
    alt = LineField(max_length=Limit.CAPTION, required=False, allow_blank=True)
    credit = LineField(max_length=100, required=False, allow_blank=True)


def attachment_rows(user: Any, release: Release) -> Any:
    return ReleaseAttachment.objects.filter(release=release).select_related("file").order_by("position")


class AttachmentActions:
    """Mixed into the viewset of releases."""

    attachments = child_list(
        "attachments",
        rows=attachment_rows,
        serializer=AttachmentSerializer,
        service=services.release_attach,
        body=AttachBody,
        parser_classes=[MultiPartParser],
    )

    @extend_schema(methods=["PATCH"], request=DescribeBody, responses=AttachmentSerializer)
    @extend_schema(methods=["DELETE"], request=None, responses={204: None})
    @action(
        detail=True,
        methods=["patch", "delete"],
        url_path=rf"attachments/(?P<attachment>{UUID_PATTERN})",
        url_name="attachment",
        parser_classes=[JSONParser],
    )
    def attachment(self, request: Any, attachment: str, **kwargs: Any) -> Response:
        """Describe a file of a draft anew, put it in another place, or take it off.  If-Match is the release's."""
        target = {**self.target_id(), "attachment_id": UUID(attachment)}  # type: ignore[attr-defined]  # of the viewset
        target["version"] = expected_version(request)
        if request.method == "DELETE":
            self.read_body(None)  # type: ignore[attr-defined]
            services.release_detach(actor=request.user, **target)
            return Response(status=204)
        body = self.read_body(DescribeBody, partial=True)  # type: ignore[attr-defined]
        row = services.release_describe(actor=request.user, **target, **body)
        return Response(AttachmentSerializer(row).data)
