"""What a recipient opens without an account: the own copy under embargo, and the way out."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from comms.core import limits
from comms.core.errors import NotVisible
from comms.core.text import slug
from press.distribution.models import Delivery
from press.distribution.selectors.deliveries import copy_of, delivery_by_token
from press.distribution.services import deliveries
from press.distribution.transports.parcels import public_url
from press.releases.states import STANDING

# Gone: there was a copy, and its release was withdrawn or voided since.
GONE = 410


@login_not_required
@require_GET
def copy_page(request: HttpRequest, token: str) -> HttpResponse:
    """The recipient's own page of a copy under embargo; every opening is written down."""
    delivery = _opened(request, token)
    release = delivery.release
    ended = release.state not in STANDING
    with translation.override(delivery.language):
        heading = _("This copy is no longer valid") if ended else release.title
        context = {
            "heading": heading,
            "delivery": delivery,
            "release": release,
            "ended": ended,
            "token": token,
            "public_url": "" if ended or release.under_embargo else public_url(release),
        }
        return _sealed(render(request, "press/copy.html", context, status=GONE if ended else 200))


@login_not_required
@require_GET
def copy_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The marked PDF, as a download."""
    delivery = _opened(request, token)
    data = copy_of(delivery)
    if data is None:
        with translation.override(delivery.language):
            context: dict[str, Any] = {"heading": _("This copy is no longer valid"), "ended": True}
            return _sealed(render(request, "press/copy.html", context, status=GONE))
    name = slug(delivery.release.symbol or delivery.release.title)[:60].strip("-") or "release"
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
    return _sealed(HttpResponse(data, content_type="application/pdf", headers=headers))


# A mail program unsubscribes with one POST (RFC 8058) and knows no token of ours against forged requests; who has the
# address of this page has got the mail.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST does.  An address that nobody was given answers alike."""
    limits.spend("unsubscribe", limits.caller_of(request))
    done = request.method == "POST"
    if done:
        deliveries.unsubscribe(token=token)
    heading = _("You receive no more releases") if done else _("Receive no more releases")
    return _sealed(render(request, "press/unsubscribe.html", {"heading": heading, "done": done}))


def _opened(request: HttpRequest, token: str) -> Delivery:
    """The delivery whose copy this is, the opening written down.  Raises NotVisible, TooMany."""
    limits.spend("copy", limits.caller_of(request))
    delivery = delivery_by_token(token)
    if delivery is None or getattr(delivery, "copy", None) is None:
        raise NotVisible
    agent = request.META.get("HTTP_USER_AGENT", "")
    deliveries.copy_opened(delivery=delivery, address=request.META.get("REMOTE_ADDR"), agent=agent)
    return delivery


def _sealed(response: HttpResponse) -> HttpResponse:
    """The address is a secret: kept by no cache, found by no search, told to nobody by a link."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
