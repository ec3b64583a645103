"""The door of the API.  What a person may do inside is decided by policies, in services."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated

from comms.core.decisions import deny, require


class SignedIn(IsAuthenticated):
    """Nobody enters without credentials; a token made for reading changes nothing."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if not super().has_permission(request, view):
            return False
        if request.method not in SAFE_METHODS and getattr(request.auth, "scope", None) == "read":
            require(deny(_("This token may only read.")))
        return True
