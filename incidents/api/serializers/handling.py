"""The handling in the API: parts, updates, decisions, checklist, agreements."""

from typing import Any

from rest_framework import serializers

from comms.api.fields import DayField, InstantField, LineField, TextField, VisibleField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from comms.org.api.fields import PersonField, UnitField
from incidents.models import Agreement, ChecklistItem, IncidentRole, Playbook, ResponseDecision, SituationUpdate
from incidents.states import DecisionKind, RoleKind

REASON = 2000


class RoleSerializer(serializers.ModelSerializer[IncidentRole]):
    """`ends_at` null: the person still has the part."""

    name = serializers.CharField(source="person.full_name")

    class Meta:
        model = IncidentRole
        fields = ["id", "kind", "person", "name", "unit", "starts_at", "ends_at"]
        read_only_fields = fields


class HandOverBody(BodySerializer):
    """Without `unit`: the first unit in which the person holds a role."""

    person = PersonField()
    unit = UnitField(required=False)


class RoleBody(HandOverBody):
    kind = serializers.ChoiceField(choices=RoleKind.choices)


class SituationUpdateSerializer(serializers.ModelSerializer[SituationUpdate]):
    """`due_at`: when it was owed; null when it was given of own accord."""

    author = serializers.CharField(source="author.full_name")

    class Meta:
        model = SituationUpdate
        fields = ["id", "situation", "done", "next_steps", "due_at", "author", "written_at"]
        read_only_fields = fields


class SituationUpdateBody(BodySerializer):
    situation = TextField()
    done = TextField()
    next_steps = TextField()


class DecisionSerializer(RecordSerializer):
    decided_by = serializers.CharField(source="decided_by.full_name")
    reviewed_by = serializers.CharField(source="reviewed_by.full_name", default=None, allow_null=True)

    class Meta:
        model = ResponseDecision
        fields = [
            *RECORD,
            "incident",
            "kind",
            "reason",
            "review_on",
            "decided_by",
            "decided_at",
            "reviewed_by",
            "reviewed_at",
            "review_note",
        ]


class DecisionBody(BodySerializer):
    """`review_on` is needed for deliberate silence, and not in the past."""

    kind = serializers.ChoiceField(choices=DecisionKind.choices)
    reason = TextField()
    review_on = DayField(required=False, allow_null=True)


class DecisionReviewBody(BodySerializer):
    note = TextField()


class ChecklistItemSerializer(RecordSerializer):
    done_by = serializers.CharField(source="done_by.full_name", default=None, allow_null=True)

    class Meta:
        model = ChecklistItem
        fields = [*RECORD, "incident", "position", "text", "role", "due_at", "done_by", "done_at", "note"]


class TickBody(BodySerializer):
    note = TextField(required=False, allow_blank=True)


class AgreementSerializer(RecordSerializer):
    """`content_sha256` is of the words: other words are not agreed."""

    asked_by = serializers.CharField(source="asked_by.full_name")

    class Meta:
        model = Agreement
        fields = [
            *RECORD,
            *STATE,
            "incident",
            "agency",
            "contact",
            "content",
            "content_sha256",
            "asked_by",
            "asked_at",
            "answer",
            "answered_name",
            "answered_at",
            "file",
        ]


class AgreementBody(BodySerializer):
    agency = LineField(max_length=200)
    contact = LineField(max_length=200, required=False, allow_blank=True)
    content = TextField()


class AgreementAnswerBody(BodySerializer):
    """Who answered, when (now when left out), in which words; JSON, or multipart with the letter as `file`."""

    answered_name = LineField(max_length=200)
    answered_at = InstantField(required=False)
    answer = TextField(required=False, allow_blank=True)
    file = serializers.FileField(source="upload", required=False, allow_empty_file=True)


class ApplyPlaybookBody(BodySerializer):
    playbook: Any = VisibleField(Playbook, as_id=True, source="playbook_id")
