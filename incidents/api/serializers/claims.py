"""Claims in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import InstantField, TextField, VisibleField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from incidents.api.serializers.sightings import SightingSerializer
from incidents.models import (
    Claim,
    Incident,
)
from incidents.selectors import latest_sightings
from incidents.states import Field, Verdict
from press.releases.models import Release
from press.speaking.models import Statement


class RefutationSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=["press.release", "press.statement", "incidents.refutation"])
    id = serializers.UUIDField()


class ClaimSerializer(RecordSerializer):
    """`sightings` are the latest ones; all of them stand under `sightings/`.  `refutation` is shown to who sees it."""

    sightings = serializers.SerializerMethodField()
    sightings_total = serializers.IntegerField()
    refutation = serializers.SerializerMethodField()
    repeats = serializers.UUIDField(source="seen_original", allow_null=True)

    class Meta:
        model = Claim
        fields = [
            *RECORD,
            *STATE,
            "incident",
            "text",
            "field",
            "first_seen_at",
            "sightings",
            "sightings_total",
            "verdict",
            "evidence",
            "legal_source",
            "verifier",
            "judged_at",
            "refutation",
            "published_at",
            "repeats",
            "illustrative",
        ]

    @extend_schema_field(SightingSerializer(many=True))
    def get_sightings(self, claim: Claim) -> Any:
        """Beside a list the view has put them; of a single object they are read here."""
        rows = getattr(claim, "sighting_rows", None)
        if rows is None:
            rows = latest_sightings([claim]).get(claim.pk, [])
        return SightingSerializer(rows, many=True).data

    @extend_schema_field(RefutationSerializer(allow_null=True))
    def get_refutation(self, claim: Claim) -> dict[str, Any] | None:
        seen: Any = claim
        if seen.seen_release:
            return {"type": "press.release", "id": seen.seen_release}
        if seen.seen_statement:
            return {"type": "press.statement", "id": seen.seen_statement}
        if claim.refuting_post_id:
            return {"type": "incidents.refutation", "id": claim.refuting_post_id}
        return None


class ClaimOfIncidentSerializer(RecordSerializer):
    """A claim in the list of its incident, without sightings."""

    class Meta:
        model = Claim
        fields = [
            *RECORD,
            "state",
            "text",
            "field",
            "first_seen_at",
            "verdict",
            "evidence",
            "legal_source",
            "judged_at",
        ]


class ClaimOfIncidentBody(BodySerializer):
    """`field` is that of the incident, unless another is given."""

    text = TextField()
    field = serializers.ChoiceField(choices=Field.choices, required=False)
    first_seen_at = InstantField(required=False)


class ClaimBody(ClaimOfIncidentBody):
    incident = VisibleField(Incident, as_id=True, source="incident_id")


class JudgeBody(BodySerializer):
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    evidence = TextField()
    legal_source = TextField(required=False, allow_blank=True)


class RefuteBody(BodySerializer):
    """Exactly one of the two, issued or given."""

    release = VisibleField(Release, as_id=True, source="release_id", required=False)
    statement = VisibleField(Statement, as_id=True, source="statement_id", required=False)
