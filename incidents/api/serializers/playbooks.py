"""Playbooks in the API."""

from rest_framework import serializers

from comms.api.fields import BoolField, LineField, TextField, WholeNumberField
from comms.api.serializers import RECORD, BodySerializer, RecordSerializer
from incidents.models import Playbook, PlaybookStep
from incidents.services.playbooks import MOST_HOURS, MOST_MINUTES, MOST_STEPS
from incidents.states import IncidentKind, RoleKind, Severity


class PlaybookStepSerializer(serializers.ModelSerializer[PlaybookStep]):
    class Meta:
        model = PlaybookStep
        fields = ["position", "text", "within_minutes", "role"]
        read_only_fields = fields


class PlaybookSerializer(RecordSerializer):
    """`kind` empty and `severity` null: any; hours null: as the office has it by severity and priority."""

    roles = serializers.ListField(child=serializers.ChoiceField(choices=RoleKind.choices))
    steps = PlaybookStepSerializer(many=True)

    class Meta:
        model = Playbook
        fields = [
            *RECORD,
            "title",
            "kind",
            "severity",
            "roles",
            "steps",
            "holding_statement",
            "update_every_hours",
            "target_hours",
            "active",
            "illustrative",
        ]


class PlaybookStepBody(BodySerializer):
    text = TextField()
    within_minutes = WholeNumberField(required=False, allow_null=True, max_value=MOST_MINUTES)
    role = serializers.ChoiceField(choices=RoleKind.choices, required=False, allow_blank=True)


class PlaybookBody(BodySerializer):
    """`steps` are the whole checklist, in their order."""

    title = LineField(max_length=200)
    kind = serializers.ChoiceField(choices=IncidentKind.choices, required=False, allow_blank=True)
    severity = serializers.ChoiceField(choices=Severity.choices, required=False, allow_null=True)
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=RoleKind.choices), required=False, max_length=len(RoleKind.values)
    )
    steps = PlaybookStepBody(many=True, required=False, max_length=MOST_STEPS)
    holding_statement = TextField(required=False, allow_blank=True)
    update_every_hours = WholeNumberField(required=False, allow_null=True, max_value=MOST_HOURS)
    target_hours = WholeNumberField(required=False, allow_null=True, max_value=MOST_HOURS)
    active = BoolField(required=False)
