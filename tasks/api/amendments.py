"""Amendments of a plan, its copy, and the tasks that go over into another: mounted under `plans/{id}/`."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from comms.api.fields import DayField, LineField, TextField, VisibleField, WholeNumberField
from comms.api.preconditions import expected_version
from comms.api.serializers import RECORD, BodySerializer, RecordSerializer
from comms.api.verbs import Verb
from comms.api.views import RecordViewSet
from comms.core.errors import Invalid
from comms.core.records import found
from plans.api.serializers import PlanSerializer
from plans.api.views import PlanViewSet
from plans.models import Plan
from tasks import selectors, services
from tasks.api.figures import CountsSerializer
from tasks.api.serializers import Number, Percent
from tasks.models import Amendment, AmendmentLine
from tasks.selectors.amendments import told
from tasks.services import LineInput
from tasks.services.amendments import MOST_LINES
from tasks.states import LineAct, LineSubject


class AmendedFiguresSerializer(serializers.Serializer[Any]):
    """Percents are null where nothing counts; see `rule` of the progress."""

    declared_percent = Percent(read_only=True, allow_null=True)
    verified_percent = Percent(read_only=True, allow_null=True)
    weight = Number(read_only=True)
    counts = CountsSerializer()


class AmendedObjectiveSerializer(AmendedFiguresSerializer):
    """`no` and `title` are null for the tasks without an objective."""

    no = serializers.CharField(allow_null=True)
    title = serializers.CharField(allow_null=True)


class AmendedProgressSerializer(AmendedFiguresSerializer):
    by_objective = AmendedObjectiveSerializer(many=True)


class AmendmentLineSerializer(serializers.ModelSerializer[AmendmentLine]):
    """`before` and `after` hold the fields that differ (of a new object those that say something), units by their code,
    fractions as text; `before` is null for what is new, `after` for what fell away.  A dropped task stays, cancelled.

    Of a line about a task that the caller does not see, position, subject and act are told, and the rest is null.
    """

    task = serializers.UUIDField(source="task_id", allow_null=True)
    objective = serializers.UUIDField(source="objective_id", allow_null=True)
    topic = serializers.UUIDField(source="topic_id", allow_null=True)
    before = serializers.DictField(allow_null=True)
    after = serializers.DictField(allow_null=True)

    class Meta:
        model = AmendmentLine
        fields = ["position", "subject", "act", "task", "objective", "topic", "before", "after"]
        read_only_fields = fields

    def to_representation(self, line: AmendmentLine) -> Any:
        as_told = told(line)
        about = {"task": as_told.pop("task_id")}
        return {**super().to_representation(line), **about, **as_told}


class AmendmentSerializer(RecordSerializer):
    """A line of the plan's ledger.  `no` counts the plan's amendments without a gap."""

    confirmed_by = serializers.CharField(source="confirmed_label")
    progress_before = AmendedProgressSerializer()
    progress_after = AmendedProgressSerializer()
    lines = AmendmentLineSerializer(many=True)

    class Meta:
        model = Amendment
        fields = [
            *RECORD,
            "state",
            "plan",
            "no",
            "decision_number",
            "decision_date",
            "reason",
            "confirmed_by",
            "confirmed_at",
            "progress_before",
            "progress_after",
            "lines",
        ]


class AmendmentEffectSerializer(serializers.Serializer[Any]):
    """What the amendment would do."""

    progress_before = AmendedProgressSerializer(source="before")
    progress_after = AmendedProgressSerializer(source="after")
    lines = AmendmentLineSerializer(many=True)


class AmendmentLineBody(BodySerializer):
    """`target` is the id of the task, objective or topic that changes or falls away, and missing for a new one.

    `values` of a task: objective (number or id), no, title, note, lead_unit, coordinating (a list of unit, deliverable,
    due_on), coordinating_groups, deliverable, timing_text, due_on, due_precision, weight, evidence_required, topics
    (ids, or `focus_topic/1`), source, illustrative; of an objective: no, title, source, illustrative; of a topic: kind,
    no, text, source, illustrative.  What is not given stays.
    """

    subject = serializers.ChoiceField(choices=LineSubject.choices)
    act = serializers.ChoiceField(choices=LineAct.choices)
    target = serializers.UUIDField(required=False, allow_null=True)
    values = serializers.DictField(required=False)

    def to_internal_value(self, data: Any) -> Any:
        return LineInput(**super().to_internal_value(data))


class PlanAmendBody(BodySerializer):
    decision_number = LineField(max_length=40)
    decision_date = DayField()
    reason = TextField(max_length=2000)
    lines = AmendmentLineBody(many=True, allow_empty=False, max_length=MOST_LINES)  # type: ignore[call-arg]  # of the list


class PlanCopyBody(BodySerializer):
    """`units`: old code → new code, for units that no one unit carries on."""

    code = LineField(max_length=30)
    title = LineField(max_length=500)
    year = WholeNumberField(required=False, allow_null=True, max_value=9999)
    starts = DayField()
    ends = DayField(required=False, allow_null=True)
    units = serializers.DictField(child=LineField(max_length=50), required=False)


class CarryOverBody(BodySerializer):
    """`to`: a draft; `tasks`: which ones, all that are unfinished when missing; `units` as in a copy."""

    to = VisibleField(Plan, as_id=True, code="code")
    tasks = serializers.ListField(child=serializers.UUIDField(), required=False, allow_empty=False, max_length=1000)
    units = serializers.DictField(child=LineField(max_length=50), required=False)


AMENDED = PolymorphicProxySerializer(
    component_name="AmendedPlanOrEffect",
    serializers=[PlanSerializer, AmendmentEffectSerializer],
    resource_type_field_name=None,
)


class PlanAmend(PlanViewSet):
    """Amend an issued plan by a decision, in one act."""

    lookup_url_kwarg = "plan"
    query_parameters = ("dry_run",)

    @extend_schema(responses={200: AMENDED})
    def amend(self, request: Any, **kwargs: Any) -> Response:
        """Every line is carried out, or none.  With `dry_run=true` nothing is: the answer is the effect."""
        target, version = self.target_id(), expected_version(request)
        dry_run = request.query_params.get("dry_run", "false")
        if dry_run not in ("true", "false"):
            raise Invalid.field("dry_run", "true / false", code="invalid")
        body = {"actor": request.user, "version": version, **target, **self.read_body(PlanAmendBody)}
        if dry_run == "true":
            return Response(AmendmentEffectSerializer(services.plan_amend_effect(**body)).data)
        return self.answer(services.plan_amend(**body))

    amend.contract = Verb(services.plan_amend, PlanAmendBody)  # type: ignore[attr-defined]  # read by the schema


class PlanCopy(PlanViewSet):
    """A new draft with the content of a plan."""

    lookup_url_kwarg = "plan"

    @extend_schema(request=PlanCopyBody, responses={201: PlanSerializer})
    def copy(self, request: Any, **kwargs: Any) -> Response:
        """Objectives, topics, indicators without their targets, and the tasks that are not cancelled, without states,
        reports and due dates; these are read anew from the wording of the timing as far as it fits the new plan."""
        target = self.target_id()
        body = self.read_body(PlanCopyBody)
        return self.answer(services.plan_copy(actor=request.user, **target, **body), status=201)

    def reverse_action(self, url_name: str, *args: Any, **kwargs: Any) -> str:
        return PlanViewSet.reverse_action(self, url_name, kwargs={"id": kwargs["kwargs"]["plan"]})


class PlanCarryOver(PlanViewSet):
    """Unfinished tasks go over into a draft."""

    lookup_url_kwarg = "plan"

    @extend_schema(request=CarryOverBody, responses={200: PlanSerializer})
    def carry_over(self, request: Any, **kwargs: Any) -> Response:
        """Each new task has `carried_from`; the old ones stay as they are.  The answer is the draft."""
        target = self.target_id()
        body = self.read_body(CarryOverBody)
        return self.answer(services.tasks_carry_over(actor=request.user, **target, **body))


class PlanAmendments(RecordViewSet):
    """The ledger of a plan, newest first."""

    model = Amendment
    serializer_class = AmendmentSerializer

    def queryset_for(self, user: Any) -> Any:
        plan = found(Plan.objects.visible_to(user), pk=self.kwargs["plan"])
        return selectors.ledger(user, plan)
