"""Press requests as the API shows them."""

from typing import Any
from uuid import UUID

from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.serializers import RECORD, STATE, RecordSerializer
from comms.core import clock
from comms.deadlines.api.serializers import ClockSerializer
from comms.deadlines.models import Clock
from comms.org.selectors import units_acted_for
from press.requests import policies
from press.requests.lateness import lateness, part_time
from press.requests.models import AnswerVersion, HandOff, PressRequest, Promise, RefusalGround, RequestUnit
from press.requests.selectors import clock_of, reason_is_owed, warnings_of
from press.requests.states import Part


class RefusalGroundSerializer(RecordSerializer):
    """In force from `valid_from` to `valid_to`, both days included; `text` is the law's."""

    text = serializers.CharField(source="text_vi")

    class Meta:
        model = RefusalGround
        fields = [
            *RECORD,
            "code",
            "valid_from",
            "valid_to",
            "text",
            "legal_basis",
            "reason_must_be_told",
            "confidence",
        ]


class RequestPartSerializer(serializers.ModelSerializer[RequestUnit]):
    """A unit's part; `late` is judged against the unit's own `due_at`, `late_seconds` says by how much."""

    unit = serializers.UUIDField(source="unit_id")
    unit_name = serializers.CharField(source="unit.name")
    late = serializers.SerializerMethodField()
    late_seconds = serializers.SerializerMethodField()

    class Meta:
        model = RequestUnit
        fields = [
            "id",
            "unit",
            "unit_name",
            "part",
            "asked_for",
            "asked_at",
            "due_at",
            "delivered_at",
            "contribution",
            "relieved_at",
            "relieve_reason",
            "late",
            "late_seconds",
        ]
        read_only_fields = fields

    def get_late(self, part: RequestUnit) -> bool:
        return part_time(part).is_late

    def get_late_seconds(self, part: RequestUnit) -> int:
        return int(part_time(part).late_by.total_seconds())


class RequestCoordinatingSerializer(serializers.Serializer[RequestUnit]):
    unit = serializers.UUIDField(source="unit_id")
    due_at = serializers.DateTimeField()
    asked_for = serializers.CharField()
    delivered_at = serializers.DateTimeField()
    late = serializers.SerializerMethodField()

    def get_late(self, part: RequestUnit) -> bool:
        return part_time(part).is_late


class RequestWarningSerializer(serializers.Serializer[Any]):
    """What is open or doubtful; a promise, for example, that lies beyond the legal time."""

    code = serializers.CharField()
    text = serializers.CharField()


class RequestWaitedSerializer(serializers.Serializer[Any]):
    unit = serializers.UUIDField(allow_null=True)
    seconds = serializers.IntegerField()


class RequestLatenessSerializer(serializers.Serializer[Any]):
    """`caused_by` names the units that overran their own time, null for the desk; `waited` is whose time it was."""

    late_seconds = serializers.IntegerField()
    caused_by = serializers.ListField(child=serializers.UUIDField(allow_null=True))
    waited = RequestWaitedSerializer(many=True)


class PressRequestSerializer(RecordSerializer):
    """`journalist`, `journalist_name`, `reply_to` and `source_text` are empty for whoever may not read who asked.

    `clock` is the legal clock, null where the law sets no time or not yet; `reason_owed` says that a refusal is not
    complete until the press was told the reason.  `follows` and `release` are shown to who sees those.
    """

    follows = serializers.UUIDField(source="seen_follows", allow_null=True)
    release = serializers.UUIDField(source="seen_release", allow_null=True)
    journalist = serializers.SerializerMethodField()
    journalist_name = serializers.SerializerMethodField()
    reply_to = serializers.SerializerMethodField()
    source_text = serializers.SerializerMethodField()
    lead_unit = serializers.SerializerMethodField()
    lead_due_at = serializers.SerializerMethodField()
    coordinating = serializers.SerializerMethodField()
    clock = serializers.SerializerMethodField()
    overdue = serializers.SerializerMethodField()
    reason_owed = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()
    lateness = serializers.SerializerMethodField()

    class Meta:
        model = PressRequest
        fields = [
            *RECORD,
            *STATE,
            "kind",
            "way",
            "subject",
            "questions",
            "language",
            "outlet",
            "outlet_name",
            "journalist",
            "journalist_name",
            "reply_to",
            "source_text",
            "received_at",
            "received_reason",
            "desk_unit",
            "registered_by",
            "classification",
            "classify_reason",
            "follows",
            "lead_unit",
            "lead_due_at",
            "coordinating",
            "answer",
            "answer_author",
            "mandate",
            "release",
            "approved_by",
            "approved_at",
            "answered_by",
            "answered_at",
            "answered_way",
            "promised_for",
            "outcome",
            "ended_at",
            "end_reason",
            "refusal_ground",
            "reason_sent_at",
            "reason_owed",
            "transferred_to",
            "clock",
            "overdue",
            "warnings",
            "lateness",
            "illustrative",
        ]

    def get_journalist(self, request: PressRequest) -> str | None:
        return str(request.journalist_id) if request.journalist_id and self._reads_asker(request) else None

    def get_journalist_name(self, request: PressRequest) -> str:
        return request.journalist_name if self._reads_asker(request) else ""

    def get_reply_to(self, request: PressRequest) -> str:
        return request.reply_to if self._reads_asker(request) else ""

    def get_source_text(self, request: PressRequest) -> str:
        return request.source_text if self._reads_asker(request) else ""

    def get_lead_unit(self, request: PressRequest) -> str | None:
        lead = policies.lead_part(request)
        return str(lead.unit_id) if lead else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_lead_due_at(self, request: PressRequest) -> Any:
        lead = policies.lead_part(request)
        return lead.due_at if lead else None

    @extend_schema_field(RequestCoordinatingSerializer(many=True))
    def get_coordinating(self, request: PressRequest) -> Any:
        parts = [row for row in policies.open_parts(request) if row.part == Part.COORDINATING]
        return RequestCoordinatingSerializer(parts, many=True).data

    @extend_schema_field(ClockSerializer(allow_null=True))
    def get_clock(self, request: PressRequest) -> Any:
        legal = _legal(request)
        return None if legal is None else ClockSerializer(legal).data

    def get_overdue(self, request: PressRequest) -> bool:
        legal = _legal(request)
        return legal is not None and legal.is_open and legal.due_at < clock.now()

    def get_reason_owed(self, request: PressRequest) -> bool:
        return reason_is_owed(request)

    @extend_schema_field(RequestWarningSerializer(many=True))
    def get_warnings(self, request: PressRequest) -> Any:
        return RequestWarningSerializer(warnings_of(request, _legal(request)), many=True).data

    @extend_schema_field(RequestLatenessSerializer)
    def get_lateness(self, request: PressRequest) -> Any:
        found = lateness(request, _legal(request))
        return {
            "late_seconds": int(found.late_by.total_seconds()),
            "caused_by": [str(unit.pk) if unit else None for unit in found.caused_by],
            "waited": [
                {"unit": str(row.unit.pk) if row.unit else None, "seconds": int(row.time.total_seconds())}
                for row in found.waited
            ],
        }

    def _reads_asker(self, request: PressRequest) -> bool:
        return policies.may_read_asker(self.context["request"].user, request, self._units).allowed

    @cached_property
    def _units(self) -> set[UUID]:
        """Read once for a list: one serializer shows all its rows."""
        return units_acted_for(self.context["request"].user)


def _legal(request: PressRequest) -> Clock | None:
    """The clock that the list has fetched beside the row, or the one of this request."""
    if not hasattr(request, "legal_clock"):
        request.legal_clock = clock_of(request)  # type: ignore[attr-defined]  # kept for the other fields
    found: Clock | None = request.legal_clock  # type: ignore[attr-defined]  # set above or by the list
    return found


class AnswerVersionSerializer(serializers.ModelSerializer[AnswerVersion]):
    """`note` is what a return said of these words; otherwise they were written by `by`."""

    by = serializers.CharField(source="by.full_name")

    class Meta:
        model = AnswerVersion
        fields = ["number", "text", "note", "at", "by"]
        read_only_fields = fields


class AnswerPromiseSerializer(serializers.ModelSerializer[Promise]):
    date = serializers.DateField(source="promised_for")
    by = serializers.CharField(source="by.full_name")

    class Meta:
        model = Promise
        fields = ["date", "reason", "at", "by"]
        read_only_fields = fields


class HandOffSerializer(RecordSerializer):
    class Meta:
        model = HandOff
        fields = [
            *RECORD,
            "classification",
            "to_unit",
            "reason",
            "handed_by",
            "handed_at",
            "received_by",
            "received_at",
            "note",
        ]


class RequestChainSerializer(RecordSerializer):
    """One request of a chain; `follows` is the one before it, where the reader sees that."""

    follows = serializers.UUIDField(source="seen_follows", allow_null=True)

    class Meta:
        model = PressRequest
        fields = [*RECORD, "state", "kind", "subject", "outlet_name", "received_at", "follows"]
