from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import DayField, LineField, TextField
from comms.api.serializers import RECORD, STATE, BodySerializer, ModelBodySerializer, RecordSerializer
from comms.org.api.fields import UnitField
from plans.models import Indicator, IndicatorActual, IndicatorTarget, Plan, Scheme, Topic
from plans.selectors import indicator_results
from plans.services import Target
from plans.services.indicators import LONGEST_SOURCE, MAX_TARGETS

DECISION = ("decision_number", "decision_date", "starts", "ends", "owner_unit")
SOURCED = ("source", "illustrative")


class IllustrativeField(serializers.ListField):
    """Names of fields whose value is an example."""

    child = serializers.CharField(max_length=60)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"required": False, "max_length": 30, **kwargs})


class UnitBody(BodySerializer):
    """A unit by id or code."""

    unit = UnitField()


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
        fields = [
            *RECORD,
            *STATE,
            "scheme",
            "code",
            "title",
            "year",
            *DECISION,
            "verifying_unit",
            "copied_from",
            *SOURCED,
        ]


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


# --- topics ---------------------------------------------------------------------------------------


class TopicSerializer(RecordSerializer):
    class Meta:
        model = Topic
        fields = [*RECORD, "plan", "kind", "no", "text", *SOURCED]


class TopicBody(ModelBodySerializer):
    illustrative = IllustrativeField()

    class Meta:
        model = Topic
        fields = ["kind", "no", "text", *SOURCED]


# --- indicators -----------------------------------------------------------------------------------


class Amount(serializers.DecimalField):
    """A number with at most four decimals, written as a JSON number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 18, "decimal_places": 4, "coerce_to_string": False, **kwargs})


class Share(serializers.DecimalField):
    """Per cent with two decimals; more than 100 is possible."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 30, "decimal_places": 2, "coerce_to_string": False, **kwargs})


class IndicatorPeriodSerializer(serializers.Serializer[Any]):
    """One period: `actual` is null where there is no figure, `attainment` also where the divisor is 0."""

    id = serializers.UUIDField(source="target.pk")
    starts = serializers.DateField(source="target.starts")
    ends = serializers.DateField(source="target.ends")
    target = Amount(source="target.target")
    actual = Amount(allow_null=True)
    attainment = Share(allow_null=True)
    met = serializers.BooleanField(allow_null=True)
    source = serializers.CharField(source="declared.source", default="")


class IndicatorSerializer(RecordSerializer):
    """Of a plan or of a scheme.  `rule` says in words how `actual` and `attainment` came about."""

    targets = serializers.SerializerMethodField()
    rule = serializers.SerializerMethodField()

    class Meta:
        model = Indicator
        fields = [
            *RECORD,
            "scheme",
            "plan",
            "no",
            "title",
            "measure",
            "basis",
            "counter",
            "direction",
            "targets",
            "rule",
            *SOURCED,
        ]

    def _result(self, indicator: Indicator) -> Any:
        """Worked out for the whole page at once."""
        root: Any = self.parent if isinstance(self.parent, serializers.ListSerializer) else self
        if not hasattr(root, "indicator_results"):
            shown = root.instance if root is not self else [indicator]
            root.indicator_results = {one.indicator.pk: one for one in indicator_results(shown)}
        return root.indicator_results[indicator.pk]

    @extend_schema_field(IndicatorPeriodSerializer(many=True))
    def get_targets(self, indicator: Indicator) -> Any:
        return IndicatorPeriodSerializer(self._result(indicator).periods, many=True).data

    def get_rule(self, indicator: Indicator) -> str:
        return str(self._result(indicator).rule)


class TargetBody(BodySerializer):
    """What is to be reached from `starts` to `ends`, both included."""

    starts = DayField()
    ends = DayField()
    target = Amount(min_value=0)


class TargetItem(TargetBody):
    """A target within the body of its indicator."""

    def to_internal_value(self, data: Any) -> Any:
        return Target(**super().to_internal_value(data))


class TargetSerializer(serializers.ModelSerializer[IndicatorTarget]):
    target = Amount()

    class Meta:
        model = IndicatorTarget
        fields = ["id", "starts", "ends", "target"]


class IndicatorBody(ModelBodySerializer):
    """`counter` with the basis `counted`: tasks.verified or tasks.verified_on_time.  `targets` is the whole list."""

    counter = LineField(required=False, allow_blank=True, max_length=60)
    targets = TargetItem(many=True, required=False, max_length=MAX_TARGETS)
    illustrative = IllustrativeField()

    class Meta:
        model = Indicator
        fields = ["no", "title", "measure", "basis", "counter", "direction", "targets", *SOURCED]


class ActualSerializer(serializers.ModelSerializer[IndicatorActual]):
    """What was declared for a period (`target` is its id); the highest `seq` of a period counts."""

    target = serializers.UUIDField(source="target_id")
    value = Amount()
    actor = serializers.CharField(source="actor_label")

    class Meta:
        model = IndicatorActual
        fields = ["id", "target", "seq", "at", "actor", "actor_unit", "value", "source"]
        read_only_fields = fields


class ActualBody(BodySerializer):
    """The period (`target`, one of the indicator's), what was reached in it, and where the figure comes from."""

    target = serializers.UUIDField()
    value = Amount(min_value=0)
    source = TextField(max_length=LONGEST_SOURCE)
