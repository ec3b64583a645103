"""Every refusal as `application/problem+json` (RFC 9457), with `code`, and `errors` for fields."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core import exceptions as django_errors
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as drf

from comms.api.renderers import dumps
from comms.audit.actions import wording
from comms.audit.models import AuditEvent
from comms.audit.selectors import changes_since
from comms.core import errors
from comms.core.database_errors import refusal_of

CONTENT_TYPE = "application/problem+json"
RETRY_SECONDS = 2

TITLES = {
    400: _("The request is not valid"),
    401: _("Credentials are needed"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("This method is not offered here"),
    409: _("Conflict"),
    412: _("Changed in the meantime"),
    413: _("Too large"),
    415: _("This type of content is not accepted"),
    422: _("Idempotency key used for another request"),
    428: _("If-Match is needed"),
    429: _("Too many requests"),
    500: _("Something went wrong here"),
    503: _("Not possible at this moment"),
}
STATUS: dict[type[errors.ServiceError], int] = {
    errors.Invalid: 400,
    errors.NotAllowed: 403,
    errors.NotVisible: 404,
    errors.IllegalTransition: 409,
    errors.Conflict: 409,
    errors.StaleVersion: 412,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}


class ProblemResponse(HttpResponse):
    """A refusal.  It is rendered at once, so that no renderer can fail on it."""

    def __init__(self, status: int, code: str, detail: Any = "", *, headers: Any = None, **members: Any) -> None:
        self.data = {
            "type": f"urn:comms:problem:{code}",
            "title": TITLES.get(status, TITLES[400]),
            "status": status,
            "detail": str(detail or TITLES.get(status, "")),
            "code": code,
            **members,
        }
        super().__init__(dumps(self.data), status=status, content_type=CONTENT_TYPE, headers=headers)


class Problem(drf.APIException):
    """Raised inside `comms.api` for what HTTP asks and services know nothing of: 412, 422, 428 and their like."""

    def __init__(self, status: int, code: str, detail: Any, **members: Any) -> None:
        self.status_code = status
        self.members = members
        super().__init__(detail, code)


def field_problem(field: str, code: str, detail: Any) -> errors.Invalid:
    """One complaint about one field or query parameter."""
    return errors.Invalid.field(field, detail, code=code)


def told(event: AuditEvent) -> dict[str, Any]:
    """One event of an object, as its history and a refusal for an old version tell it."""
    return {
        "at": event.at,
        "actor": event.actor_label,
        "actor_unit": event.actor_unit,
        "action": event.action,
        "wording": wording(event.action),
        "data": event.data,
    }


def exception_handler(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """DRF's hook.  None lets the error through to the middleware, which answers 500 without telling why."""
    match error:
        case errors.ServiceError():
            return _service_problem(error)
        case Http404():
            return not_found()
        case Problem():
            return ProblemResponse(error.status_code, _code(error), error.detail, **error.members)
        case drf.ValidationError():
            return ProblemResponse(
                400, "invalid", errors.Invalid.default_detail, errors=_by_field(error.get_full_details())
            )
        case drf.NotFound():
            return not_found()
        case drf.APIException():
            return ProblemResponse(error.status_code, _code(error), error.detail, headers=_headers(error))
        case django_errors.PermissionDenied():
            return ProblemResponse(403, "not_allowed", errors.NotAllowed.default_detail)
        case django_errors.RequestDataTooBig() | django_errors.TooManyFilesSent() | django_errors.TooManyFieldsSent():
            return ProblemResponse(413, "too_large")
        case django_errors.SuspiciousOperation() | django_errors.BadRequest() | MultiPartParserError():
            return ProblemResponse(400, "malformed")
        case IntegrityError() | OperationalError() | InterfaceError():
            refusal = refusal_of(error)
            return _service_problem(refusal) if refusal else None
    return None


def not_found() -> ProblemResponse:
    """The same bytes whether the object does not exist or must not be known."""
    return ProblemResponse(404, errors.NotVisible.code, errors.NotVisible.default_detail)


def _service_problem(error: errors.ServiceError) -> ProblemResponse:
    members: dict[str, Any] = {}
    if isinstance(error, errors.StaleVersion):
        members["current_version"] = error.current
        members["changes"] = [told(event) for event in changes_since(error)]
    if isinstance(error, errors.Invalid):
        members["errors"] = {
            name: [{"code": item.code, "detail": str(item.detail)} for item in items]
            for name, items in error.errors.items()
        }
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else None
    if isinstance(error, errors.TooMany):
        headers = {"Retry-After": str(error.wait)}
    return ProblemResponse(status, error.code, error.detail, headers=headers, **members)


def _code(error: drf.APIException) -> str:
    codes = error.get_codes()
    return codes if isinstance(codes, str) else "invalid"


def _headers(error: drf.APIException) -> dict[str, str]:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))
    return headers


def _by_field(details: Any) -> dict[str, list[dict[str, str]]]:
    """DRF's nested details as `{field: [{code, detail}]}`; a field inside another is written with dots."""
    found: dict[str, list[dict[str, str]]] = {}
    for path, item in _leaves(details, ()):
        name = ".".join(path) or "non_field_errors"
        found.setdefault(name, []).append({"code": str(item["code"]), "detail": str(item["message"])})
    return found


def _leaves(details: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(details, list):
        for index, item in enumerate(details):
            is_complaint = isinstance(item, dict) and set(item) == {"message", "code"}
            yield from _leaves(item, path if is_complaint else (*path, str(index)))
    elif set(details) == {"message", "code"} and not isinstance(details["message"], (dict, list)):
        yield path, details
    else:
        for name, item in details.items():
            yield from _leaves(item, path if name == "non_field_errors" and path else (*path, str(name)))
