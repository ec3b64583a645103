"""Conclusions, evidence, refutations and notices of changed conclusions in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import InstantField, LineField, TextField, VisibleField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from incidents.models import Claim, ClaimEvidence, ClaimVerdict, Refutation, VerdictNotice
from incidents.states import Means
from press.mandates.models import Mandate
from press.releases.models import Release
from press.speaking.models import Statement


class ClaimEvidenceSerializer(serializers.ModelSerializer[ClaimEvidence]):
    """The address is text as it was given: do not follow it blindly."""

    url = serializers.CharField()
    added_by = serializers.CharField(source="added_by.full_name")

    class Meta:
        model = ClaimEvidence
        fields = ["id", "title", "url", "note", "file", "added_by", "added_at"]
        read_only_fields = fields


class ClaimEvidenceBody(BodySerializer):
    """JSON, or multipart with a `file`."""

    title = LineField(max_length=300)
    url = LineField(max_length=2000, required=False, allow_blank=True)
    note = TextField(required=False, allow_blank=True)
    file = serializers.FileField(source="upload", required=False, allow_empty_file=True)


class VerdictSerializer(serializers.ModelSerializer[ClaimVerdict]):
    verifier = serializers.CharField(source="verifier.full_name")

    class Meta:
        model = ClaimVerdict
        fields = ["id", "no", "verdict", "evidence", "legal_source", "verifier", "judged_at"]
        read_only_fields = fields


class VerdictNoticeSerializer(RecordSerializer):
    """`label` names the recipient; an address is shown nowhere."""

    before = serializers.CharField(source="before.verdict")
    after = serializers.CharField(source="after.verdict")

    class Meta:
        model = VerdictNotice
        fields = [*RECORD, *STATE, "claim", "to", "label", "before", "after", "told_by", "told_at", "note"]


class ToldBody(BodySerializer):
    note = TextField()


class DossierSerializer(RecordSerializer):
    """The five parts of Thông tư 02/2019/TT-BTTTT, Điều 6, and the public text.  `release` and `statement` are shown to
    who sees them; `approved_sha256` is of the approved words."""

    verdict = serializers.CharField(source="verdict_row.verdict")
    release = serializers.SerializerMethodField()
    statement = serializers.SerializerMethodField()

    class Meta:
        model = Refutation
        fields = [
            *RECORD,
            *STATE,
            "incident",
            "claim",
            "verdict",
            "title",
            "false_content",
            "effect",
            "true_nature",
            "legal_grounds",
            "messages",
            "public_text",
            "notice_received_at",
            "author",
            "checker",
            "checked_at",
            "check_note",
            "approver",
            "approved_at",
            "approved_sha256",
            "mandate",
            "return_note",
            "means",
            "release",
            "statement",
            "post_channel",
            "post_url",
            "posted_at",
            "published_by",
            "published_at",
            "superseded_at",
            "illustrative",
        ]

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_release(self, refutation: Any) -> Any:
        # Who returned it to its author sees the draft no more: the answer to that act names nothing.
        return refutation.release_id if getattr(refutation, "release_seen", False) else None

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_statement(self, refutation: Any) -> Any:
        return refutation.statement_id if getattr(refutation, "statement_seen", False) else None


class DossierOfIncidentSerializer(RecordSerializer):
    """A refutation in the list of its incident."""

    verdict = serializers.CharField(source="verdict_row.verdict")

    class Meta:
        model = Refutation
        fields = [*RECORD, "state", "claim", "verdict", "title", "published_at", "superseded_at"]


class DossierChange(BodySerializer):
    title = LineField(max_length=300, required=False)
    false_content = TextField(required=False, allow_blank=True)
    effect = TextField(required=False, allow_blank=True)
    true_nature = TextField(required=False, allow_blank=True)
    legal_grounds = TextField(required=False, allow_blank=True)
    messages = TextField(required=False, allow_blank=True)
    public_text = TextField(required=False, allow_blank=True)
    notice_received_at = InstantField(required=False)


class DossierBody(DossierChange):
    claim = VisibleField(Claim, as_id=True, source="claim_id")
    title = LineField(max_length=300)


class LegalCheckBody(BodySerializer):
    note = TextField(required=False, allow_blank=True)


class ApproveBody(BodySerializer):
    """`mandate` names the authorisation, where the approver has no general mandate."""

    mandate = VisibleField(Mandate, as_id=True, source="mandate_id", required=False)


class ReturnBody(BodySerializer):
    note = TextField()


class PublishBody(BodySerializer):
    """`release` and `statement` go with their means, the rest with a post; without `release` the one made from it."""

    means = serializers.ChoiceField(choices=Means.choices)
    release = VisibleField(Release, as_id=True, source="release_id", required=False)
    statement = VisibleField(Statement, as_id=True, source="statement_id", required=False)
    post_channel = LineField(max_length=200, required=False, allow_blank=True)
    post_url = LineField(max_length=2000, required=False, allow_blank=True)
    posted_at = InstantField(required=False)
