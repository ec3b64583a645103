"""What every request goes through."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from comms.core import clock

Next = Callable[[HttpRequest], HttpResponse]


def one_instant(get_response: Next) -> Next:
    """One request, one instant: `clock.now()` is asked once."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with clock.held():
            return get_response(request)

    return middleware


def language(get_response: Next) -> Next:
    return get_response


def no_store(get_response: Next) -> Next:
    return get_response


def refusals(get_response: Next) -> Next:
    return get_response
