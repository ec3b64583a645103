from rest_framework import serializers

from comms.api.fields import BoolField, InstantField, LineField, TextField, VisibleField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from comms.org.api.fields import UnitField
from press.releases.models import Release
from press.speaking.api.fields import PersonField
from press.speaking.models import Mandate, Statement, StatementVersion
from press.speaking.states import Capacity, StatementForm

LANGUAGES = ["vi", "en"]


class MandateSerializer(RecordSerializer):
    """`person` is an id, `person_name` what is published by duty; `valid_to` null is without an end."""

    person_name = serializers.CharField(source="person.full_name")

    class Meta:
        model = Mandate
        fields = [
            *RECORD,
            *STATE,
            "person",
            "person_name",
            "capacity",
            "unit",
            "scope",
            "matter",
            "valid_from",
            "valid_to",
            "document_number",
            "decided_at",
            "decided_by",
            "published_at",
            "revoked_at",
            "revoke_reason",
            "illustrative",
        ]


class MandateBody(BodySerializer):
    """Without `unit`: the ministry.  `decided_by` is the signer as in the document, `decided_by_person` the account."""

    person = PersonField()
    capacity = serializers.ChoiceField(choices=Capacity.choices)
    unit = UnitField(required=False)
    scope = TextField(required=False, allow_blank=True)
    matter = LineField(required=False, allow_blank=True, max_length=300)
    valid_from = InstantField()
    valid_to = InstantField(required=False, allow_null=True)
    document_number = LineField(required=False, allow_blank=True, max_length=60)
    decided_at = InstantField(required=False, allow_null=True)
    decided_by = LineField(required=False, allow_blank=True, max_length=200)
    decided_by_person = PersonField(required=False, allow_null=True)


class MandatePublishBody(BodySerializer):
    """Since when it stands on the portal; now when it is left out."""

    published_at = InstantField(required=False)


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
