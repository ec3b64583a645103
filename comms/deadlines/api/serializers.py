from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import InstantField, VisibleField
from comms.api.serializers import RECORD, BodySerializer, RecordSerializer
from comms.deadlines.models import Clock, Rule


class SubjectSerializer(serializers.Serializer[Any]):
    """The object that a clock runs on."""

    type = serializers.CharField(source="subject_type")
    id = serializers.UUIDField(source="subject_id")


class ClockSerializer(RecordSerializer):
    rule = serializers.CharField(source="rule.code")
    duty = serializers.CharField(source="rule.subject")
    legal_basis = serializers.CharField(source="rule.legal_basis")
    subject = SubjectSerializer(source="*")
    start_decided_by = serializers.CharField(source="start_decided_by_label")
    stopped_by = serializers.CharField(source="stopped_by_label")
    breached = serializers.BooleanField()
    explanation = serializers.SerializerMethodField()

    class Meta:
        model = Clock
        fields = [
            *RECORD,
            "rule",
            "duty",
            "legal_basis",
            "subject",
            "started_at",
            "start_decided_by",
            "start_reason",
            "due_at",
            "stopped_at",
            "stopped_by",
            "breached",
            "breach_reason",
            "explanation",
        ]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_explanation(self, clock: Clock) -> list[str]:
        """The sum, a sentence a step, in the reader's language."""
        return clock.lines


class ExplainBody(BodySerializer):
    """A rule by its code or id, and the moment at which its term starts."""

    rule = VisibleField(Rule, code="code")
    start = InstantField()


class ExplanationSerializer(serializers.Serializer[Any]):
    """When the term ends, and the sum: a sentence a step, in the reader's language."""

    rule = serializers.CharField()
    legal_basis = serializers.CharField()
    start = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    explanation = serializers.ListField(child=serializers.CharField())
