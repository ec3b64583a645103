"""The timeline in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import InstantField, TextField
from comms.api.serializers import BodySerializer
from incidents.models import (
    TimelineEntry,
)
from incidents.states import WRITTEN


class TimelineEntrySerializer(serializers.ModelSerializer[TimelineEntry]):
    """`subject` is what an automatic entry is about, null where the reader may not see it; `corrects` the earlier entry
    that this one puts right, `corrected_by` the latest that puts this one right."""

    actor = serializers.CharField(source="actor.full_name", default=None, allow_null=True)
    wording = serializers.CharField(source="get_kind_display")
    automatic = serializers.BooleanField()
    subject = serializers.SerializerMethodField()
    corrected_by = serializers.SerializerMethodField()
    pinned = serializers.SerializerMethodField()

    class Meta:
        model = TimelineEntry
        fields = [
            "id",
            "at",
            "recorded_at",
            "kind",
            "wording",
            "automatic",
            "text",
            "actor",
            "subject",
            "corrects",
            "corrected_by",
            "pinned",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(child=serializers.CharField(), allow_null=True))
    def get_subject(self, entry: TimelineEntry) -> dict[str, str] | None:
        if not entry.subject_type or not getattr(entry, "subject_seen", False):
            return None
        return {"type": entry.subject_type, "id": str(entry.subject_id)}

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_corrected_by(self, entry: TimelineEntry) -> Any:
        """Nothing has put right yet what was just written."""
        return getattr(entry, "corrected_id", None)

    def get_pinned(self, entry: TimelineEntry) -> bool:
        return bool(getattr(entry, "pinned", False))


class TimelineEntryBody(BodySerializer):
    text = TextField()
    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in WRITTEN], required=False)
    at = InstantField(required=False)
    corrects = serializers.UUIDField(required=False, allow_null=True)
