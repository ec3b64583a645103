from typing import Any

from comms.api.filters import BooleanFilter, FilterSet
from comms.notify.states import NoticeState


class NotificationFilters(FilterSet):
    unread = BooleanFilter(method="only_unread", label="Not read yet.")

    def only_unread(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(state=NoticeState.UNREAD if value else NoticeState.READ)
