"""What the header of every page knows of notices."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from comms.notify.selectors import unread_count


def notices(request: HttpRequest) -> dict[str, Any]:
    """`notices`: the address of the list and how many are unread; counted once, by the template that shows it."""
    user = getattr(request, "user", None)
    if not getattr(user, "is_authenticated", False):
        return {"notices": None}
    return {"notices": {"url": reverse("notify:list"), "unread": SimpleLazyObject(lambda: unread_count(user))}}
