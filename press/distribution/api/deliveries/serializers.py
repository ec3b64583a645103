from typing import Any

from rest_framework import serializers

from comms.api.fields import BoolField, TextField, VisibleField, WholeNumberField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from press.distribution.models import CopyAccess, Delivery, DistributionList, Journalist, MediaOutlet
from press.distribution.services.deliveries.ordering import LONGEST_NOTE
from press.distribution.states import Transport

MOST_NAMED = 500


class DeliverySerializer(RecordSerializer):
    """`permanent`: the same address would refuse it again.  `accepted_at`: since when the other side has it."""

    class Meta:
        model = Delivery
        fields = [
            *RECORD,
            *STATE,
            "release",
            "document_sha256",
            "purpose",
            "transport",
            "outlet",
            "journalist",
            "name",
            "address",
            "language",
            "attempts",
            "message_id",
            "answer",
            "permanent",
            "handed_at",
            "accepted_at",
            "ended_at",
        ]


class OrderBody(BodySerializer):
    """Whom to send it to, each by id; `transports` are all but the portal unless they are named."""

    version = WholeNumberField(required=False)
    lists = serializers.ListField(child=VisibleField(DistributionList), required=False, max_length=MOST_NAMED)
    outlets = serializers.ListField(child=VisibleField(MediaOutlet), required=False, max_length=MOST_NAMED)
    journalists = serializers.ListField(child=VisibleField(Journalist), required=False, max_length=MOST_NAMED)
    transports = serializers.ListField(
        child=serializers.ChoiceField(choices=Transport.choices), required=False, allow_empty=False, max_length=3
    )
    note = TextField(max_length=LONGEST_NOTE, required=False, allow_blank=True)


class RecipientSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["journalist", "outlet", "portal"])
    id = serializers.UUIDField(allow_null=True, source="object.pk", default=None)
    name = serializers.CharField()
    transport = serializers.ChoiceField(choices=Transport.choices)
    reason = serializers.CharField(source="skipped_reason")


class OrderedSerializer(serializers.Serializer[Any]):
    """What came of the order: new deliveries, who had one already, who is left out and why."""

    made = DeliverySerializer(many=True)
    already = RecipientSerializer(many=True)
    skipped = RecipientSerializer(many=True)


class ResendBody(BodySerializer):
    """`confirm`: also to the address that has refused it for good."""

    confirm = BoolField(required=False)


class AccessSerializer(serializers.ModelSerializer[CopyAccess]):
    class Meta:
        model = CopyAccess
        fields = ["opened_at", "address", "agent"]
        read_only_fields = fields
