"""Handovers over HTTP: a preview with `?dry_run=true`, the act, its log."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from comms.api.fields import LineField, TextField
from comms.api.serializers import BodySerializer
from comms.api.verbs import child_list
from comms.api.views import RecordViewSet
from comms.core.errors import Invalid
from comms.org.api.fields import UnitField
from tasks import services
from tasks.models import Handover, HandoverLine
from tasks.selectors.handovers import lines_seen
from tasks.states import HandoverKind, ParticipationRole


class HandoverSerializer(serializers.ModelSerializer[Handover]):
    """One act; `from_person` is a user name, null unless the work of a person was handed over.  `tasks` counts all that
    changed hands, `lines/` lists those that the caller may see."""

    from_unit = serializers.UUIDField(source="from_unit_id")
    from_person = serializers.CharField(source="from_person.username", default=None, allow_null=True)
    actor = serializers.CharField(source="actor_label")
    tasks = serializers.IntegerField(source="line_count")

    class Meta:
        model = Handover
        fields = ["id", "kind", "from_unit", "from_person", "reason", "at", "actor", "actor_unit", "tasks"]
        read_only_fields = fields


class HandoverLineSerializer(serializers.ModelSerializer[HandoverLine]):
    """One task that changed hands; `to_person` is a user name."""

    task = serializers.UUIDField(source="task_id")
    to_unit = serializers.UUIDField(source="to_unit_id")
    to_person = serializers.CharField(source="to_person.username", default=None, allow_null=True)

    class Meta:
        model = HandoverLine
        fields = ["id", "task", "role", "to_unit", "to_person"]
        read_only_fields = fields


class MovingSerializer(serializers.Serializer[Any]):
    """`to_unit` is null while the choice between several successors is missing; `joins` says that the taking unit has a
    part in this task already."""

    task = serializers.UUIDField(source="task.pk")
    no = serializers.CharField(source="task.no", allow_null=True)
    title = serializers.CharField(source="task.title")
    role = serializers.ChoiceField(choices=ParticipationRole.choices)
    to_unit = serializers.UUIDField(source="to_unit.pk", default=None, allow_null=True)
    to_person = serializers.CharField(source="to_person.username", default=None, allow_null=True)
    joins = serializers.BooleanField()


class HandoverPreviewSerializer(serializers.Serializer[Any]):
    """What would move now; `reviewed` is the fingerprint to send with the act."""

    kind = serializers.ChoiceField(choices=HandoverKind.choices)
    from_unit = serializers.UUIDField(source="from_unit.pk")
    from_person = serializers.CharField(source="from_person.username", default=None, allow_null=True)
    successors = serializers.ListField(child=serializers.UUIDField(), source="successor_ids")
    moving = MovingSerializer(many=True)
    reviewed = serializers.CharField()


class ChoiceBody(BodySerializer):
    """Which successor takes a task."""

    task = serializers.UUIDField()
    unit = UnitField()


class HandoverBody(BodySerializer):
    """`from_person` and `to_person` are user names.  `reason` is needed by the act, not by the preview."""

    kind = serializers.ChoiceField(choices=HandoverKind.choices)
    from_unit = UnitField()
    from_person = LineField(required=False, max_length=60)
    to_unit = UnitField(required=False)
    to_person = LineField(required=False, max_length=60)
    choices = ChoiceBody(many=True, required=False, max_length=5000)
    reason = TextField(required=False, max_length=2000, allow_blank=True)
    reviewed = LineField(required=False, max_length=64)

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        if "choices" in value:
            chosen: dict[UUID, Any] = {one["task"]: one["unit"] for one in value["choices"]}
            value["choices"] = chosen
        return value


def line_rows(user: Any, handover: Handover) -> Any:
    rows = lines_seen(user, handover).select_related("to_person")
    return rows.order_by("task__position", "id")


class HandoverViewSet(RecordViewSet):
    """*Bàn giao*: open work that changed hands in one act."""

    model = Handover
    serializer_class = HandoverSerializer
    write_serializer_class = HandoverBody
    create_service = services.handover_make

    lines = child_list("lines", rows=line_rows, serializer=HandoverLineSerializer)

    def queryset_for(self, user: Any) -> Any:
        rows = Handover.objects.visible_to(user).select_related("from_person")
        return rows.annotate(line_count=Count("lines")).order_by("-at", "-id")

    def known_parameters(self) -> frozenset[str]:
        return super().known_parameters() | (frozenset({"dry_run"}) if self.action == "create" else frozenset())

    @extend_schema(
        parameters=[OpenApiParameter("dry_run", bool)],
        responses={200: HandoverPreviewSerializer, 201: HandoverSerializer},
    )
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Hand over, all or nothing; with `?dry_run=true` show what would move, and write nothing."""
        asked = request.query_params.get("dry_run", "false")
        if asked not in ("true", "false"):
            raise Invalid.field("dry_run", "true, false", code="invalid")
        body = self.read_body(HandoverBody)
        if asked == "true":
            body = {name: value for name, value in body.items() if name not in ("reason", "reviewed")}
            return Response(HandoverPreviewSerializer(services.handover_review(actor=request.user, **body)).data)
        return self.answer(services.handover_make(actor=request.user, **{"reason": "", **body}), status=201)

    def answer(self, obj: Any, *, status: int = 200) -> Response:
        """A handover never changes: it has no version, and no ETag."""
        shown = self.get_queryset().filter(pk=obj.pk).first()
        headers = {"Location": self.reverse_action("detail", kwargs={"id": str(obj.pk)})} if status == 201 else {}
        return Response(self.get_serializer(shown).data, status=status, headers=headers)
