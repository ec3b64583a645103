from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import BoolField, InstantField, LineField, TextField, VisibleField, WholeNumberField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from comms.deadlines.api.serializers import ClockSerializer
from comms.deadlines.selectors import clocks_of
from comms.org.api.fields import UnitField
from incidents.models import (
    Claim,
    Incident,
    IncidentRelease,
    IncidentStatement,
    IncidentTask,
    Sighting,
    TimelineEntry,
)
from incidents.states import WRITTEN, Field, LegalGround, Priority, Purpose, Severity, Verdict
from press.releases.models import Release
from press.speaking.models import Statement
from tasks.models import Task

REASON = 2000


# --- incidents ------------------------------------------------------------------------------------


class IncidentRoleSerializer(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=["reporter", "lead"])
    unit = serializers.UUIDField()
    person = serializers.UUIDField(allow_null=True)


class IncidentSerializer(RecordSerializer):
    """`severity` null is undetermined; `duplicate_of` is shown to who sees that incident."""

    legal_ground = serializers.SerializerMethodField()
    duplicate_of = serializers.UUIDField(source="seen_original", allow_null=True)
    first_statement_at = serializers.DateTimeField(allow_null=True)
    waived = serializers.BooleanField(source="is_waived")
    roles = serializers.SerializerMethodField()
    clocks = serializers.SerializerMethodField()

    class Meta:
        model = Incident
        fields = [
            *RECORD,
            *STATE,
            "title",
            "summary",
            "field",
            "severity",
            "priority",
            "occurred_at",
            "detected_at",
            "received_at",
            "impact_determined_at",
            "legal_ground",
            "reporting_unit",
            "lead_unit",
            "roles",
            "clocks",
            "first_statement_at",
            "restricted",
            "drill",
            "duplicate_of",
            "waived",
            "waive_reason",
            "review_text",
            "illustrative",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=LegalGround.choices, allow_null=True))
    def get_legal_ground(self, incident: Incident) -> str | None:
        return incident.legal_ground or None

    @extend_schema_field(IncidentRoleSerializer(many=True))
    def get_roles(self, incident: Incident) -> list[dict[str, Any]]:
        roles = [{"role": "reporter", "unit": incident.reporting_unit_id, "person": incident.reporter_id}]
        if incident.lead_unit_id:
            roles.append({"role": "lead", "unit": incident.lead_unit_id, "person": None})
        return roles

    @extend_schema_field(ClockSerializer(many=True))
    def get_clocks(self, incident: Incident) -> Any:
        """Beside a list the view has put them; of a single object they are read here."""
        rows = getattr(incident, "clock_rows", None)
        return ClockSerializer(clocks_of(incident) if rows is None else rows, many=True).data


class IncidentBody(BodySerializer):
    """A report.  Without `unit`: the first unit in which the reporter holds a role."""

    title = LineField(max_length=300)
    field = serializers.ChoiceField(choices=Field.choices)
    summary = TextField(required=False, allow_blank=True)
    occurred_at = InstantField(required=False, allow_null=True)
    detected_at = InstantField(required=False)
    received_at = InstantField(required=False)
    unit = UnitField(required=False)
    restricted = BoolField(required=False)
    drill = BoolField(required=False)


class IncidentChange(BodySerializer):
    title = LineField(max_length=300)
    field = serializers.ChoiceField(choices=Field.choices)
    summary = TextField(allow_blank=True)
    occurred_at = InstantField(allow_null=True)
    detected_at = InstantField()
    received_at = InstantField()
    restricted = BoolField()
    drill = BoolField()


class _Decision(BodySerializer):
    severity = serializers.ChoiceField(choices=Severity.choices, required=False, allow_null=True)
    priority = serializers.ChoiceField(choices=Priority.choices, required=False)
    legal_ground = serializers.ChoiceField(choices=LegalGround.choices, required=False, allow_blank=True)
    lead_unit = UnitField(required=False)
    occurred_at = InstantField(required=False)
    impact_determined_at = InstantField(required=False)
    restricted = BoolField(required=False)


class TriageBody(_Decision):
    """What the report is, and why.  The reason is also that of the legal clock's start."""

    reason = TextField(max_length=REASON)


class AssessBody(TriageBody):
    """The same once more; `drill` false begins the real case, and with it the legal clock of the ground."""

    drill = BoolField(required=False)


class IncidentNoteBody(BodySerializer):
    reason = TextField(max_length=REASON, required=False, allow_blank=True)


class IncidentReviewBody(BodySerializer):
    text = TextField()


class DismissBody(BodySerializer):
    reason = TextField(max_length=REASON)
    duplicate_of = VisibleField(Incident, as_id=True, required=False, allow_null=True)


class TimelineEntrySerializer(serializers.ModelSerializer[TimelineEntry]):
    """`subject` is what an automatic entry is about, null where the reader may not see it."""

    actor = serializers.CharField(source="actor.full_name", default=None, allow_null=True)
    wording = serializers.CharField(source="get_kind_display")
    automatic = serializers.BooleanField()
    subject = serializers.SerializerMethodField()

    class Meta:
        model = TimelineEntry
        fields = ["id", "at", "recorded_at", "kind", "wording", "automatic", "text", "actor", "subject"]
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(child=serializers.CharField(), allow_null=True))
    def get_subject(self, entry: TimelineEntry) -> dict[str, str] | None:
        if not entry.subject_type or not getattr(entry, "subject_seen", False):
            return None
        return {"type": entry.subject_type, "id": str(entry.subject_id)}


class TimelineEntryBody(BodySerializer):
    text = TextField()
    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in WRITTEN], required=False)
    at = InstantField(required=False)


class ReleaseLinkSerializer(serializers.ModelSerializer[IncidentRelease]):
    title = serializers.CharField(source="release.title")
    state = serializers.CharField(source="release.state")
    issued_at = serializers.DateTimeField(source="release.issued_at", allow_null=True)

    class Meta:
        model = IncidentRelease
        fields = ["release", "purpose", "title", "state", "issued_at", "linked_at"]
        read_only_fields = fields


class ReleaseLinkBody(BodySerializer):
    release = VisibleField(Release, as_id=True, source="release_id")
    purpose = serializers.ChoiceField(choices=Purpose.choices)


class StatementLinkSerializer(serializers.ModelSerializer[IncidentStatement]):
    topic = serializers.CharField(source="statement.topic")
    state = serializers.CharField(source="statement.state")
    spoken_at = serializers.DateTimeField(source="statement.spoken_at", allow_null=True)

    class Meta:
        model = IncidentStatement
        fields = ["statement", "purpose", "topic", "state", "spoken_at", "linked_at"]
        read_only_fields = fields


class StatementLinkBody(BodySerializer):
    statement = VisibleField(Statement, as_id=True, source="statement_id")
    purpose = serializers.ChoiceField(choices=Purpose.choices)


class TaskLinkSerializer(serializers.ModelSerializer[IncidentTask]):
    title = serializers.CharField(source="task.title")
    state = serializers.CharField(source="task.state")

    class Meta:
        model = IncidentTask
        fields = ["task", "title", "state", "linked_at"]
        read_only_fields = fields


class TaskLinkBody(BodySerializer):
    task = VisibleField(Task, as_id=True, source="task_id")


# --- claims ---------------------------------------------------------------------------------------


class SightingSerializer(serializers.ModelSerializer[Sighting]):
    """The address is text as it was reported: do not follow it blindly."""

    url = serializers.CharField()
    recorded_by = serializers.CharField(source="recorded_by.full_name")

    class Meta:
        model = Sighting
        fields = ["id", "url", "captured_at", "sha256", "reach", "note", "file", "recorded_by", "recorded_at"]
        read_only_fields = fields


class RefutationSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=["press.release", "press.statement"])
    id = serializers.UUIDField()


class ClaimSerializer(RecordSerializer):
    """`sightings` are the latest ones; all of them stand under `sightings/`.  `refutation` is shown to who sees it."""

    sightings = SightingSerializer(many=True, source="latest_sightings")
    sightings_total = serializers.IntegerField()
    refutation = serializers.SerializerMethodField()

    class Meta:
        model = Claim
        fields = [
            *RECORD,
            *STATE,
            "incident",
            "text",
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
            "illustrative",
        ]

    @extend_schema_field(RefutationSerializer(allow_null=True))
    def get_refutation(self, claim: Claim) -> dict[str, Any] | None:
        seen: Any = claim
        if seen.seen_release:
            return {"type": "press.release", "id": seen.seen_release}
        if seen.seen_statement:
            return {"type": "press.statement", "id": seen.seen_statement}
        return None


class ClaimOfIncidentSerializer(RecordSerializer):
    """A claim in the list of its incident, without sightings."""

    class Meta:
        model = Claim
        fields = [*RECORD, "state", "text", "first_seen_at", "verdict", "evidence", "legal_source", "judged_at"]


class ClaimOfIncidentBody(BodySerializer):
    text = TextField()
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


class SightingBody(BodySerializer):
    """JSON, or multipart with the captured `file`."""

    url = LineField(max_length=2000)
    captured_at = InstantField(required=False)
    sha256 = LineField(max_length=64, required=False, allow_blank=True)
    reach = WholeNumberField(required=False, allow_null=True)
    note = TextField(required=False, allow_blank=True)
    file = serializers.FileField(source="upload", required=False, allow_empty_file=True)
