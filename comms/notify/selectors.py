"""A person's own notices."""

from typing import Any

from comms.notify.models import Notification, NotificationQuerySet


def notices_of(user: Any) -> NotificationQuerySet:
    """The person's notices, each with whether it is withheld; newest first."""
    notices: NotificationQuerySet = Notification.objects.visible_to(user).judged_for(user)
    return notices


def unread_count(user: Any) -> int:
    """How many the person has not read: one count over a partial index, for the header of every page."""
    return int(Notification.objects.visible_to(user).unread().count())
