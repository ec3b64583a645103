"""Matches of claims in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import TextField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from incidents.api.serializers.claims import RefutationSerializer
from incidents.models import ClaimMatch
from incidents.states import ClaimState, Verdict


class MatchBody(BodySerializer):
    """What is said; nothing of it is stored."""

    text = TextField()


class CandidateSerializer(serializers.Serializer[Any]):
    """An earlier claim that says the same.  `score` is 0–100; `words` are those of the new text that it has too."""

    claim = serializers.UUIDField(source="claim.pk")
    incident = serializers.UUIDField(source="claim.incident_id")
    text = serializers.CharField(source="claim.text")
    first_seen_at = serializers.DateTimeField(source="claim.first_seen_at")
    score = serializers.IntegerField(source="likeness.score")
    words = serializers.ListField(child=serializers.CharField(), source="likeness.words")
    claim_state = serializers.ChoiceField(choices=ClaimState.choices, source="claim.state")
    verdict = serializers.ChoiceField(choices=Verdict.choices, source="claim.verdict", allow_null=True)
    refutation = RefutationSerializer(source="answer", allow_null=True)


class ClaimMatchSerializer(RecordSerializer):
    """Suggested by the service; a person confirms or rejects it.  `refutation` is of the earlier claim, where seen."""

    text = serializers.CharField(source="earlier.text")
    verdict = serializers.ChoiceField(choices=Verdict.choices, source="earlier.verdict", allow_null=True)
    words = serializers.ListField(child=serializers.CharField())
    refutation = serializers.SerializerMethodField()

    class Meta:
        model = ClaimMatch
        fields = [
            *RECORD,
            *STATE,
            "claim",
            "earlier",
            "score",
            "words",
            "text",
            "verdict",
            "refutation",
            "decided_by",
            "decided_at",
        ]

    @extend_schema_field(RefutationSerializer(allow_null=True))
    def get_refutation(self, match: ClaimMatch) -> dict[str, Any] | None:
        seen: Any = match
        if seen.seen_release:
            return {"type": "press.release", "id": seen.seen_release}
        if seen.seen_statement:
            return {"type": "press.statement", "id": seen.seen_statement}
        return None
