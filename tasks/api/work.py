"""Shapes of what hangs on a task: periods, extensions, contributions, comments."""

from typing import Any

from rest_framework import serializers

from comms.api.fields import DayField, LineField, TextField
from comms.api.serializers import BodySerializer
from comms.org.api.fields import UnitField
from tasks.api.serializers import EvidenceItem
from tasks.models import Extension, Participation, TaskComment, TaskPeriod
from tasks.services import EvidenceInput


class TaskPeriodSerializer(serializers.ModelSerializer[TaskPeriod]):
    """One period of a recurring task, both days included; `met_by` is the report that names it."""

    task = serializers.UUIDField(source="task_id")
    met_by = serializers.UUIDField(source="met_by_id", allow_null=True)

    class Meta:
        model = TaskPeriod
        fields = ["id", "task", "starts", "ends", "due_on", "met_by", "met_on"]
        read_only_fields = fields


class ExtensionSerializer(serializers.ModelSerializer[Extension]):
    """What was asked and what was decided; `version` is what `approve/` and `refuse/` take in If-Match."""

    task = serializers.UUIDField(source="task_id")
    requested_by = serializers.CharField(source="requested_label")
    decided_by = serializers.CharField(source="decided_label")

    class Meta:
        model = Extension
        fields = [
            "id",
            "version",
            "created_at",
            "updated_at",
            "task",
            "seq",
            "state",
            "old_due_on",
            "new_due_on",
            "reason",
            "requested_by",
            "requested_unit",
            "decided_by",
            "decided_at",
            "decision_reason",
        ]
        read_only_fields = fields


class ExtensionBody(BodySerializer):
    new_due_on = DayField()
    reason = TextField(max_length=2000)


class ContributionSerializer(serializers.ModelSerializer[Participation]):
    """A unit's part, the lead unit's among them; `person` is the user name of the officer in charge."""

    unit = serializers.UUIDField(source="unit_id")
    code = serializers.CharField(source="unit.code")
    person = serializers.CharField(source="person.username", default=None, allow_null=True)

    class Meta:
        model = Participation
        fields = [
            "unit",
            "code",
            "role",
            "deliverable",
            "due_on",
            "state",
            "person",
            "delivered_on",
            "delivered_text",
            "confirmed_on",
        ]
        read_only_fields = fields


class DeliverBody(BodySerializer):
    """Words, and as evidence links in a list, or in a multipart form one file, or `url`, with `title`."""

    text = TextField(max_length=10_000)
    evidence = EvidenceItem(many=True, required=False, max_length=20)
    file = serializers.FileField(required=False, allow_empty_file=True)
    url = LineField(required=False, max_length=1000)
    title = LineField(required=False, allow_blank=True, max_length=300)

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        title = value.pop("title", "")
        given = list(value.pop("evidence", []))
        if "file" in value:
            given.append(EvidenceInput(title=title, upload=value.pop("file")))
        if "url" in value:
            given.append(EvidenceInput(title=title, url=value.pop("url")))
        return {**value, "evidence": given}


class InChargeBody(BodySerializer):
    """The unit whose part it is, and the user name of the officer in charge; null for nobody."""

    unit = UnitField()
    person = LineField(max_length=60, allow_null=True)


class TaskCommentSerializer(serializers.ModelSerializer[TaskComment]):
    """A remark; `mentions` are user names."""

    task = serializers.UUIDField(source="task_id")
    actor = serializers.CharField(source="actor_label")
    mentions = serializers.SerializerMethodField()

    class Meta:
        model = TaskComment
        fields = ["id", "task", "seq", "at", "actor", "actor_unit", "text", "mentions"]
        read_only_fields = fields

    def get_mentions(self, comment: TaskComment) -> list[str]:
        return [mention.person.username for mention in comment.mentions.all()]


class TaskCommentBody(BodySerializer):
    """`mentions` are user names of people who see the task; `@name` in the text is one as well."""

    text = TextField(max_length=5000)
    mentions = serializers.ListField(child=LineField(max_length=60), required=False, max_length=20)
