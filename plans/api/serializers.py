from rest_framework import serializers

from comms.api.fields import DayField, LineField
from comms.api.serializers import RECORD, STATE, BodySerializer, ModelBodySerializer, RecordSerializer
from comms.org.api.fields import UnitField
from plans.models import Plan, Scheme

DECISION = ("decision_number", "decision_date", "starts", "ends", "owner_unit")
SOURCED = ("source", "illustrative")


class IllustrativeField(serializers.ListField):
    """Names of fields whose value is an example."""

    child = serializers.CharField(max_length=60)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"required": False, "max_length": 30, **kwargs})


class SchemeSerializer(RecordSerializer):
    class Meta:
        model = Scheme
        fields = [*RECORD, "code", "title", *DECISION, "aim", *SOURCED]


class SchemeBody(ModelBodySerializer):
    owner_unit = UnitField()
    illustrative = IllustrativeField()

    class Meta:
        model = Scheme
        fields = ["code", "title", *DECISION, "aim", *SOURCED]


class SchemeChange(SchemeBody):
    class Meta:
        model = Scheme
        fields = ["title", *DECISION, "aim", *SOURCED]


class PlanSerializer(RecordSerializer):
    class Meta:
        model = Plan
        fields = [*RECORD, *STATE, "scheme", "code", "title", "year", *DECISION, "verifying_unit", *SOURCED]


class PlanBody(ModelBodySerializer):
    owner_unit = UnitField()
    verifying_unit = UnitField(required=False, allow_null=True)
    illustrative = IllustrativeField()

    class Meta:
        model = Plan
        fields = ["scheme", "code", "title", "year", *DECISION, "verifying_unit", *SOURCED]


class PlanChange(PlanBody):
    class Meta:
        model = Plan
        fields = ["scheme", "title", "year", *DECISION, "verifying_unit", *SOURCED]


class IssueBody(BodySerializer):
    """The decision by which the plan is issued."""

    decision_number = LineField(max_length=40)
    decision_date = DayField()
