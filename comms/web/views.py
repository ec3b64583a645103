"""Signing in and out; the language of the pages."""

from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from comms.core.errors import Invalid
from comms.web.forms import SignInForm
from comms.web.services import language_remember


class SignIn(auth.LoginView):
    """User name and password; django-axes counts the failures.  `next` leads only to this service."""

    template_name = "web/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    next_page = "/"


@method_decorator(login_not_required, name="dispatch")
class SignOut(auth.LogoutView):
    """Ends the session.  The language cookie goes too: the next person at this machine has their own."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite=settings.LANGUAGE_COOKIE_SAMESITE)
        return response


@login_not_required
@require_POST
def language_switch(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie, and with the account of who is signed in."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        raise Invalid.field("language", _("This language is not offered."), code="choice")
    if request.user.is_authenticated:
        language_remember(user=request.user, language=chosen)
    response = HttpResponseRedirect(_safe_next(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else "/"
