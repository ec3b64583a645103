"""Reviews and their actions in the API."""

from typing import Any

from rest_framework import serializers

from comms.api.fields import DayField, LineField, TextField, VisibleField
from comms.api.serializers import RECORD, BodySerializer, RecordSerializer
from comms.org.api.fields import UnitField
from incidents.models import IncidentReview, ReviewAction
from plans.models import Plan
from tasks.models import Task


class IncidentReviewSerializer(serializers.ModelSerializer[Any]):
    """What was learned of one closing; `no` counts from 1."""

    class Meta:
        model = IncidentReview
        fields = ["id", "no", "summary", "causes", "worked", "failed", "author", "written_at"]
        read_only_fields = fields


class ReviewActionSerializer(RecordSerializer):
    """`task` is shown to who sees it; `open`: neither a task nor dropped; `late`: open after its day."""

    task = serializers.UUIDField(source="seen_task", allow_null=True)
    open = serializers.BooleanField(source="is_open")
    late = serializers.BooleanField(source="is_late")

    class Meta:
        model = ReviewAction
        fields = [*RECORD, "incident", "text", "unit", "due_on", "author", "task", "dropped_reason", "open", "late"]


class ReviewActionBody(BodySerializer):
    text = TextField()
    unit = UnitField()
    due_on = DayField(required=False, allow_null=True)


class ReviewActionTaskBody(BodySerializer):
    """Either `plan` (an issued one with the decision that amends it) or `task`, which there is already."""

    plan = VisibleField(Plan, as_id=True, source="plan_id", required=False)
    decision_number = LineField(required=False, allow_blank=True, max_length=60)
    decision_date = DayField(required=False)
    task = VisibleField(Task, as_id=True, source="task_id", required=False)
