"""What holds for every address under /api/, also where no view was reached: no HTML, no redirect of a write."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path
from django.utils import translation

from comms.api.problems import ProblemResponse, not_found

Next = Callable[[HttpRequest], HttpResponse]
PREFIX = "/api/"


def problems(get_response: Next) -> Next:
    """Refusals of Django itself (unknown address, bad host, CSRF, a fault) as problem+json."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        # CommonMiddleware would answer a missing slash with a redirect, which turns a POST into a GET.
        known = request.method in {"GET", "HEAD"} or is_valid_path(request.path_info)
        response = get_response(request) if known else not_found()
        if response.status_code >= 400 and not isinstance(response, ProblemResponse):
            with translation.override(response.headers.get("Content-Language", settings.LANGUAGE_CODE)):
                response = _reworded(response)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def _reworded(response: HttpResponse) -> HttpResponse:
    match response.status_code:
        case 404:
            problem: HttpResponse = not_found()
        case 400:
            problem = ProblemResponse(400, "malformed")
        case 403:
            problem = ProblemResponse(403, "not_allowed")
        case status if status >= 500:
            problem = ProblemResponse(500, "fault")
        case status:
            problem = ProblemResponse(status, "refused")
    problem._has_been_logged = getattr(response, "_has_been_logged", False)  # type: ignore[attr-defined]  # Django's own mark
    problem.cookies = response.cookies
    return problem
