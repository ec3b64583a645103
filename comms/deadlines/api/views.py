from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.problems import told
from comms.api.serializers import HistorySerializer, ReasonBody
from comms.api.verbs import verb_action
from comms.api.views import ContractView, RecordViewSet
from comms.deadlines import services
from comms.deadlines.api.filters import ClockFilters, RuleFilters
from comms.deadlines.api.serializers import (
    ClockSerializer,
    ExplainBody,
    ExplanationSerializer,
    RuleBody,
    RuleChanges,
    RuleSerializer,
)
from comms.deadlines.models import Clock, Rule
from comms.deadlines.selectors import (
    clock_actions,
    clocks_visible_to,
    events_of_clock,
    explain,
    hanoi_date,
    rule_in_force,
)


class ClockViewSet(RecordViewSet):
    """Statutory clocks on objects that the caller may see, the next due first."""

    model = Clock
    serializer_class = ClockSerializer
    filterset_class = ClockFilters
    ordering_fields = ["due_at", "started_at"]

    explain_breach = verb_action("explain_breach", service=services.clock_breach_explain, serializer=ReasonBody)

    def queryset_for(self, user: Any) -> Any:
        return clocks_visible_to(user)

    def actions_of(self, obj: Clock) -> list[Any]:
        return list(clock_actions(self.request.user, obj))

    @action(detail=True, url_path="history")
    def history(self, request: Any, **kwargs: Any) -> Response:
        """What happened to the clock, newest first; the evidence stands with the object that it runs on."""
        rows = self.paginate_queryset(events_of_clock(self.get_object()))
        return self.get_paginated_response([told(event) for event in rows or ()])

    history.answers = HistorySerializer  # type: ignore[attr-defined]  # read by the schema


class RuleViewSet(RecordViewSet):
    """The dated legal deadlines; an administrator adds, amends and ends them."""

    model = Rule
    serializer_class = RuleSerializer
    write_serializer_class = RuleBody
    update_serializer_class = RuleChanges
    create_service = services.rule_record
    update_service = services.rule_amend
    filterset_class = RuleFilters
    ordering_fields = ["code", "valid_from"]


class ExplainView(ContractView):
    """How a legal deadline is counted."""

    @extend_schema(request=ExplainBody, responses=ExplanationSerializer)
    def post(self, request: Any) -> Response:
        """The due instant of a rule, or of a duty, for a start, with the sum.

        The rule must be in force on the Hanoi day of the start; else 400 says which one was.
        """
        body = ExplainBody(data=request.data, context={"request": request})
        body.is_valid(raise_exception=True)
        start, named = body.validated_data["start"], body.validated_data.get("rule")
        duty = named.subject if named else body.validated_data["duty"]
        rule = rule_in_force(duty, hanoi_date(start), named.code if named else None)
        explained = explain(rule, start)
        answer = {
            "rule": rule.code,
            "legal_basis": rule.legal_basis,
            "start": start,
            "due_at": explained.due_at,
            "explanation": explained.lines,
        }
        return Response(ExplanationSerializer(answer).data)
