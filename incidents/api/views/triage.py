"""Reads beside the incidents: what is suggested at triage, and how many there are."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from comms.api.views import ContractView
from comms.core.errors import Invalid
from incidents import selectors
from incidents.api.serializers.incidents import IncidentCountsSerializer, SuggestionSerializer
from incidents.states import IncidentState
from incidents.suggesting import suggest

GRADES = ("extent", "spread", "severity")


class SuggestView(ContractView):
    """An aid of this service, set by no law: a person decides."""

    query_parameters = GRADES

    @extend_schema(
        operation_id="incident_suggest",
        parameters=[OpenApiParameter(name, {"type": "integer", "minimum": 1, "maximum": 4}) for name in GRADES],
        responses=SuggestionSerializer,
    )
    def get(self, request: Any) -> Response:
        """What `extent` (how far) and `spread` (how fast) suggest, each 1 to 4; the priority follows from `severity`
        where it is decided already."""
        given = {name: _grade(name, request.query_params.get(name)) for name in GRADES}
        return Response(SuggestionSerializer(suggest(**given)).data)


class CountsView(ContractView):
    """Counts that no filter narrows."""

    @extend_schema(operation_id="incident_counts", responses=IncidentCountsSerializer)
    def get(self, request: Any) -> Response:
        """Incidents by state, drills apart, and how many restricted ones are counted and not shown."""
        counts = selectors.counts_by_state(request.user)
        states = [{"state": state, **asdict(counts[state])} for state in IncidentState.values if state in counts]
        sums = {name: sum(row[name] for row in states) for name in ("total", "drills", "restricted")}
        return Response(IncidentCountsSerializer({"states": states, **sums}).data)


def _grade(name: str, text: str | None) -> int | None:
    if text is None:
        return None
    if text not in {"1", "2", "3", "4"}:
        raise Invalid.field(name, _("This is 1 to 4, or undetermined."), code="invalid_choice")
    return int(text)
