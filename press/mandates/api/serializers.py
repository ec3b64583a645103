from rest_framework import serializers

from comms.api.fields import InstantField, LineField, TextField
from comms.api.serializers import RECORD, STATE, BodySerializer, ReasonBody, RecordSerializer
from comms.org.api.fields import PersonField, UnitField
from press.mandates.models import Mandate
from press.mandates.states import Capacity


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
            "post",
            "phone",
            "email",
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
    post = LineField(required=False, allow_blank=True, max_length=200)
    phone = LineField(required=False, allow_blank=True, max_length=40)
    email = LineField(required=False, allow_blank=True, max_length=254)


class MandateAmendBody(BodySerializer):
    """`reason` is required for the document's fields once something was said under the mandate."""

    scope = TextField(required=False, allow_blank=True)
    matter = LineField(required=False, allow_blank=True, max_length=300)
    document_number = LineField(required=False, allow_blank=True, max_length=60)
    decided_by = LineField(required=False, allow_blank=True, max_length=200)
    decided_by_person = PersonField(required=False, allow_null=True)
    post = LineField(required=False, allow_blank=True, max_length=200)
    phone = LineField(required=False, allow_blank=True, max_length=40)
    email = LineField(required=False, allow_blank=True, max_length=254)
    reason = TextField(required=False, allow_blank=True, max_length=2000)


class MandatePublishBody(BodySerializer):
    """Since when it stands on the portal; now when it is left out.  `breach_reason`: why it comes after the limit."""

    published_at = InstantField(required=False)
    breach_reason = TextField(required=False, allow_blank=True, max_length=2000)


class MandateRevokeBody(ReasonBody):
    """From when it no longer holds, also an instant to come; now when it is left out."""

    revoked_at = InstantField(required=False)
