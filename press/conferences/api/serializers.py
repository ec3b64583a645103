from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import BoolField, DayField, InstantField, LineField, TextField, VisibleField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from comms.org.api.fields import UnitField
from plans.models import Plan
from press.conferences import policies
from press.conferences.models import Accreditation, ConferenceQuestion, MinutesVersion, PressConference
from press.conferences.states import ConferenceKind
from press.distribution.models import DistributionList, Journalist, MediaOutlet
from press.mandates.models import Mandate
from press.releases.models import Release
from press.requests.states import RequestKind
from tasks.models import Task


class AgendaRowSerializer(serializers.Serializer[Any]):
    """`at` is HH:MM in Hanoi, or empty."""

    at = serializers.CharField()
    title = serializers.CharField()
    speaker = serializers.CharField()


class AgendaRowBody(BodySerializer):
    at = LineField(required=False, allow_blank=True, max_length=5)
    title = LineField(max_length=300)
    speaker = LineField(required=False, allow_blank=True, max_length=200)


class QuestionSerializer(RecordSerializer):
    """`asked_by` is personal: null for who may not read the contacts of the press.  `task` and `press_request` are
    shown to who sees them; `task_verified` says whether what was promised is worked out; `late` that it is overdue."""

    asked_by = serializers.SerializerMethodField()
    task = serializers.UUIDField(source="seen_task", allow_null=True)
    press_request = serializers.UUIDField(source="seen_request", allow_null=True)
    task_verified = serializers.SerializerMethodField()
    late = serializers.BooleanField(source="is_late")

    class Meta:
        model = ConferenceQuestion
        fields = [
            *RECORD,
            *STATE,
            "conference",
            "number",
            "asked_by",
            "outlet_name",
            "text",
            "answer",
            "answered_under",
            "answered_at",
            "promised_unit",
            "promised_for",
            "late",
            "task",
            "task_verified",
            "press_request",
        ]

    @extend_schema_field({"type": ["string", "null"]})
    def get_asked_by(self, question: ConferenceQuestion) -> str | None:
        return question.asked_by if policies.may_read_names(self.context["request"].user) else None

    @extend_schema_field({"type": ["boolean", "null"]})
    def get_task_verified(self, question: ConferenceQuestion) -> bool | None:
        return question.task.state == "verified" if question.task is not None else None


class QuestionOfConferenceSerializer(QuestionSerializer):
    """A question inside its conference, without what may be done to it."""

    class Meta(QuestionSerializer.Meta):
        fields = [name for name in QuestionSerializer.Meta.fields if name not in ("actions", "conference")]


class AccreditationCountsSerializer(serializers.Serializer[Any]):
    """How many of the press asked to come, may, may not, were there; and promised answers that are late."""

    requested = serializers.IntegerField()
    accredited = serializers.IntegerField()
    refused = serializers.IntegerField()
    attended = serializers.IntegerField()
    late_promises = serializers.IntegerField()


class ConferenceSerializer(RecordSerializer):
    """`invitation` is shown to who sees that release; `minutes` once they are approved, before that to the desk, who
    approves and who oversees (null for others).  Who is accredited stands under `accreditations/`, the numbers here."""

    agenda = AgendaRowSerializer(many=True)
    invitation = serializers.UUIDField(source="seen_invitation", allow_null=True)
    questions = serializers.SerializerMethodField()
    accreditation_counts = serializers.SerializerMethodField()
    minutes = serializers.SerializerMethodField()

    class Meta:
        model = PressConference
        fields = [
            *RECORD,
            *STATE,
            "kind",
            "title",
            "held_at",
            "ended_at",
            "place",
            "online",
            "online_url",
            "agenda",
            "unit",
            "mandate",
            "invitation",
            "accreditation_until",
            "accreditation_counts",
            "announced_at",
            "cancel_reason",
            "questions",
            "minutes",
            "minutes_approved_by",
            "minutes_approved_at",
            "illustrative",
        ]

    @extend_schema_field(QuestionOfConferenceSerializer(many=True))
    def get_questions(self, conference: Any) -> Any:
        return QuestionOfConferenceSerializer(conference.asked, many=True, context=self._plain()).data

    @extend_schema_field(AccreditationCountsSerializer)
    def get_accreditation_counts(self, conference: Any) -> Any:
        return AccreditationCountsSerializer(conference).data

    @extend_schema_field({"type": ["string", "null"]})
    def get_minutes(self, conference: PressConference) -> str | None:
        readable = conference.minutes_approved or policies.may_read_draft(self.context["request"].user, conference)
        return conference.minutes if readable else None

    def _plain(self) -> dict[str, Any]:
        """What was asked of the fields of the conference concerns it alone."""
        return {"request": self.context["request"]}


class ConferenceBody(BodySerializer):
    """Without `unit`: the agency of the mandate, else the ministry.  `invitation` is written with PATCH."""

    kind = serializers.ChoiceField(choices=ConferenceKind.choices)
    title = LineField(max_length=300)
    held_at = InstantField()
    place = LineField(required=False, allow_blank=True, max_length=300)
    online = BoolField(required=False)
    online_url = LineField(required=False, allow_blank=True, max_length=300)
    agenda = AgendaRowBody(many=True, required=False)
    accreditation_until = InstantField(required=False, allow_null=True)
    unit = UnitField(required=False)
    mandate = VisibleField(Mandate, as_id=True, source="mandate_id", required=False, allow_null=True)


class ConferenceChange(BodySerializer):
    kind = serializers.ChoiceField(choices=ConferenceKind.choices)
    title = LineField(max_length=300)
    held_at = InstantField()
    place = LineField(required=False, allow_blank=True, max_length=300)
    online = BoolField(required=False)
    online_url = LineField(required=False, allow_blank=True, max_length=300)
    agenda = AgendaRowBody(many=True, required=False)
    accreditation_until = InstantField(required=False, allow_null=True)
    mandate = VisibleField(Mandate, as_id=True, source="mandate_id", required=False, allow_null=True)
    invitation = VisibleField(Release, as_id=True, source="invitation_id", required=False, allow_null=True)


class AnnounceBody(BodySerializer):
    """`reason`: why a periodic conference is announced without an issued invitation."""

    reason = TextField(required=False, allow_blank=True, max_length=2000)


class RescheduleBody(BodySerializer):
    reason = TextField(max_length=2000)
    held_at = InstantField(required=False)
    place = LineField(required=False, allow_blank=True, max_length=300)
    online = BoolField(required=False)
    online_url = LineField(required=False, allow_blank=True, max_length=300)
    mandate = VisibleField(Mandate, as_id=True, source="mandate_id", required=False)
    accreditation_until = InstantField(required=False)


class HoldBody(BodySerializer):
    """`held_at`: when it really began; as planned when it is left out."""

    held_at = InstantField(required=False)
    ended_at = InstantField(required=False)
    mandate = VisibleField(Mandate, as_id=True, source="mandate_id", required=False)


class EndBody(BodySerializer):
    """Now when it is left out."""

    ended_at = InstantField(required=False)


class ListBody(BodySerializer):
    list = VisibleField(DistributionList, as_id=True, source="list_id")


class ListAccreditedSerializer(serializers.Serializer[Any]):
    added = serializers.IntegerField()
    known = serializers.IntegerField()
    skipped = serializers.IntegerField()


class MinutesBody(BodySerializer):
    """`note`: what was wrong in the approved minutes that this text corrects."""

    text = TextField()
    note = TextField(required=False, allow_blank=True, max_length=2000)


class MinutesVersionSerializer(serializers.ModelSerializer[MinutesVersion]):
    written_by = serializers.CharField(source="written_by.full_name")
    approved_by = serializers.CharField(source="approved_by.full_name")

    class Meta:
        model = MinutesVersion
        fields = ["number", "text", "note", "written_by", "approved_by", "approved_at"]
        read_only_fields = fields


class AccreditationSerializer(RecordSerializer):
    """Seen by who may read the contacts of the press.  `late`: asked for after the day that the conference named."""

    late = serializers.BooleanField(source="is_late")

    class Meta:
        model = Accreditation
        fields = [
            *RECORD,
            *STATE,
            "conference",
            "journalist",
            "name",
            "outlet",
            "outlet_name",
            "email",
            "card_number",
            "online",
            "requested_at",
            "late",
            "decided_by",
            "decided_at",
            "refuse_reason",
            "attended_at",
        ]


class AccreditationBody(BodySerializer):
    """Of a contact (`journalist`) name, address and outlet are taken over; of anybody else `name` is needed."""

    journalist = VisibleField(Journalist, as_id=True, source="journalist_id", required=False)
    name = LineField(required=False, allow_blank=True, max_length=100)
    outlet = VisibleField(MediaOutlet, as_id=True, source="outlet_id", required=False)
    outlet_name = LineField(required=False, allow_blank=True, max_length=200)
    email = LineField(required=False, allow_blank=True, max_length=254)
    card_number = LineField(required=False, allow_blank=True, max_length=40)
    online = BoolField(required=False)


class AttendBody(BodySerializer):
    """Now when it is left out."""

    attended_at = InstantField(required=False)


class ConferenceQuestionBody(BodySerializer):
    text = TextField(max_length=10_000)
    asked_by = LineField(required=False, allow_blank=True, max_length=100)
    outlet = VisibleField(MediaOutlet, as_id=True, source="outlet_id", required=False, allow_null=True)
    outlet_name = LineField(required=False, allow_blank=True, max_length=200)


class QuestionAnswerBody(BodySerializer):
    """Without `mandate` under that of the conference; `answered_at` now, or the end of a conference that is over."""

    answer = TextField(max_length=50_000)
    mandate = VisibleField(Mandate, as_id=True, source="mandate_id", required=False)
    answered_at = InstantField(required=False)


class QuestionPromiseBody(BodySerializer):
    """With `plan` it becomes a task in the same act; an issued plan asks for the decision that amends it."""

    unit = UnitField()
    promised_for = DayField()
    plan = VisibleField(Plan, as_id=True, source="plan_id", required=False)
    decision_number = LineField(required=False, allow_blank=True, max_length=60)
    decision_date = DayField(required=False)


class QuestionTaskBody(BodySerializer):
    """Either `plan` (an issued one with the decision) or `task`, which there is already."""

    plan = VisibleField(Plan, as_id=True, source="plan_id", required=False)
    decision_number = LineField(required=False, allow_blank=True, max_length=60)
    decision_date = DayField(required=False)
    task = VisibleField(Task, as_id=True, source="task_id", required=False)


class QuestionRequestBody(BodySerializer):
    kind = serializers.ChoiceField(choices=RequestKind.choices, required=False)
    reply_to = LineField(required=False, allow_blank=True, max_length=254)
