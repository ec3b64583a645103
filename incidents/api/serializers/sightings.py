"""Sightings in the API."""

from typing import Any

from rest_framework import serializers

from comms.api.fields import InstantField, LineField, TextField, VisibleField, WholeNumberField
from comms.api.serializers import BodySerializer
from incidents.models import Claim, Sighting
from incidents.states import SeenIn
from press.distribution.models import MediaOutlet


class SightingSerializer(serializers.ModelSerializer[Sighting]):
    """The address is text as it was reported: do not follow it blindly.

    `sha256` is of what is kept; `received_sha256` of what came, where a picture was written anew.
    """

    url = serializers.CharField()
    outlet_name = serializers.CharField(source="outlet.name", default=None, allow_null=True)
    recorded_by = serializers.CharField(source="recorded_by.full_name")

    class Meta:
        model = Sighting
        fields = [
            "id",
            "claim",
            "url",
            "seen_in",
            "outlet",
            "outlet_name",
            "author",
            "captured_at",
            "sha256",
            "received_sha256",
            "reach",
            "note",
            "file",
            "recorded_by",
            "recorded_at",
        ]
        read_only_fields = fields


class SightingBody(BodySerializer):
    """JSON, or multipart with the captured `file`; an address, a file, or both."""

    url = LineField(max_length=2000, required=False, allow_blank=True)
    seen_in = serializers.ChoiceField(choices=SeenIn.choices, required=False, allow_blank=True)
    outlet = VisibleField(MediaOutlet, as_id=True, source="outlet_id", required=False, allow_null=True)
    author = LineField(max_length=200, required=False, allow_blank=True)
    captured_at = InstantField(required=False)
    sha256 = LineField(max_length=64, required=False, allow_blank=True)
    reach = WholeNumberField(required=False, allow_null=True)
    note = TextField(required=False, allow_blank=True)
    file: Any = serializers.FileField(source="upload", required=False, allow_empty_file=True)


class IncidentSightingBody(SightingBody):
    """The same for an incident; `claim` names one of its claims that was seen there."""

    claim = VisibleField(Claim, as_id=True, source="claim_id", required=False, allow_null=True)
