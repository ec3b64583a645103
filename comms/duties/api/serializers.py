from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import InstantField, LineField, TextField, VisibleField, WholeNumberField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from comms.duties.models import AnnualReport, Duty
from press.conferences.models import PressConference
from press.releases.models import Release
from press.speaking.models import Statement


class LinkSerializer(serializers.Serializer[Any]):
    """What met a duty: `kind` release, statement, conference, report or document.  `thing` is null for a document, and
    where the reader may not see it (`hidden`; then there is no note either)."""

    id = serializers.IntegerField(source="link.pk")
    kind = serializers.CharField()
    thing = serializers.UUIDField(source="obj.pk", default=None)
    title = serializers.CharField(source="label")
    url = serializers.CharField()
    at = serializers.DateTimeField()
    hidden = serializers.BooleanField()
    note = serializers.CharField()
    linked_at = serializers.DateTimeField(source="link.linked_at")


class DutySerializer(RecordSerializer):
    """One period.  `standing`: on_time, late, open, missed, waived, ahead; `explanation` is the sum of `due_at`."""

    unit = serializers.CharField(source="unit.code")
    rule = serializers.CharField(source="rule.code")
    legal_basis = serializers.CharField(source="rule.legal_basis")
    standing = serializers.CharField()
    late = serializers.BooleanField(source="is_late")
    explanation = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    class Meta:
        model = Duty
        fields = [
            *RECORD,
            *STATE,
            "subject",
            "unit",
            "starts",
            "ends",
            "rule",
            "legal_basis",
            "due_at",
            "met_at",
            "standing",
            "late",
            "waive_reason",
            "explanation",
            "links",
        ]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_explanation(self, duty: Duty) -> list[str]:
        """A sentence a step, in the reader's language."""
        return duty.lines

    @extend_schema_field(LinkSerializer(many=True))
    def get_links(self, duty: Duty) -> Any:
        return LinkSerializer(self.context["links_of"](duty), many=True).data


class MeetBody(BodySerializer):
    """The one thing that met the duty; a document has `title`, and `url` and `at` where they are known."""

    release = VisibleField(Release, required=False, allow_null=True)
    statement = VisibleField(Statement, required=False, allow_null=True)
    conference = VisibleField(PressConference, required=False, allow_null=True)
    report = VisibleField(AnnualReport, required=False, allow_null=True)
    title = LineField(required=False, allow_blank=True, max_length=300)
    url = LineField(required=False, allow_blank=True, max_length=500)
    at = InstantField(required=False, allow_null=True)
    note = TextField(required=False, allow_blank=True, max_length=2000)


class UnlinkBody(BodySerializer):
    """`link` is the `id` of an entry of `links`."""

    link = WholeNumberField()
    reason = TextField(max_length=2000)


class ReportSerializer(RecordSerializer):
    """The words of the report on a year; its figures are at `duties/annual-press-report/?year=`."""

    unit = serializers.CharField(source="unit.code")

    class Meta:
        model = AnnualReport
        fields = [
            *RECORD,
            *STATE,
            "year",
            "unit",
            "difficulties",
            "proposals",
            "submitted_at",
            "document_number",
        ]


class ReportBody(BodySerializer):
    year = WholeNumberField(min_value=2000, max_value=9000)
    difficulties = TextField(required=False, allow_blank=True)
    proposals = TextField(required=False, allow_blank=True)


class ReportWordsBody(BodySerializer):
    difficulties = TextField(required=False, allow_blank=True)
    proposals = TextField(required=False, allow_blank=True)


class SubmitBody(BodySerializer):
    document_number = LineField(max_length=60)


class FigureItemSerializer(serializers.Serializer[Any]):
    """A record behind a figure; `counted`: it stands in the first number."""

    id = serializers.UUIDField(source="obj.pk")
    counted = serializers.BooleanField()
    at = serializers.DateTimeField()


class FigureSerializer(serializers.Serializer[Any]):
    """`count` of `total`: both null where there was no case; `total` is null too where none is asked for.  `hidden`
    records count and may not be seen by the reader; `digest` names the whole list."""

    key = serializers.CharField(source="rule.key")
    label = serializers.CharField(source="rule.label")
    dated_by = serializers.CharField(source="rule.dated_by")
    counts = serializers.CharField(source="rule.counts")
    count = serializers.IntegerField(allow_null=True)
    total = serializers.IntegerField(allow_null=True)
    items = FigureItemSerializer(many=True)
    hidden = serializers.IntegerField()
    digest = serializers.CharField()


class FiguresSerializer(serializers.Serializer[Any]):
    """The six figures of the window `starts` to `ends`, and beside them the cases under Decree 09/2017.  `frozen`: as
    the submitted `report` kept them."""

    year = serializers.IntegerField()
    starts = serializers.DateField()
    ends = serializers.DateField()
    frozen = serializers.BooleanField()
    report = serializers.UUIDField(allow_null=True)
    figures = FigureSerializer(many=True)
    former = FigureSerializer()
