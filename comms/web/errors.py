"""The pages of refusal.  Under /api/ the same facts leave as problem+json, never as HTML."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from comms.audit.selectors import changes_since
from comms.core import errors

STATUS: dict[type[errors.ServiceError], int] = {
    errors.NotVisible: 404,
    errors.NotAllowed: 403,
    errors.IllegalTransition: 409,
    errors.Conflict: 409,
    errors.StaleVersion: 412,
    errors.TooMany: 429,
    errors.Invalid: 400,
    errors.Unavailable: 503,
}
RETRY_SECONDS = 2


def refused(request: HttpRequest, error: errors.ServiceError) -> HttpResponse:
    """The page for what a service refused and no view has handled."""
    status = next((number for kind, number in STATUS.items() if isinstance(error, kind)), 400)
    if status == 404:
        return not_found(request)
    complaints = [str(complaint.detail) for found in getattr(error, "errors", {}).values() for complaint in found]
    changes = changes_since(error) if isinstance(error, errors.StaleVersion) else ()
    response = _page(request, status, str(error.detail), complaints=complaints, changes=changes)
    if isinstance(error, errors.TooMany):
        response["Retry-After"] = str(error.wait)
    return response


def refused_by_database(request: HttpRequest, error: errors.ServiceError) -> HttpResponse:
    """The page for what the database refused: a collision like any other conflict, trouble without asking it."""
    if not isinstance(error, errors.Unavailable):
        return refused(request, error)
    response = _plain(request, 503, str(error.detail), code=error.code)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400: what is suspicious gets no explanation; drawn without the request's session."""
    return _plain(request, 400, _("The request could not be understood."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    return _page(request, 403, _("You are not allowed to do this."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its own token: an old page, or one that is not ours."""
    return _page(request, 403, _("This form was out of date. Go back, reload the page and send it again."), code="csrf")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404: the same answer for what does not exist and for what this person must not know of."""
    return _page(request, 404, _("Nothing was found at this address, or it is not open to you."), code="not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: drawn without database, session or user."""
    return _plain(
        request,
        500,
        _("Something went wrong on our side. Nothing was saved. Try again in a few minutes."),
        code="error",
    )


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many failed sign-ins with one user name from one address (django-axes)."""
    response = _page(
        request,
        429,
        _("Sign-in failed too many times. Wait 15 minutes and try again, or ask the administrator."),
        code="locked_out",
    )
    response["Retry-After"] = "900"
    return response


def title_of(status: int) -> str:
    """The heading of the page for an HTTP status."""
    return {
        400: _("The request is not valid"),
        403: _("Not allowed"),
        404: _("Page not found"),
        409: _("Not possible now"),
        412: _("Someone else changed this"),
        429: _("Too many attempts"),
        500: _("Something went wrong"),
        503: _("Not possible at the moment"),
    }[status]


def _page(
    request: HttpRequest, status: int, detail: str, *, code: str = "", complaints: Any = (), changes: Any = ()
) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(status, detail, code)
    context = {
        "status": status,
        "title": title_of(status),
        "detail": detail,
        "complaints": complaints,
        "changes": changes,
        "back_url": _back(request, status),
    }
    return render(request, "web/error.html", context, status=status)


def _plain(request: HttpRequest, status: int, detail: str, *, code: str = "bad_request") -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(status, detail, code)
    context = {"status": status, "title": title_of(status), "detail": detail}
    return HttpResponse(render_to_string("web/error_plain.html", context), status=status)


def _problem(status: int, detail: str, code: str) -> HttpResponse:
    body = {
        "type": f"urn:comms:problem:{code}",
        "title": title_of(status),
        "status": status,
        "detail": detail,
        "code": code,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _back(request: HttpRequest, status: int) -> str:
    """The record, or the page of this service that was before.  A 404 leads nowhere back: it is always the same."""
    if status == 404:
        return ""
    known = getattr(request, "back_url", "")
    if known:
        return str(known)
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return ""
    return referer
