from typing import Any

from rest_framework import serializers

from comms.api.fields import BoolField, InstantField, LineField, TextField, VisibleField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from comms.files.models import StoredFile
from press.conferences.models import PressConference
from press.mandates.models import Mandate
from press.releases.models import Release
from press.requests.models import PressRequest
from press.speaking.models import Statement, StatementVersion
from press.speaking.selectors import Said
from press.speaking.states import StatementForm

LANGUAGES = ["vi", "en"]


class StatementSerializer(RecordSerializer):
    """`spoken_at` is when the words were said, `given_at` when that was recorded; `release`, `press_request` and
    `conference` are shown to who sees them.  `form_basis` is the provision on which the form rests that day;
    `stopped_reason` says why an approval was taken back when the mandate ended."""

    release = serializers.UUIDField(source="seen_release", allow_null=True)
    press_request = serializers.UUIDField(source="seen_press_request", allow_null=True)
    conference = serializers.UUIDField(source="seen_conference", allow_null=True)
    form_basis = serializers.CharField()

    class Meta:
        model = Statement
        fields = [
            *RECORD,
            *STATE,
            "mandate",
            "unit",
            "form",
            "spoken_at",
            "occasion",
            "text",
            "outlet",
            "topic",
            "language",
            "transcript",
            "own_initiative",
            "form_basis",
            "release",
            "press_request",
            "conference",
            "stopped_reason",
            "author",
            "approved_by",
            "approved_at",
            "spoken_live",
            "given_at",
            "illustrative",
        ]


class StatementBody(BodySerializer):
    mandate = VisibleField(Mandate, as_id=True, source="mandate_id")
    form = serializers.ChoiceField(choices=StatementForm.choices)
    topic = LineField(max_length=300)
    text = TextField()
    occasion = LineField(required=False, allow_blank=True, max_length=300)
    outlet = LineField(required=False, allow_blank=True, max_length=200)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)
    spoken_at = InstantField(required=False, allow_null=True)
    transcript = TextField(required=False, allow_blank=True)
    own_initiative = BoolField(required=False)
    release = VisibleField(Release, as_id=True, source="release_id", required=False, allow_null=True)
    press_request = VisibleField(PressRequest, as_id=True, source="press_request_id", required=False, allow_null=True)
    conference = VisibleField(PressConference, as_id=True, source="conference_id", required=False, allow_null=True)


class StatementApproveBody(BodySerializer):
    """`warnings_read`: the approver has read `warnings/`; needed where there are any."""

    warnings_read = BoolField(required=False)


class GiveBody(BodySerializer):
    """`spoken_live` registers words that were said without an approved text; `text` then is what was said."""

    spoken_at = InstantField(required=False)
    spoken_live = BoolField(required=False)
    text = TextField(required=False)
    transcript = TextField(required=False, allow_blank=True)
    own_initiative = BoolField(required=False)


class StatementCorrectBody(BodySerializer):
    text = TextField()
    note = TextField(max_length=2000)


class StatementVersionSerializer(serializers.ModelSerializer[StatementVersion]):
    by = serializers.CharField(source="by.full_name")

    class Meta:
        model = StatementVersion
        fields = ["number", "text", "note", "at", "by"]
        read_only_fields = fields


class RecordingSerializer(serializers.ModelSerializer[StoredFile]):
    """`url` gives the bytes to whoever sees the statement."""

    url = serializers.CharField(source="get_absolute_url")
    uploaded_by = serializers.CharField(source="uploaded_by_label")

    class Meta:
        model = StoredFile
        fields = ["id", "name", "content_type", "size", "sha256", "url", "created_at", "uploaded_by"]
        read_only_fields = fields


class RecordingBody(BodySerializer):
    file = serializers.FileField()


class SaidSerializer(serializers.Serializer[Any]):
    """`kind`: statement, release, answer, conference or line; `at`: when it was said, issued, answered or approved."""

    kind = serializers.CharField()
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    title = serializers.CharField()
    who = serializers.CharField()
    note = serializers.CharField()
    url = serializers.CharField()
    snippet = serializers.SerializerMethodField()
    matched = serializers.SerializerMethodField()

    def get_snippet(self, said: Said) -> str:
        return "".join(part for part, _marked in said.snippet).strip()

    def get_matched(self, said: Said) -> list[str]:
        return [part for part, marked in said.snippet if marked]


class SaidAnswer(serializers.Serializer[Any]):
    """A page; it is read forward only, so `previous` is null."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = SaidSerializer(many=True)
