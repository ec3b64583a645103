"""Links to answers and work in the API."""

from rest_framework import serializers

from comms.api.fields import VisibleField
from comms.api.serializers import BodySerializer
from incidents.models import (
    IncidentRelease,
    IncidentStatement,
    IncidentTask,
)
from incidents.states import Purpose
from press.releases.models import Release
from press.speaking.models import Statement
from tasks.models import Task


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
