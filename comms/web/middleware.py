"""What every request goes through."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from comms.core import clock
from comms.core.database_errors import refusal_of
from comms.core.errors import ServiceError
from comms.web import errors

Next = Callable[[HttpRequest], HttpResponse]

LANGUAGES = dict(settings.LANGUAGES)


def one_instant(get_response: Next) -> Next:
    """One request, one instant: `clock.now()` is asked once."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with clock.held():
            return get_response(request)

    return middleware


def without_cookies(get_response: Next) -> Next:
    """The shared addresses: neither session nor language of the reader is looked at, and no cookie is set, so that the
    answer varies by nothing and a cache may hand it to the next reader."""

    def middleware(request: HttpRequest) -> HttpResponse:
        own = request.path.startswith(settings.UNSHARED_PATHS)
        if own or not request.path.startswith(settings.SHARED_PATHS):
            return get_response(request)
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        response = get_response(request)
        response.cookies.clear()
        response.headers.pop("Vary", None)
        return response

    return middleware


def language(get_response: Next) -> Next:
    """Vietnamese first.  Pages follow what the person chose, never the browser; the API follows Accept-Language."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            translation.activate(chosen := _accepted(request))  # stays for `comms.api.middleware`, which restores it
            response = get_response(request)
        else:
            with translation.override(chosen := _chosen(request)):
                response = get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response

    return middleware


def no_store(get_response: Next) -> Next:
    """Nothing is kept by caches unless the view said otherwise."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def refusals(get_response: Next) -> Next:
    """A ServiceError that a page view lets through becomes the page that explains it; so does a lost race for a row."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ServiceError):
            return errors.refused(request, exception)
        refusal = refusal_of(exception)
        return errors.refused_by_database(request, refusal) if refusal else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # Django's hook of a middleware
    return middleware


def _chosen(request: HttpRequest) -> str:
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if cookie in LANGUAGES:
        return str(cookie)
    own: Any = getattr(getattr(request, "user", None), "language", None)
    return own if own in LANGUAGES else settings.LANGUAGE_CODE


def _accepted(request: HttpRequest) -> str:
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code.split("-")[0] in LANGUAGES:
            return code.split("-")[0]
    return settings.LANGUAGE_CODE
