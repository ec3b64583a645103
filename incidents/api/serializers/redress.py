"""Correction requests, reports to a competent body and its register in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import BoolField, DayField, InstantField, LineField, TextField, VisibleField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from comms.core import clock
from incidents.models import CentreReport, Claim, CorrectionRequest, CorrectionRound, Destination, Incident
from incidents.policies import redress as policies
from incidents.states import CorrectionGround, DestinationKind, EscalatedTo, Medium, Outcome, Verdict
from incidents.states.redress import ANSWERED_WITH, FormCheck
from press.distribution.models import MediaOutlet
from press.mandates.models import Mandate

REASON = 2000


class CorrectionRoundSerializer(serializers.ModelSerializer[CorrectionRound]):
    """One letter and what came back.  `form`: which demands a published correction meets; empty without one.
    Addresses are text as they were recorded: do not follow them blindly."""

    number = serializers.IntegerField(source="no")
    sent_by = serializers.CharField(source="sent_by.full_name")
    recorded_by = serializers.CharField(source="recorded_by.full_name", default=None, allow_null=True)
    published_url = serializers.CharField()
    form = serializers.DictField(child=serializers.BooleanField())

    class Meta:
        model = CorrectionRound
        fields = [
            "number",
            "text",
            "ground",
            "mandate",
            "sent_at",
            "sent_by",
            "answer",
            "answered_at",
            "recorded_by",
            "file",
            "published_url",
            "published_at",
            "published_text",
            "form",
        ]
        read_only_fields = fields


class CorrectionRequestSerializer(RecordSerializer):
    """`due` is when the outlet has to answer the last letter; `rounds_left` how many letters the law of today carries
    beyond those sent; `outlet` is shown to who reads the press contacts, its name to everybody."""

    outlet = serializers.SerializerMethodField()
    article_url = serializers.CharField()
    due = serializers.SerializerMethodField()
    overdue = serializers.SerializerMethodField()
    rounds = CorrectionRoundSerializer(many=True)
    rounds_left = serializers.SerializerMethodField()
    outcome = serializers.SerializerMethodField()
    escalated_to = serializers.SerializerMethodField()

    class Meta:
        model = CorrectionRequest
        fields = [
            *RECORD,
            *STATE,
            "incident",
            "claim",
            "outlet",
            "outlet_name",
            "medium",
            "article_title",
            "article_url",
            "article_on",
            "column",
            "passage",
            "truth",
            "evidence",
            "ground",
            "asks_apology",
            "letter",
            "author",
            "mandate",
            "sent_at",
            "due",
            "overdue",
            "rounds",
            "rounds_left",
            "outcome",
            "outcome_note",
            "escalated_to",
            "escalated_at",
            "escalate_reason",
            "closed_at",
            "illustrative",
        ]

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_outlet(self, correction: Any) -> Any:
        # Who has just drafted it named the outlet, and so sees it.
        return getattr(correction, "seen_outlet", correction.outlet_id)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_due(self, correction: Any) -> Any:
        return getattr(correction, "due", None)

    def get_overdue(self, correction: Any) -> bool:
        return bool(getattr(correction, "is_overdue", False))

    def get_rounds_left(self, correction: CorrectionRequest) -> int:
        return policies.rounds_left(correction, clock.today())

    @extend_schema_field(serializers.ChoiceField(choices=Outcome.choices, allow_null=True))
    def get_outcome(self, correction: CorrectionRequest) -> str | None:
        return correction.outcome or None

    @extend_schema_field(serializers.ChoiceField(choices=EscalatedTo.choices, allow_null=True))
    def get_escalated_to(self, correction: CorrectionRequest) -> str | None:
        return correction.escalated_to or None


class CorrectionOfIncidentBody(BodySerializer):
    """A draft.  The outlet is one of the press contacts, or a name; `ground` is judged on the day of the letter."""

    outlet = VisibleField(MediaOutlet, as_id=True, source="outlet_id", required=False, allow_null=True)
    outlet_name = LineField(max_length=200, required=False, allow_blank=True)
    medium = serializers.ChoiceField(choices=Medium.choices, required=False)
    article_title = LineField(max_length=300)
    article_url = LineField(max_length=2000, required=False, allow_blank=True)
    article_on = DayField(required=False, allow_null=True)
    column = LineField(max_length=200, required=False, allow_blank=True)
    passage = TextField()
    truth = TextField()
    evidence = TextField(required=False, allow_blank=True)
    ground = serializers.ChoiceField(choices=CorrectionGround.choices)
    asks_apology = BoolField(required=False)
    letter = TextField(required=False, allow_blank=True)
    claim = VisibleField(Claim, as_id=True, source="claim_id", required=False, allow_null=True)


class CorrectionBody(CorrectionOfIncidentBody):
    incident = VisibleField(Incident, as_id=True, source="incident_id")


class CorrectionSendBody(BodySerializer):
    """`mandate` names the authorisation, where the sender has no general mandate."""

    sent_at = InstantField(required=False)
    mandate = VisibleField(Mandate, as_id=True, source="mandate_id", required=False)


class CorrectionAnswerBody(BodySerializer):
    """JSON, or multipart with the `file` that came back.  `form` lists the demands that the correction meets."""

    text = TextField(required=False, allow_blank=True)
    answered_at = InstantField(required=False)
    outcome = serializers.ChoiceField(
        choices=[(item.value, item.label) for item in ANSWERED_WITH], required=False, allow_blank=True
    )
    published_url = LineField(max_length=2000, required=False, allow_blank=True)
    published_at = InstantField(required=False)
    published_text = TextField(required=False, allow_blank=True)
    form = serializers.ListField(
        child=serializers.ChoiceField(choices=FormCheck.choices), required=False, max_length=len(FormCheck)
    )
    file = serializers.FileField(source="upload", required=False, allow_empty_file=True)


class CorrectionEscalateBody(BodySerializer):
    to = serializers.ChoiceField(choices=EscalatedTo.choices)
    reason = TextField(max_length=REASON)


class CorrectionCloseBody(BodySerializer):
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    note = TextField(max_length=REASON, required=False, allow_blank=True)


class ComparedPartSerializer(serializers.Serializer[Any]):
    op = serializers.ChoiceField(choices=["equal", "delete", "insert"])
    text = serializers.CharField()


class CorrectionComparisonSerializer(serializers.Serializer[Any]):
    """A published correction, word by word: from the wrong passage, and from what was said to be right."""

    number = serializers.IntegerField(source="round.no")
    passage = ComparedPartSerializer(many=True)
    truth = ComparedPartSerializer(many=True)


class DestinationSerializer(RecordSerializer):
    """A body to which false information is reported, on the days from `valid_from` to `valid_to` (null: still)."""

    class Meta:
        model = Destination
        fields = [
            *RECORD,
            "name",
            "kind",
            "address",
            "phone",
            "source",
            "valid_from",
            "valid_to",
            "illustrative",
        ]


class DestinationBody(BodySerializer):
    name = LineField(max_length=200)
    kind = serializers.ChoiceField(choices=DestinationKind.choices)
    address = LineField(max_length=300, required=False, allow_blank=True)
    phone = LineField(max_length=40, required=False, allow_blank=True)
    source = LineField(max_length=300, required=False, allow_blank=True)
    valid_from = DayField()
    valid_to = DayField(required=False, allow_null=True)


class CentreReportSerializer(RecordSerializer):
    """What a person sent and recorded, and the answer; the service itself sends nothing."""

    destination_name = serializers.CharField(source="destination.name")
    label = serializers.SerializerMethodField()
    sent_by = serializers.CharField(source="sent_by.full_name")
    recorded_by = serializers.CharField(source="recorded_by.full_name", default=None, allow_null=True)

    class Meta:
        model = CentreReport
        fields = [
            *RECORD,
            "incident",
            "claim",
            "destination",
            "destination_name",
            "text",
            "reference",
            "sent_at",
            "sent_by",
            "answer",
            "label",
            "answered_at",
            "recorded_by",
            "file",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=Verdict.choices, allow_null=True))
    def get_label(self, report: CentreReport) -> str | None:
        return report.label or None


class CentreReportBody(BodySerializer):
    """Without `text`: in the words that the service makes from the claim and where it was seen."""

    destination = VisibleField(Destination, as_id=True, source="destination_id")
    claim = VisibleField(Claim, as_id=True, source="claim_id", required=False, allow_null=True)
    text = TextField(required=False, allow_blank=True)
    reference = LineField(max_length=100, required=False, allow_blank=True)
    sent_at = InstantField(required=False)


class CentreAnswerBody(BodySerializer):
    """JSON, or multipart with the `file` that came back."""

    text = TextField(required=False, allow_blank=True)
    label = serializers.ChoiceField(choices=Verdict.choices, required=False, allow_blank=True)
    answered_at = InstantField(required=False)
    file = serializers.FileField(source="upload", required=False, allow_empty_file=True)
