"""What the verbs of a press request take."""

from rest_framework import serializers

from comms.api.fields import BoolField, DayField, InstantField, LineField, TextField, VisibleField
from comms.api.serializers import BodySerializer
from comms.org.api.fields import UnitField
from press.distribution.models import Journalist, MediaOutlet
from press.mandates.models import Mandate
from press.releases.models import Release
from press.requests.models import PressRequest, RefusalGround
from press.requests.states import ANSWER_WAYS, Classification, RequestKind, Way

LANGUAGES = ["vi", "en"]
REASON = 2000


class PressRequestBody(BodySerializer):
    """`received_at` is now when it is left out; an earlier moment needs `received_reason`.  Without `subject` the first
    line of the questions is taken."""

    kind = serializers.ChoiceField(choices=RequestKind.choices)
    questions = TextField()
    subject = LineField(required=False, max_length=300)
    way = serializers.ChoiceField(choices=Way.choices, default=Way.API)
    received_at = InstantField(required=False)
    received_reason = TextField(required=False, allow_blank=True, max_length=REASON)
    outlet = VisibleField(MediaOutlet, as_id=True, source="outlet_id", required=False, allow_null=True)
    outlet_name = LineField(required=False, allow_blank=True, max_length=200)
    journalist = VisibleField(Journalist, as_id=True, source="journalist_id", required=False, allow_null=True)
    journalist_name = LineField(required=False, allow_blank=True, max_length=100)
    reply_to = LineField(required=False, allow_blank=True, max_length=254)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)
    source_text = TextField(required=False, allow_blank=True)
    follows = VisibleField(PressRequest, as_id=True, source="follows_id", required=False, allow_null=True)


class RequestCoordinatingBody(BodySerializer):
    unit = UnitField(as_id=True, source="unit_id")
    due_at = InstantField(required=False, allow_null=True)
    asked_for = TextField(required=False, allow_blank=True, max_length=REASON)


class RequestAssignBody(BodySerializer):
    """Due instants that are left out are proposed, where a legal clock runs."""

    lead_unit = UnitField(as_id=True, source="lead_unit_id")
    lead_due_at = InstantField(required=False, allow_null=True)
    coordinating = RequestCoordinatingBody(many=True, required=False, max_length=50)
    reason = TextField(required=False, allow_blank=True, max_length=REASON)


class RequestClassifyBody(BodySerializer):
    classification = serializers.ChoiceField(choices=Classification.choices)
    reason = TextField(max_length=REASON)


class RequestContributeBody(BodySerializer):
    unit = UnitField(as_id=True, source="unit_id")
    contribution = TextField()


class RequestDraftBody(BodySerializer):
    answer = TextField()


class RequestReturnBody(BodySerializer):
    comment = TextField(max_length=REASON)


class RequestApproveBody(BodySerializer):
    """`mandate` is one's own; when it is left out, that of the head or regular spokesperson."""

    mandate = VisibleField(Mandate, as_id=True, source="mandate_id", required=False, allow_null=True)
    warnings_read = BoolField(required=False)


class RequestAnswerBody(BodySerializer):
    """The approved words went out.  Without `answered_way`: the way in which the request came, else e-mail."""

    answered_way = serializers.ChoiceField(choices=[(way.value, way.label) for way in ANSWER_WAYS], required=False)
    answered_at = InstantField(required=False)
    release = VisibleField(Release, as_id=True, source="release_id", required=False, allow_null=True)
    late_reason = TextField(required=False, allow_blank=True, max_length=REASON)


class RequestPromiseBody(BodySerializer):
    date = DayField(source="promised_for")
    reason = TextField(required=False, allow_blank=True, max_length=REASON)


class RequestRefuseBody(BodySerializer):
    """`ground` by its id or code.  `reason_sent_at` is when the press was told, where that has happened.

    `mandate`: the authorisation on whose matter the request is, of somebody who speaks on no other.
    """

    ground = VisibleField(RefusalGround, as_id=True, code="code", source="ground_id")
    reason = TextField(max_length=REASON)
    reason_sent_at = InstantField(required=False, allow_null=True)
    late_reason = TextField(required=False, allow_blank=True, max_length=REASON)
    mandate = VisibleField(Mandate, as_id=True, source="mandate_id", required=False, allow_null=True)


class ReasonSentBody(BodySerializer):
    """When the press was told; now when it is left out."""

    at = InstantField(required=False)
    late_reason = TextField(required=False, allow_blank=True, max_length=REASON)


class RequestTransferBody(BodySerializer):
    """To another unit of the ministry, or to another agency: one of the two."""

    reason = TextField(max_length=REASON)
    unit = UnitField(as_id=True, source="unit_id", required=False, allow_null=True)
    to_agency = LineField(required=False, allow_blank=True, max_length=200)


class RequestHandOverBody(BodySerializer):
    classification = serializers.ChoiceField(choices=Classification.choices)
    to_unit = UnitField(as_id=True, source="to_unit_id")
    reason = TextField(max_length=REASON)


class RequestConcludeBody(BodySerializer):
    concluded_at = InstantField()
    reason = TextField(max_length=REASON)


class RequestWithdrawBody(BodySerializer):
    reason = TextField(required=False, allow_blank=True, max_length=REASON)


class HandOffNoteBody(BodySerializer):
    note = TextField(required=False, allow_blank=True, max_length=REASON)
