"""Answers that caches may share: for how long, and how a client asks whether its copy still stands."""

import hashlib
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from comms.core import clock
from press.releases.selectors import next_opening

STEP = timedelta(minutes=1)
KEPT = {200, 301, 404}


def shared(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """With a lifetime, and a strong ETag of the bytes, which are the same for everybody; 304 for who has them.

    Nothing but the body enters the tag, and nothing that is not public enters the body.
    """
    if request.method not in {"GET", "HEAD"} or response.status_code not in KEPT:
        return response
    response["Cache-Control"] = f"public, max-age={max_age()}"
    if "ETag" not in response:
        # What is a stream has its tag already.
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if response.status_code != 200:
        return response
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def known(request: HttpRequest, tag: str) -> bool:
    """Does the client have these bytes, so that they need not be opened?  `shared` gives the answer then."""
    nothing = HttpResponse()
    return get_conditional_response(request, etag=tag, response=nothing) is not nothing


def max_age() -> int:
    """Seconds until the next full minute, or until the next embargo ends or issue is due if that is sooner.

    Instants of an embargo or an issue are full minutes as a rule, so the lifetime tells nobody that there is one: it
    is the same with and without.
    """
    now = clock.now()
    until = now.replace(second=0, microsecond=0) + STEP
    opening = next_opening()
    return int((min(until, opening) if opening else until).timestamp() - now.timestamp())
