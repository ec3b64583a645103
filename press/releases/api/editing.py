"""Preview links of a release."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.fields import InstantField, LineField
from comms.api.serializers import BodySerializer
from comms.api.verbs import child_list
from comms.api.views import UUID_PATTERN
from press.releases import services
from press.releases.models import PreviewLink, Release


class PreviewLinkSerializer(serializers.ModelSerializer[PreviewLink]):
    """`url`: the address, told once, in the answer to the POST that made the link; null ever after."""

    created_by = serializers.CharField(source="created_by.full_name")
    is_open = serializers.BooleanField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = PreviewLink
        fields = [
            "id",
            "label",
            "created_by",
            "created_at",
            "expires_at",
            "revoked_at",
            "is_open",
            "opened_count",
            "last_opened_at",
            "url",
        ]
        read_only_fields = fields

    def get_url(self, link: PreviewLink) -> str | None:
        return reverse("press:shared", args=[link.token]) if link.token else None


class PreviewLinkBody(BodySerializer):
    label = LineField(max_length=100)
    expires_at = InstantField()


def link_rows(user: Any, release: Release) -> Any:
    return PreviewLink.objects.filter(release=release).select_related("created_by").order_by("-created_at", "id")


class EditingActions:
    """Mixed into the viewset of releases.  A link has no version: it is made, opened and revoked, never changed."""

    preview_links = child_list(
        "preview-links",
        rows=link_rows,
        serializer=PreviewLinkSerializer,
        service=services.preview_link_create,
        body=PreviewLinkBody,
    )

    @extend_schema(request=None, responses=PreviewLinkSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path=rf"preview-links/(?P<link>{UUID_PATTERN})/revoke",
        url_name="preview-link-revoke",
    )
    def revoke_preview_link(self, request: Any, link: str, **kwargs: Any) -> Response:
        """Close a preview link before its time."""
        target = self.target_id()  # type: ignore[attr-defined]  # of the viewset
        self.read_body(None)  # type: ignore[attr-defined]
        revoked = services.preview_link_revoke(actor=request.user, link_id=UUID(link), **target)
        return Response(PreviewLinkSerializer(revoked).data)
