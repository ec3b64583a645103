"""Incidents in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import BoolField, DayField, InstantField, LineField, TextField, VisibleField, WholeNumberField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from comms.deadlines.api.serializers import ClockSerializer
from comms.deadlines.selectors import clocks_of
from comms.org.api.fields import UnitField
from incidents.models import (
    Incident,
)
from incidents.policies import closing_checks, closing_warnings
from incidents.states import (
    HANDLED,
    Course,
    Extent,
    Field,
    IncidentKind,
    IncidentState,
    LegalGround,
    Priority,
    SeenIn,
    Severity,
    Spread,
)
from incidents.states.handling import RoleKind

REASON = 2000
MOST_SOURCES = 50


class IncidentRoleSerializer(serializers.Serializer[Any]):
    """Reporter and lead unit, then each part in the handling; `ends_at` null: it runs."""

    role = serializers.ChoiceField(choices=["reporter", *RoleKind.values])
    unit = serializers.UUIDField()
    person = serializers.UUIDField(allow_null=True)
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)


class ClosingCheckSerializer(serializers.Serializer[Any]):
    """One thing that is looked at before the closing; where it only `warns`, it does not refuse it."""

    met = serializers.BooleanField()
    words = serializers.CharField()
    code = serializers.CharField()
    warns = serializers.BooleanField()


class IncidentSerializer(RecordSerializer):
    """`severity` null is undetermined; `duplicate_of` is shown to who sees that incident."""

    legal_ground = serializers.SerializerMethodField()
    duplicate_of = serializers.UUIDField(source="seen_original", allow_null=True)
    first_statement_at = serializers.DateTimeField(allow_null=True)
    waived = serializers.BooleanField(source="is_waived")
    roles = serializers.SerializerMethodField()
    clocks = serializers.SerializerMethodField()
    closing_checks = serializers.SerializerMethodField()

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
            "closing_checks",
            "first_statement_at",
            "target_at",
            "update_every_hours",
            "next_update_at",
            "playbook",
            "restricted",
            "drill",
            "kind",
            "course",
            "extent",
            "spread",
            "overrule_reason",
            "watch_until",
            "duplicate_of",
            "waived",
            "waive_reason",
            "waived_at",
            "waiver_name",
            "waiver_post",
            "waiver_sha256",
            "review_text",
            "illustrative",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=LegalGround.choices, allow_null=True))
    def get_legal_ground(self, incident: Incident) -> str | None:
        return incident.legal_ground or None

    @extend_schema_field(IncidentRoleSerializer(many=True))
    def get_roles(self, incident: Incident) -> list[dict[str, Any]]:
        always = {"starts_at": None, "ends_at": None}
        roles = [{"role": "reporter", "unit": incident.reporting_unit_id, "person": incident.reporter_id, **always}]
        if incident.lead_unit_id:
            roles.append({"role": "lead", "unit": incident.lead_unit_id, "person": None, **always})
        parts: Any = incident.role_rows.all()
        return roles + [
            {
                "role": part.kind,
                "unit": part.unit_id,
                "person": part.person_id,
                "starts_at": part.starts_at,
                "ends_at": part.ends_at,
            }
            for part in parts
        ]

    @extend_schema_field(ClockSerializer(many=True))
    def get_clocks(self, incident: Incident) -> Any:
        """Beside a list the view has put them; of a single object they are read here."""
        rows = getattr(incident, "clock_rows", None)
        return ClockSerializer(clocks_of(incident) if rows is None else rows, many=True).data

    @extend_schema_field(ClosingCheckSerializer(many=True, allow_null=True))
    def get_closing_checks(self, incident: Incident) -> Any:
        """What closing needs, and what is still open beside it; null in a list, empty where it is not closed from."""
        if hasattr(incident, "clock_rows"):
            return None
        checks = closing_checks(incident) + closing_warnings(incident) if incident.state in HANDLED else []
        return ClosingCheckSerializer(checks, many=True).data


class SourceBody(BodySerializer):
    """One place where it was seen; captured files follow under `sightings/`."""

    url = LineField(max_length=2000)
    seen_in = serializers.ChoiceField(choices=SeenIn.choices, required=False, allow_blank=True)
    author = LineField(max_length=200, required=False, allow_blank=True)
    captured_at = InstantField(required=False)
    sha256 = LineField(max_length=64, required=False, allow_blank=True)
    reach = WholeNumberField(required=False, allow_null=True)
    note = TextField(required=False, allow_blank=True)


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
    sources = serializers.ListField(child=SourceBody(), required=False, max_length=MOST_SOURCES)


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
    kind = serializers.ChoiceField(choices=IncidentKind.choices, required=False, allow_blank=True)
    course = serializers.ChoiceField(choices=Course.choices, required=False, allow_blank=True)
    extent = serializers.ChoiceField(choices=Extent.choices, required=False, allow_null=True)
    spread = serializers.ChoiceField(choices=Spread.choices, required=False, allow_null=True)
    overrule_reason = TextField(max_length=REASON, required=False, allow_blank=True)
    watch_until = DayField(required=False, allow_null=True)


class TriageBody(_Decision):
    """What the report is, and why.  The reason is also that of the legal clock's start."""

    reason = TextField(max_length=REASON)


class AssessBody(TriageBody):
    """The same once more; `drill` false begins the real case, and with it the legal clock of the ground."""

    drill = BoolField(required=False)


class IncidentNoteBody(BodySerializer):
    reason = TextField(max_length=REASON, required=False, allow_blank=True)


class IncidentReviewBody(BodySerializer):
    """What was learned as a whole; and, where it is known, the causes, what worked and what failed."""

    text = TextField()
    causes = TextField(required=False, allow_blank=True)
    worked = TextField(required=False, allow_blank=True)
    failed = TextField(required=False, allow_blank=True)


class DismissBody(BodySerializer):
    reason = TextField(max_length=REASON)
    duplicate_of = VisibleField(Incident, as_id=True, required=False, allow_null=True)


class StateCountSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=IncidentState.choices)
    total = serializers.IntegerField()
    drills = serializers.IntegerField()
    restricted = serializers.IntegerField()


class IncidentCountsSerializer(serializers.Serializer[Any]):
    """`total`: what the caller sees, drills aside; `restricted`: how many more there are that are not shown."""

    states = StateCountSerializer(many=True)
    total = serializers.IntegerField()
    drills = serializers.IntegerField()
    restricted = serializers.IntegerField()


class SuggestionSerializer(serializers.Serializer[Any]):
    """Null where nothing is suggested; `reasons` say what follows from what."""

    severity = serializers.ChoiceField(choices=Severity.choices, allow_null=True)
    priority = serializers.ChoiceField(choices=Priority.choices, allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField())
