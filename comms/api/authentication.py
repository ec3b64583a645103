"""Who is calling: a Knox token, or a browser session with its CSRF token."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.crypto import hash_token
from knox.models import get_token_model
from rest_framework.authentication import SessionAuthentication as BrowserAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from comms.core import clock

USED_RECENTLY = timedelta(minutes=5)


class TokenAuthentication(KnoxAuthentication):
    """`Authorization: Token …`.  The token is found by its digest: one query; a write every five minutes at most."""

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        try:
            digest = hash_token(token.decode("ascii"))
        except UnicodeDecodeError as error:
            raise AuthenticationFailed(_("This token is not valid.")) from error
        row = get_token_model().objects.select_related("user").filter(digest=digest).first()
        now = clock.now()
        if row is None or (row.expiry is not None and row.expiry <= now) or not row.user.is_active:
            raise AuthenticationFailed(_("This token is not valid."))
        if row.last_used_at is None or row.last_used_at <= now - USED_RECENTLY:
            get_token_model().objects.filter(pk=row.pk).update(last_used_at=now)
        return row.user, row


class SessionAuthentication(BrowserAuthentication):
    """The session of the pages; every unsafe method needs the CSRF token."""

    def enforce_csrf(self, request: Any) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise PermissionDenied(_("The CSRF token is missing or wrong."), code="csrf_failed") from error
