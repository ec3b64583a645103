from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import DayField, LineField, TextField, VisibleField
from comms.api.serializers import RECORD, STATE, BodySerializer, ModelBodySerializer, RecordSerializer
from comms.org.api.fields import UnitField
from plans.api.serializers import SOURCED, IllustrativeField
from plans.models import Objective, Plan, Scheme, Topic
from plans.states import UnitGroup
from tasks.models import Evidence, Task, TaskUpdate
from tasks.services import Coordinating, EvidenceInput
from tasks.services.assignment import MAX_WEIGHT, MIN_WEIGHT
from tasks.states import EvidenceKind, ParticipationState


class Number(serializers.DecimalField):
    """A number with at most two decimals, written as a JSON number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 12, "decimal_places": 2, "coerce_to_string": False, **kwargs})


class Percent(Number):
    """0 to 100."""

    def __init__(self, **kwargs: Any) -> None:
        limits = {} if kwargs.get("read_only") else {"min_value": Decimal(0), "max_value": Decimal(100)}
        super().__init__(**{**limits, **kwargs})


# --- objectives -----------------------------------------------------------------------------------


class ObjectiveSerializer(RecordSerializer):
    """`weight` is the sum of its tasks (cancelled ones left out)."""

    weight = Number(read_only=True)

    class Meta:
        model = Objective
        fields = [*RECORD, "scheme", "plan", "no", "title", "weight", *SOURCED]


class ObjectiveBody(ModelBodySerializer):
    """Of a plan or of a scheme, of exactly one."""

    plan = VisibleField(Plan, as_id=True, source="plan_id", required=False, allow_null=True)
    scheme = VisibleField(Scheme, as_id=True, source="scheme_id", required=False, allow_null=True)
    illustrative = IllustrativeField()

    class Meta:
        model = Objective
        fields = ["scheme", "plan", "no", "title", *SOURCED]


class ObjectiveChange(ModelBodySerializer):
    illustrative = IllustrativeField()

    class Meta:
        model = Objective
        fields = ["no", "title", *SOURCED]


# --- tasks ----------------------------------------------------------------------------------------


class CoordinatingSerializer(serializers.Serializer[Any]):
    """A named coordinating unit and its part."""

    unit = serializers.UUIDField()
    deliverable = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=ParticipationState.choices)


class TaskSerializer(RecordSerializer):
    """`coordinating` lists the named units, `coordinating_groups` the groups that the document addresses as a whole;
    `declared_percent` of a verified task is 100."""

    coordinating = serializers.SerializerMethodField()
    coordinating_groups = serializers.SerializerMethodField()
    topics = serializers.SerializerMethodField()
    weight = Number()
    declared_percent = Percent(source="shown_percent", read_only=True)
    overdue = serializers.BooleanField()
    due_soon = serializers.BooleanField()
    timing_understood = serializers.BooleanField(allow_null=True)

    class Meta:
        model = Task
        fields = [
            *RECORD,
            *STATE,
            "plan",
            "objective",
            "no",
            "title",
            "note",
            "lead_unit",
            "coordinating",
            "coordinating_groups",
            "topics",
            "deliverable",
            "timing_text",
            "timing_understood",
            "due_on",
            "due_precision",
            "recurrence",
            "first_due_on",
            "weight",
            "declared_percent",
            "overdue",
            "due_soon",
            "evidence_required",
            "carried_from",
            "submitted_at",
            "submitted_by_unit",
            *SOURCED,
        ]

    @extend_schema_field(CoordinatingSerializer(many=True))
    def get_coordinating(self, task: Any) -> list[dict[str, Any]]:
        return [
            {"unit": part.unit_id, "deliverable": part.deliverable, "due_on": part.due_on, "state": part.state}
            for part in task.named_coordinating
        ]

    def get_coordinating_groups(self, task: Task) -> list[str]:
        return [task.coordinating_group] if task.coordinating_group else []

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_topics(self, task: Task) -> list[str]:
        return [str(topic.pk) for topic in task.linked_topics]


class CoordinatingBody(BodySerializer):
    unit = UnitField()
    deliverable = TextField(required=False, allow_blank=True, max_length=2000)
    due_on = DayField(required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> Any:
        return Coordinating(**super().to_internal_value(data))


class TaskBody(ModelBodySerializer):
    plan = VisibleField(Plan, as_id=True, source="plan_id", code="code")
    objective = VisibleField(Objective, as_id=True, source="objective_id", required=False, allow_null=True)
    lead_unit = UnitField()
    coordinating = CoordinatingBody(many=True, required=False, max_length=100)
    coordinating_groups = serializers.ListField(
        child=serializers.ChoiceField(choices=UnitGroup.choices), required=False, max_length=1
    )
    topics = serializers.ListField(child=VisibleField(Topic), required=False, max_length=100)
    weight = Number(required=False, min_value=MIN_WEIGHT, max_value=MAX_WEIGHT)
    illustrative = IllustrativeField()

    class Meta:
        model = Task
        fields = [
            "plan",
            "objective",
            "no",
            "title",
            "note",
            "lead_unit",
            "coordinating",
            "coordinating_groups",
            "topics",
            "deliverable",
            "timing_text",
            "due_on",
            "due_precision",
            "weight",
            "evidence_required",
            *SOURCED,
        ]

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        if "coordinating_groups" in value:
            value["coordinating_group"] = next(iter(value.pop("coordinating_groups")), "")
        return value


class TaskChange(TaskBody):
    plan = None  # a task stays in its plan

    class Meta:
        model = Task
        fields = [name for name in TaskBody.Meta.fields if name != "plan"]


class AssignBody(BodySerializer):
    """The same lead unit again, or another one."""

    lead_unit = UnitField(required=False)


# --- evidence and progress reports ----------------------------------------------------------------


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """`file` is the id of the stored file, `file_url` where it is served; `object_id` names the object of a kind that
    is neither file nor link."""

    task = serializers.UUIDField(source="task_id")
    update = serializers.UUIDField(source="update_id", allow_null=True)
    file = serializers.UUIDField(source="file_id", allow_null=True)
    file_url = serializers.SerializerMethodField()
    actor = serializers.CharField(source="actor_label")

    class Meta:
        model = Evidence
        fields = [
            "id",
            "task",
            "update",
            "kind",
            "title",
            "file",
            "file_url",
            "url",
            "object_id",
            "at",
            "actor",
            "actor_unit",
        ]
        read_only_fields = fields

    def get_file_url(self, evidence: Evidence) -> str | None:
        return str(evidence.file.get_absolute_url()) if evidence.file else None


class EvidenceItem(BodySerializer):
    """A link within a JSON body."""

    title = LineField(required=False, allow_blank=True, max_length=300)
    url = LineField(max_length=1000)

    def to_internal_value(self, data: Any) -> Any:
        return EvidenceInput(**super().to_internal_value(data))


class EvidenceBody(BodySerializer):
    """A link (`url`, https only), or in a multipart form a file."""

    title = LineField(required=False, allow_blank=True, max_length=300)
    url = LineField(required=False, max_length=1000)
    file = serializers.FileField(required=False, source="upload", allow_empty_file=True)

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        return {**value, "kind": EvidenceKind.FILE if "upload" in value else EvidenceKind.LINK}


class UpdateSerializer(serializers.ModelSerializer[TaskUpdate]):
    """What was reported; `percent` is null when none was given."""

    task = serializers.UUIDField(source="task_id")
    percent = Percent(read_only=True)
    actor = serializers.CharField(source="actor_label")
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = TaskUpdate
        fields = ["id", "task", "seq", "at", "actor", "actor_unit", "text", "percent", "evidence"]
        read_only_fields = fields


class UpdateBody(BodySerializer):
    """Words, a percent, evidence: links as a list, or in a multipart form one file, or `url`, with `title`; `period` is
    the period of a recurring task that the report meets."""

    text = TextField(required=False, allow_blank=True, max_length=10_000)
    percent = Percent(required=False, allow_null=True)
    period = serializers.UUIDField(required=False, allow_null=True)
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


class NamingIncidentSerializer(serializers.Serializer[Any]):
    """An incident that names the object, for who sees that incident."""

    incident = serializers.UUIDField(source="incident_id")
    title = serializers.CharField(source="incident.title")
    linked_at = serializers.DateTimeField()
