"""Playbooks in the API."""

from typing import Any

from comms.api.views import RecordViewSet
from incidents import services
from incidents.api.filters.handling import PlaybookFilters
from incidents.api.serializers.playbooks import PlaybookBody, PlaybookSerializer
from incidents.models import Playbook


class PlaybookViewSet(RecordViewSet):
    """What is done first in a kind of incident; internal, set by no law."""

    model = Playbook
    serializer_class = PlaybookSerializer
    write_serializer_class = PlaybookBody
    create_service = services.playbook_create
    update_service = services.playbook_edit
    filterset_class = PlaybookFilters

    def queryset_for(self, user: Any) -> Any:
        return Playbook.objects.visible_to(user).prefetch_related("steps").order_by("created_at", "id")
