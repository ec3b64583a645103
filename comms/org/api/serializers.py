from typing import Any

from rest_framework import serializers

from comms.api.serializers import RECORD, RecordSerializer
from comms.org.models import Unit


class UnitSerializer(RecordSerializer):
    successors = serializers.PrimaryKeyRelatedField[Any](many=True, read_only=True)

    class Meta:
        model = Unit
        fields = [
            *RECORD,
            "code",
            "abbr",
            "name_vi",
            "name_en",
            "kind",
            "parent",
            "valid_from",
            "valid_to",
            "successors",
            "confidence",
            "source",
        ]


class LineageSerializer(serializers.Serializer[Any]):
    """Where a unit comes from and what carries on its work, in any number of steps."""

    predecessors = UnitSerializer(many=True)
    successors = UnitSerializer(many=True)
    present = UnitSerializer(many=True)
