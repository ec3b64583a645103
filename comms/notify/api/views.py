from typing import Any

from comms.api.verbs import verb_action
from comms.api.views import RecordViewSet
from comms.notify import policies, services
from comms.notify.api.filters import NotificationFilters
from comms.notify.api.serializers import NotificationSerializer
from comms.notify.models import Notification
from comms.notify.selectors import notices_of


class NotificationViewSet(RecordViewSet):
    """The caller's own notices, newest first."""

    model = Notification
    policies = policies
    serializer_class = NotificationSerializer
    filterset_class = NotificationFilters
    ordering_fields = ["created_at"]
    # Reading a notice is no evidence.
    history = None  # type: ignore[assignment]  # takes the route away

    read = verb_action("read", service=services.notification_read)

    def queryset_for(self, user: Any) -> Any:
        return notices_of(user)
