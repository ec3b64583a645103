from typing import Any

from rest_framework import serializers

from comms.api.fields import DayField, LineField, VisibleField
from comms.api.serializers import RECORD, BodySerializer, ModelBodySerializer, RecordSerializer
from press.distribution.models import DistributionList, Employment, Journalist, ListMember, MediaOutlet
from press.distribution.selectors import recipients
from press.distribution.services.contacts.checks import LANGUAGES, LONGEST_BEAT, MOST_BEATS


class MediaOutletSerializer(RecordSerializer):
    """The secret of the webhook is told by `new_secret` alone."""

    class Meta:
        model = MediaOutlet
        fields = [
            *RECORD,
            "name",
            "kind",
            "email",
            "language",
            "website",
            "webhook_url",
            "active",
            "note",
            "illustrative",
        ]


class MediaOutletBody(ModelBodySerializer):
    """`webhook_url` is https."""

    # Addresses are judged by the service, in words of its own.
    website = LineField(required=False, allow_blank=True, max_length=300)
    webhook_url = LineField(required=False, allow_blank=True, max_length=300)

    class Meta:
        model = MediaOutlet
        fields = ["name", "kind", "email", "language", "website", "webhook_url", "active", "note"]


class WebhookSecretSerializer(serializers.Serializer[Any]):
    """Told this once."""

    webhook_secret = serializers.CharField()


class EmploymentSerializer(serializers.ModelSerializer[Employment]):
    """`ends` null: works there now."""

    outlet_name = serializers.CharField(source="outlet.name")

    class Meta:
        model = Employment
        fields = ["outlet", "outlet_name", "post", "starts", "ends"]
        read_only_fields = fields


class EmploymentBody(BodySerializer):
    outlet = VisibleField(MediaOutlet, as_id=True, source="outlet_id")
    post = LineField(required=False, allow_blank=True, max_length=100)
    starts = DayField()
    ends = DayField(required=False, allow_null=True)


class EmploymentEndBody(BodySerializer):
    """The last day; today when it is left out."""

    outlet = VisibleField(MediaOutlet, as_id=True, source="outlet_id")
    ends = DayField(required=False)


class JournalistSerializer(RecordSerializer):
    """`language` is the first of `languages`.  Without `consent_at`, or after `unsubscribed_at`, nothing is sent."""

    language = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    beats = serializers.ListField(child=serializers.CharField())
    employments = EmploymentSerializer(many=True)

    class Meta:
        model = Journalist
        fields = [
            *RECORD,
            "name",
            "email",
            "phone",
            "beats",
            "language",
            "languages",
            "active",
            "consent_at",
            "consent_source",
            "unsubscribed_at",
            "employments",
            "note",
            "illustrative",
        ]


class JournalistBody(ModelBodySerializer):
    """`language` is put before the other `languages`.  A consent has its source; null withdraws it."""

    beats = serializers.ListField(
        child=LineField(max_length=LONGEST_BEAT), required=False, allow_empty=True, max_length=MOST_BEATS
    )
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=LANGUAGES), required=False, max_length=len(LANGUAGES)
    )

    class Meta:
        model = Journalist
        fields = [
            "name",
            "email",
            "phone",
            "beats",
            "language",
            "languages",
            "active",
            "consent_at",
            "consent_source",
            "note",
        ]


class DistributionListSerializer(RecordSerializer):
    """`embargo_trusted`: its members may have a release before its embargo ends."""

    member_count = serializers.IntegerField()

    class Meta:
        model = DistributionList
        fields = [*RECORD, "name", "language", "active", "embargo_trusted", "member_count", "note", "illustrative"]


class DistributionListBody(ModelBodySerializer):
    class Meta:
        model = DistributionList
        fields = ["name", "language", "active", "embargo_trusted", "note"]


class MemberRows(serializers.ListSerializer[Any]):
    """Members together: who is skipped is asked once for all of them."""

    def to_representation(self, data: Any) -> list[Any]:
        return [self.child.to_representation(pair) for pair in recipients.of_members(data)]


class ListMemberSerializer(serializers.ModelSerializer[Any]):
    """An outlet or a journalist; `skipped_reason` says why the member receives nothing, and is empty otherwise."""

    kind = serializers.CharField()
    name = serializers.CharField()
    skipped_reason = serializers.CharField()

    class Meta:
        model = ListMember
        list_serializer_class = MemberRows
        fields = ["kind", "outlet", "journalist", "name", "added_at", "skipped_reason"]
        read_only_fields = fields

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """`instance`: the member with what a recipient it is; alone, only the member."""
        member, one = instance if isinstance(instance, tuple) else recipients.of_members([instance])[0]
        return {
            "kind": one.kind,
            "outlet": member.outlet_id and str(member.outlet_id),
            "journalist": member.journalist_id and str(member.journalist_id),
            "name": one.name,
            "added_at": self.fields["added_at"].to_representation(member.added_at),
            "skipped_reason": str(one.skipped_reason),
        }


class ListMemberBody(BodySerializer):
    """Exactly one of the two."""

    outlet = VisibleField(MediaOutlet, as_id=True, source="outlet_id", required=False)
    journalist = VisibleField(Journalist, as_id=True, source="journalist_id", required=False)
