"""The handling of an incident in the API."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.parsers import JSONParser, MultiPartParser
from comms.api.serializers import ReasonBody
from comms.api.verbs import child_list, verb_action
from comms.api.views import UUID_PATTERN, RecordViewSet
from comms.core.records import found
from incidents import selectors, services
from incidents.api.filters.handling import AgreementFilters, ChecklistFilters, DecisionFilters
from incidents.api.filters.timeline import TimelineFilters
from incidents.api.serializers.handling import (
    AgreementAnswerBody,
    AgreementBody,
    AgreementSerializer,
    ApplyPlaybookBody,
    ChecklistItemSerializer,
    DecisionBody,
    DecisionReviewBody,
    DecisionSerializer,
    HandOverBody,
    RoleBody,
    RoleSerializer,
    SituationUpdateBody,
    SituationUpdateSerializer,
    TickBody,
)
from incidents.api.serializers.timeline import TimelineEntryBody, TimelineEntrySerializer
from incidents.models import Agreement, ChecklistItem, Incident, ResponseDecision
from incidents.policies import handling as policies

_ROLE = rf"roles/(?P<role>{UUID_PATTERN})"
_ENTRY = rf"timeline/(?P<entry>{UUID_PATTERN})"


class HandlingActions:
    """Mixed into the viewset of incidents.  A part and a pin have no version: they begin and end, once."""

    timeline = child_list(
        "timeline",
        rows=selectors.timeline_rows,
        serializer=TimelineEntrySerializer,
        service=services.timeline_add,
        body=TimelineEntryBody,
        filterset=TimelineFilters,
    )
    roles = child_list(
        "roles",
        rows=lambda user, incident: selectors.parts_of(incident),
        serializer=RoleSerializer,
        service=services.role_assign,
        body=RoleBody,
    )
    updates = child_list(
        "updates",
        rows=lambda user, incident: incident.updates.select_related("author").order_by("-written_at", "id"),
        serializer=SituationUpdateSerializer,
        service=services.update_give,
        body=SituationUpdateBody,
    )
    apply_playbook = verb_action("apply_playbook", service=services.playbook_apply, serializer=ApplyPlaybookBody)

    @extend_schema(request=None, responses=RoleSerializer)
    @action(detail=True, methods=["post"], url_path=f"{_ROLE}/end", url_name="role-end")
    def end_role(self, request: Any, role: str, **kwargs: Any) -> Response:
        """End a part in the handling."""
        return self._of_incident(services.role_end, RoleSerializer, None, role_id=UUID(role))

    @extend_schema(request=HandOverBody, responses=RoleSerializer)
    @action(detail=True, methods=["post"], url_path=f"{_ROLE}/hand_over", url_name="role-hand-over")
    def hand_over_role(self, request: Any, role: str, **kwargs: Any) -> Response:
        """End a part and name its successor in one act; answers the successor's part."""
        return self._of_incident(services.role_hand_over, RoleSerializer, HandOverBody, role_id=UUID(role))

    @extend_schema(request=None, responses=TimelineEntrySerializer)
    @action(detail=True, methods=["post"], url_path=f"{_ENTRY}/pin", url_name="entry-pin")
    def pin_entry(self, request: Any, entry: str, **kwargs: Any) -> Response:
        """Hold an entry at the top of the timeline."""
        return self._of_incident(services.timeline_pin, TimelineEntrySerializer, None, entry_id=UUID(entry))

    @extend_schema(request=None, responses=TimelineEntrySerializer)
    @action(detail=True, methods=["post"], url_path=f"{_ENTRY}/unpin", url_name="entry-unpin")
    def unpin_entry(self, request: Any, entry: str, **kwargs: Any) -> Response:
        """Take an entry down again."""
        return self._of_incident(services.timeline_unpin, TimelineEntrySerializer, None, entry_id=UUID(entry))

    def _of_incident(self, service: Any, serializer: Any, body: Any, **ids: UUID) -> Response:
        target = self.target_id()  # type: ignore[attr-defined]  # of the viewset
        given = self.read_body(body)  # type: ignore[attr-defined]  # of the viewset
        user = self.request.user  # type: ignore[attr-defined]  # of the viewset
        done = service(actor=user, **target, **ids, **given)
        if serializer is TimelineEntrySerializer:
            incident = Incident.objects.visible_to(user).get(pk=done.incident_id)
            done = selectors.timeline_rows(user, incident).get(pk=done.pk)
        return Response(serializer(done).data)


class OfIncidentViewSet(RecordViewSet):
    """What stands under one incident: not there for who does not see the incident."""

    policies = policies

    def incident(self) -> Incident:
        return found(Incident.objects.visible_to(self.request.user), pk=self.kwargs["incident"])

    def parents(self) -> dict[str, Any]:
        return {"incident_id": self.incident().pk}


class DecisionViewSet(OfIncidentViewSet):
    """How the ministry decided to respond, deliberate silence included."""

    model = ResponseDecision
    serializer_class = DecisionSerializer
    write_serializer_class = DecisionBody
    create_service = services.decision_make
    filterset_class = DecisionFilters

    review = verb_action("review", service=services.decision_review, serializer=DecisionReviewBody)

    def queryset_for(self, user: Any) -> Any:
        return selectors.decisions_shown_to(user).filter(incident=self.incident()).order_by("decided_at", "id")


class ChecklistViewSet(OfIncidentViewSet):
    """What the playbook asks for in the first hours."""

    model = ChecklistItem
    serializer_class = ChecklistItemSerializer
    filterset_class = ChecklistFilters

    tick = verb_action("tick", service=services.item_tick, serializer=TickBody)
    untick = verb_action("untick", service=services.item_untick, serializer=ReasonBody)

    def queryset_for(self, user: Any) -> Any:
        return selectors.checklist_shown_to(user).filter(incident=self.incident()).order_by("position", "id")


class AgreementViewSet(OfIncidentViewSet):
    """Agreement on content with other ministries and provinces (Decree 244/2026, Article 7.2)."""

    model = Agreement
    serializer_class = AgreementSerializer
    write_serializer_class = AgreementBody
    create_service = services.agreement_ask
    filterset_class = AgreementFilters

    agree = verb_action(
        "agree",
        service=services.agreement_agree,
        serializer=AgreementAnswerBody,
        parser_classes=[JSONParser, MultiPartParser],
    )
    object = verb_action(
        "object",
        service=services.agreement_object,
        serializer=AgreementAnswerBody,
        parser_classes=[JSONParser, MultiPartParser],
    )
    withdraw = verb_action("withdraw", service=services.agreement_withdraw, serializer=ReasonBody)

    def queryset_for(self, user: Any) -> Any:
        return selectors.agreements_shown_to(user).filter(incident=self.incident()).order_by("asked_at", "id")
