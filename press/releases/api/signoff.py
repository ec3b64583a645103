"""Absences of signers in the API."""

from typing import Any

from rest_framework import serializers

from comms.api.fields import DayField, TextField
from comms.api.serializers import RECORD, BodySerializer, RecordSerializer
from comms.api.verbs import verb_action
from comms.api.views import RecordViewSet
from comms.org.api.fields import PersonField
from press.releases import services
from press.releases.content import Limit
from press.releases.models import SigningAbsence


class AbsenceSerializer(RecordSerializer):
    """`deputy` signs in the place of `absent` from `starts` to `ends`, both included."""

    absent_name = serializers.CharField(source="absent.full_name")
    deputy_name = serializers.CharField(source="deputy.full_name")

    class Meta:
        model = SigningAbsence
        fields = [
            *RECORD,
            "absent",
            "absent_name",
            "deputy",
            "deputy_name",
            "starts",
            "ends",
            "reason",
            "revoked_at",
        ]


class AbsenceBody(BodySerializer):
    """Without `absent`: the caller."""

    absent = PersonField(required=False)
    deputy = PersonField()
    starts = DayField()
    ends = DayField()
    reason = TextField(max_length=Limit.REASON, required=False, allow_blank=True)


class AbsenceViewSet(RecordViewSet):
    """*Ký thay*: who is away, and who signs in that place."""

    model = SigningAbsence
    serializer_class = AbsenceSerializer
    write_serializer_class = AbsenceBody
    create_service = services.absence_declare
    ordering_fields = ["starts"]

    revoke = verb_action("revoke", service=services.absence_revoke)

    def queryset_for(self, user: Any) -> Any:
        return SigningAbsence.objects.visible_to(user).select_related("absent", "deputy").order_by("-starts", "id")
