"""Reports by the public in the API."""

from rest_framework import serializers

from comms.api.fields import LineField, TextField, VisibleField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from incidents.models import Claim, Incident, PublicReport
from incidents.states import Field


class PublicReportSerializer(RecordSerializer):
    """Who sent it is told by pages only; `answerable`: is there an address to mail an answer to?"""

    url = serializers.CharField()
    answerable = serializers.SerializerMethodField()

    class Meta:
        model = PublicReport
        fields = [
            *RECORD,
            *STATE,
            "text",
            "url",
            "seen_in",
            "seen_at",
            "language",
            "file",
            "received_sha256",
            "received_at",
            "answerable",
            "incident",
            "claim",
            "handled_by",
            "handled_at",
            "dismiss_reason",
            "answer",
            "answered_by",
            "answered_at",
            "mailed_at",
            "forgotten_at",
        ]

    def get_answerable(self, report: PublicReport) -> bool:
        return bool(report.email)


class TakeBody(BodySerializer):
    """An incident, a claim, or the title (and field) of a new incident."""

    incident = VisibleField(Incident, as_id=True, source="incident_id", required=False, allow_null=True)
    claim = VisibleField(Claim, as_id=True, source="claim_id", required=False, allow_null=True)
    title = LineField(max_length=300, required=False, allow_blank=True)
    field = serializers.ChoiceField(choices=Field.choices, required=False)


class AnswerBody(BodySerializer):
    text = TextField()
