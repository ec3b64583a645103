from rest_framework import serializers

from comms.api.fields import BoolField, InstantField, LineField, TextField, VisibleField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from press.mandates.models import Mandate
from press.releases.models import Release
from press.speaking.models import Statement, StatementVersion
from press.speaking.states import StatementForm

LANGUAGES = ["vi", "en"]


class StatementSerializer(RecordSerializer):
    """`spoken_at` is when the words were said, `given_at` when that was recorded; `release` is shown to who sees it."""

    release = serializers.UUIDField(source="seen_release", allow_null=True)

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
            "release",
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
    release = VisibleField(Release, as_id=True, source="release_id", required=False, allow_null=True)


class GiveBody(BodySerializer):
    """`spoken_live` registers words that were said without an approved text; `text` then is what was said."""

    spoken_at = InstantField(required=False)
    spoken_live = BoolField(required=False)
    text = TextField(required=False)


class StatementCorrectBody(BodySerializer):
    text = TextField()
    note = TextField(max_length=2000)


class StatementVersionSerializer(serializers.ModelSerializer[StatementVersion]):
    by = serializers.CharField(source="by.full_name")

    class Meta:
        model = StatementVersion
        fields = ["number", "text", "note", "at", "by"]
        read_only_fields = fields
