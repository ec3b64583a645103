from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from comms.api.views import ContractView, RecordViewSet
from comms.deadlines.api.filters import ClockFilters
from comms.deadlines.api.serializers import ClockSerializer, ExplainBody, ExplanationSerializer
from comms.deadlines.models import Clock
from comms.deadlines.selectors import clocks_visible_to, explain, hanoi_date, rule_in_force


class ClockViewSet(RecordViewSet):
    """Statutory clocks on objects that the caller may see, the next due first."""

    model = Clock
    serializer_class = ClockSerializer
    filterset_class = ClockFilters
    ordering_fields = ["due_at", "started_at"]
    # What happened to a clock stands in the history of the object that it runs on.
    history = None  # type: ignore[assignment]  # takes the route away

    def queryset_for(self, user: Any) -> Any:
        return clocks_visible_to(user)


class ExplainView(ContractView):
    """How a legal deadline is counted."""

    @extend_schema(request=ExplainBody, responses=ExplanationSerializer)
    def post(self, request: Any) -> Response:
        """The due instant of a rule for a start, with the sum.  The rule must be in force on the day of the start."""
        body = ExplainBody(data=request.data, context={"request": request})
        body.is_valid(raise_exception=True)
        start, named = body.validated_data["start"], body.validated_data["rule"]
        rule = rule_in_force(named.subject, hanoi_date(start), named.code)
        explained = explain(rule, start)
        answer = {
            "rule": rule.code,
            "legal_basis": rule.legal_basis,
            "start": start,
            "due_at": explained.due_at,
            "explanation": explained.lines,
        }
        return Response(ExplanationSerializer(answer).data)
