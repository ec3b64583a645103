from rest_framework import serializers

from comms.api.serializers import RECORD, STATE, RecordSerializer
from comms.notify.models import Notification


class NotificationSerializer(RecordSerializer):
    """`title`, `body` and `url` say nothing of an object that the caller may no longer see (`withheld`)."""

    kind_words = serializers.CharField()
    title = serializers.CharField(source="shown_title")
    body = serializers.CharField(source="shown_body")
    url = serializers.CharField(source="shown_url")
    withheld = serializers.BooleanField()

    class Meta:
        model = Notification
        fields = [*RECORD, *STATE, "kind", "kind_words", "title", "body", "url", "withheld", "read_at", "mailed_at"]
