from rest_framework import serializers

from comms.api.fields import DayField, LineField, TextField, VisibleField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from comms.org.api.fields import UnitField
from press.messages import selectors, services
from press.messages.models import MessageLine


class QuestionBody(BodySerializer):
    question = LineField(max_length=services.QUESTION_LIMIT)
    answer = TextField(max_length=services.ANSWER_LIMIT)


class MessageLineSerializer(RecordSerializer):
    """Valid from `valid_from` to `valid_to`, both days included; `validity` says in words whether it is to be used
    today, `in_force` whether it is.  `qa`: [{question, answer}]; `avoid`: wordings that contradict the line."""

    qa = serializers.JSONField()
    avoid = serializers.ListField(child=serializers.CharField())
    in_force = serializers.BooleanField(source="is_in_force")
    validity = serializers.SerializerMethodField()

    class Meta:
        model = MessageLine
        fields = [
            *RECORD,
            *STATE,
            "topic",
            "text",
            "qa",
            "avoid",
            "valid_from",
            "valid_to",
            "in_force",
            "validity",
            "owner_unit",
            "replaces",
            "author",
            "approved_by",
            "approved_at",
            "withdraw_reason",
            "illustrative",
        ]

    def get_validity(self, line: MessageLine) -> str:
        return selectors.validity_words(line)


class MessageLineBody(BodySerializer):
    """`replaces` is an approved line that ends on the day before this one begins, when this one is approved."""

    topic = LineField(max_length=300)
    text = TextField()
    qa = QuestionBody(many=True, required=False, max_length=services.MOST_ROWS)
    avoid = serializers.ListField(
        child=LineField(max_length=services.PHRASE_LIMIT), required=False, max_length=services.MOST_ROWS
    )
    valid_from = DayField()
    valid_to = DayField(required=False, allow_null=True)
    owner_unit = UnitField()
    replaces = VisibleField(MessageLine, as_id=True, source="replaces_id", required=False, allow_null=True)


class ReplaceBody(BodySerializer):
    """What is left out stays as it was."""

    topic = LineField(max_length=300, required=False)
    text = TextField(required=False)
    qa = QuestionBody(many=True, required=False, max_length=services.MOST_ROWS)
    avoid = serializers.ListField(
        child=LineField(max_length=services.PHRASE_LIMIT), required=False, max_length=services.MOST_ROWS
    )
    valid_from = DayField()
    valid_to = DayField(required=False, allow_null=True)
    owner_unit = UnitField(required=False)


class CheckBody(BodySerializer):
    """`on_day` is the Hanoi day on which the words are to be said; today when it is left out."""

    text = TextField(max_length=20_000)
    topic = LineField(max_length=300, required=False, allow_blank=True)
    on_day = DayField(required=False)


class WarningSerializer(serializers.Serializer[object]):
    """One sentence of a draft against one line or earlier words: `words` both have, `here` and `there` differ."""

    kind = serializers.CharField()
    text = serializers.CharField()
    sentence = serializers.CharField()
    against = serializers.CharField()
    words = serializers.ListField(child=serializers.CharField())
    here = serializers.CharField()
    there = serializers.CharField()
    subject_type = serializers.CharField()
    subject_id = serializers.UUIDField()
    title = serializers.CharField()
    url = serializers.CharField()
