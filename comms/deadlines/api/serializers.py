from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import DayField, InstantField, LineField, VisibleField
from comms.api.serializers import RECORD, BodySerializer, RecordSerializer
from comms.deadlines.models import Clock, Rule
from comms.deadlines.states import Unit
from comms.deadlines.words import SUBJECTS, TRIGGERS


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
            "actions",
        ]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_explanation(self, clock: Clock) -> list[str]:
        """The sum, a sentence a step, in the reader's language."""
        return clock.lines


class ExplainBody(BodySerializer):
    """A rule by its code or id, or a duty (`first_statement`), of which the rule of that day is taken; and the moment
    at which the term starts, with its offset."""

    rule = VisibleField(Rule, code="code", required=False)
    duty = LineField(required=False, max_length=40)
    start = InstantField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "rule" not in attrs and "duty" not in attrs:
            raise serializers.ValidationError({"rule": [self.fields["rule"].error_messages["required"]]}, "required")
        if "rule" in attrs and attrs.get("duty", attrs["rule"].subject) != attrs["rule"].subject:
            raise serializers.ValidationError({"duty": [_("This is not what the rule is about.")]}, "mismatch")
        return attrs


class ExplanationSerializer(serializers.Serializer[Any]):
    """When the term ends, and the sum: a sentence a step, in the reader's language."""

    rule = serializers.CharField()
    legal_basis = serializers.CharField()
    start = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    explanation = serializers.ListField(child=serializers.CharField())


class RuleSerializer(RecordSerializer):
    """One legal deadline, dated.  `duty` is what it is about, `trigger` the event that it counts from."""

    duty = serializers.CharField(source="subject")
    limit = serializers.CharField(source="limit_words")

    class Meta:
        model = Rule
        fields = [
            *RECORD,
            "code",
            "duty",
            "valid_from",
            "valid_to",
            "amount",
            "unit",
            "limit",
            "trigger",
            "legal_basis",
            "note",
            "confidence",
        ]


class RuleChanges(BodySerializer):
    """What may be put right of a rule; its code and its duty stay."""

    valid_from = DayField()
    valid_to = DayField(required=False, allow_null=True)
    amount = LineField(max_length=10)
    unit = serializers.ChoiceField(choices=Unit.choices)
    trigger = serializers.ChoiceField(choices=list(TRIGGERS.items()))
    legal_basis = LineField(max_length=200)
    note = LineField(required=False, allow_blank=True, max_length=300)
    confidence = serializers.ChoiceField(choices=Rule.Confidence.choices, required=False)


class RuleBody(RuleChanges):
    """A new rule."""

    code = LineField(max_length=20)
    duty = serializers.ChoiceField(choices=list(SUBJECTS.items()), source="subject")
