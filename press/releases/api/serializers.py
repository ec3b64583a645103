from typing import Any

from rest_framework import serializers

from comms.api.fields import BoolField, InstantField, LineField, TextField, VisibleField
from comms.api.serializers import RECORD, STATE, BodySerializer, RecordSerializer
from comms.org.api.fields import UnitField
from press.mandates.models import Mandate
from press.releases.content import Limit
from press.releases.models import Release, ReleaseVersion, Signature
from press.releases.states import Kind
from tasks.api.serializers import NamingIncidentSerializer
from tasks.models import Task


class ContactSerializer(BodySerializer):
    """The press contact, published by duty."""

    name = LineField(max_length=Limit.NAME, required=False, allow_blank=True)
    post = LineField(max_length=Limit.POST, required=False, allow_blank=True)
    phone = LineField(max_length=40, required=False, allow_blank=True)
    email = LineField(max_length=254, required=False, allow_blank=True)


class QuoteSerializer(BodySerializer):
    """Words of a named person."""

    text = TextField(max_length=Limit.QUOTE)
    speaker = LineField(max_length=Limit.NAME)
    post = LineField(max_length=Limit.POST, required=False, allow_blank=True)


class ReleaseSerializer(RecordSerializer):
    """`units` lead unit first; what is not there yet (number, document, code) is null."""

    units = serializers.SerializerMethodField()
    tasks = serializers.SerializerMethodField()
    corrects = serializers.SerializerMethodField()
    recipients = serializers.ListField(child=serializers.CharField())
    contact = ContactSerializer()
    quotes = QuoteSerializer(many=True)
    variant_of = serializers.SerializerMethodField()
    variants = serializers.SerializerMethodField()
    symbol = serializers.SerializerMethodField()
    document_sha256 = serializers.SerializerMethodField()

    class Meta:
        model = Release
        fields = [
            *RECORD,
            *STATE,
            "kind",
            "title",
            "abstract",
            "body",
            "units",
            "signer_post",
            "signer_name",
            "recipients",
            "contact",
            "dateline",
            "quotes",
            "boilerplate",
            "event_at",
            "event_place",
            "question",
            "language",
            "embargo_until",
            "scheduled_for",
            "schedule_stopped",
            "mandate",
            "number",
            "symbol",
            "issued_at",
            "content_sha256",
            "document_sha256",
            "verify_code",
            "corrects",
            "variant_of",
            "variants",
            "tasks",
            "illustrative",
        ]

    def get_units(self, release: Release) -> list[str]:
        return [str(pk) for pk in release.unit_ids]

    def get_tasks(self, release: Release) -> list[str]:
        """Those that the caller may see; none of a release that has just gone out of the caller's sight."""
        return [str(row.task_id) for row in getattr(release, "seen_task_rows", ())]

    def get_corrects(self, release: Release) -> str | None:
        """Null also where the caller may not see the original."""
        return str(release.corrects_id) if getattr(release, "original_seen", False) else None

    def get_variant_of(self, release: Release) -> str | None:
        """Of a translation; null also where the caller may not see the original."""
        return str(release.variant_of_id) if getattr(release, "translated_seen", False) else None

    def get_variants(self, release: Release) -> list[str]:
        """The translations that the caller may see."""
        return [str(variant.pk) for variant in getattr(release, "seen_variants", ())]

    def get_symbol(self, release: Release) -> str | None:
        return release.symbol or None

    def get_document_sha256(self, release: Release) -> str | None:
        return release.document_sha256 or None


class ReleaseBody(BodySerializer):
    """The text of a draft; `state`, number and what follows from issuing cannot be written.  `scheduled_for` is null
    until the release is approved and scheduled: `schedule/` sets it."""

    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    title = LineField(max_length=Limit.TITLE)
    abstract = LineField(max_length=Limit.ABSTRACT, required=False, allow_blank=True)
    body = TextField(max_length=Limit.BODY, required=False, allow_blank=True)
    units = serializers.ListField(child=UnitField(), required=False, max_length=20)
    signer_post = TextField(max_length=Limit.POST, required=False, allow_blank=True)
    signer_name = LineField(max_length=Limit.NAME, required=False, allow_blank=True)
    recipients = serializers.ListField(
        child=LineField(max_length=Limit.RECIPIENT), required=False, max_length=Limit.RECIPIENTS
    )
    contact = ContactSerializer(required=False)
    dateline = LineField(max_length=Limit.DATELINE, required=False, allow_blank=True)
    quotes = QuoteSerializer(many=True, required=False, max_length=Limit.QUOTES)
    boilerplate = TextField(max_length=Limit.BOILERPLATE, required=False, allow_blank=True)
    event_at = InstantField(required=False, allow_null=True)
    event_place = LineField(max_length=Limit.PLACE, required=False, allow_blank=True)
    question = TextField(max_length=Limit.QUESTION, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=["vi", "en"], required=False)
    embargo_until = InstantField(required=False, allow_null=True)
    scheduled_for = InstantField(required=False, allow_null=True)
    tasks = serializers.ListField(child=VisibleField(Task), required=False, max_length=50)


class CommentBody(BodySerializer):
    comment = TextField(max_length=Limit.REASON)


class ReleaseApproveBody(BodySerializer):
    """`mandate`: the authorisation on whose matter the text is, of somebody who speaks on no other."""

    mandate = VisibleField(Mandate, as_id=True, source="mandate_id", required=False, allow_null=True)


class ReleaseIssueUrgentBody(ReleaseApproveBody):
    reason = TextField(max_length=Limit.REASON)


class ReviewBody(BodySerializer):
    comment = TextField(max_length=Limit.REASON, required=False, allow_blank=True)


class ScheduleBody(BodySerializer):
    """When the approved release is issued."""

    scheduled_for = InstantField()


class WithdrawBody(BodySerializer):
    """`reason` is for the file; the public reads `notice`."""

    reason = TextField(max_length=Limit.REASON)
    notice = TextField(max_length=Limit.REASON, required=False, allow_blank=True)


class TranslateBody(BodySerializer):
    language = serializers.ChoiceField(choices=["vi", "en"])


class CorrectBody(BodySerializer):
    """`legal_documents`: TT 07/2021/TT-BTP applies, and its clocks run from the two instants (`received_at`: now)."""

    note = TextField(max_length=Limit.REASON)
    major = BoolField(required=False)
    legal_documents = BoolField(required=False)
    error_found_at = InstantField(required=False)
    received_at = InstantField(required=False)


class VersionSerializer(serializers.ModelSerializer[ReleaseVersion]):
    author = serializers.CharField(source="author.full_name")

    class Meta:
        model = ReleaseVersion
        fields = ["number", "content", "content_sha256", "author", "created_at"]
        read_only_fields = fields


class SignatureSerializer(serializers.ModelSerializer[Signature]):
    """`valid`: it counts for the text as it stands; `by_link`: by a leader without an account."""

    signer = serializers.CharField(source="signer_label")
    in_place_of = serializers.CharField(source="in_place_of.full_name", default=None)
    by_link = serializers.SerializerMethodField()
    unit = serializers.CharField(source="unit.code", default=None)
    valid = serializers.SerializerMethodField()

    class Meta:
        model = Signature
        fields = ["step", "unit", "signer", "in_place_of", "by_link", "content_sha256", "signed_at", "valid"]
        read_only_fields = fields

    def get_by_link(self, signature: Signature) -> bool:
        return signature.link_id is not None

    def get_valid(self, signature: Signature) -> bool:
        return signature.counts_for(signature.release)


class DiffPartSerializer(serializers.Serializer[Any]):
    op = serializers.ChoiceField(choices=["equal", "delete", "insert"])
    text = serializers.CharField()


class DiffSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    parts = DiffPartSerializer(many=True)


class DiffAnswer(serializers.Serializer[Any]):
    """Field by field what changed from version `a` to version `b`."""

    a = serializers.IntegerField()
    b = serializers.IntegerField()
    fields_changed = DiffSerializer(many=True)


class FileSignatureSerializer(serializers.Serializer[Any]):
    """The digital signature.  altered: the file names an issued document or its signer, but is not that document."""

    status = serializers.ChoiceField(choices=["valid", "none", "altered"])
    signed_by = serializers.CharField()
    signed_at = serializers.DateTimeField(allow_null=True)


class VerificationSerializer(serializers.Serializer[Any]):
    """What the ministry says about a code or a file; the rest is null when it is unknown."""

    result = serializers.ChoiceField(choices=["valid", "corrected", "withdrawn", "void", "unknown"])
    symbol = serializers.CharField(allow_null=True)
    title = serializers.CharField(allow_null=True)
    kind = serializers.CharField(allow_null=True)
    issued_at = serializers.DateTimeField(allow_null=True)
    document_sha256 = serializers.CharField(allow_null=True)
    corrected_by = serializers.CharField(allow_null=True)
    correction_note = serializers.CharField(allow_null=True)
    correction_major = serializers.BooleanField(allow_null=True)
    withdrawal_notice = serializers.CharField(allow_null=True)
    signature = FileSignatureSerializer(allow_null=True)


class VerifyBody(BodySerializer):
    file = serializers.FileField()


class AnsweredIncidentSerializer(NamingIncidentSerializer):
    """An incident that names a release or a statement, and what for."""

    purpose = serializers.CharField()
