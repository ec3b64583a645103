"""Review actions in the API."""

from typing import Any
from uuid import UUID

from comms.api.serializers import ReasonBody
from comms.api.verbs import verb_action
from comms.api.views import RecordViewSet
from comms.core.records import found
from incidents import selectors, services
from incidents.api.filters.learning import ReviewActionFilters
from incidents.api.serializers.learning import ReviewActionBody, ReviewActionSerializer, ReviewActionTaskBody
from incidents.models import Incident, ReviewAction


class ReviewActionViewSet(RecordViewSet):
    """What has to change after an incident: it becomes a task of a plan, or is dropped with a reason."""

    model = ReviewAction
    serializer_class = ReviewActionSerializer
    write_serializer_class = ReviewActionBody
    create_service = services.review_action_add
    filterset_class = ReviewActionFilters

    task = verb_action("task", service=services.review_action_task, serializer=ReviewActionTaskBody)
    drop = verb_action("drop", service=services.review_action_drop, serializer=ReasonBody)

    def incident(self) -> Incident:
        seen: Incident = found(Incident.objects.visible_to(self.request.user), pk=self.kwargs["incident"])
        return seen

    def parents(self) -> dict[str, Any]:
        return {"incident_id": UUID(str(self.incident().pk))}

    def queryset_for(self, user: Any) -> Any:
        rows = selectors.actions_shown_to(user).filter(incident=self.incident())
        return rows.order_by("created_at", "id")
