"""What every write of a press request begins and ends with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.columns import refuse_future
from comms.core.decisions import require
from comms.core.errors import Invalid
from comms.core.records import locked
from comms.core.states import move
from comms.org.models import User
from press.mandates.models import Mandate
from press.mandates.policies import within_mandate
from press.mandates.states import SINGLE
from press.requests import policies
from press.requests.models import PressRequest
from press.requests.services.clocks import stop_clock


def locked_request(actor: User, request_id: UUID) -> PressRequest:
    """The request, locked, through visibility.  Raises NotVisible."""
    request: PressRequest = locked(PressRequest.objects.visible_to(actor), request_id)
    return request


def mandate_held(actor: User, request: PressRequest, mandate_id: UUID | None) -> Mandate:
    """The actor's own mandate that holds now and covers the request, locked: nobody revokes it before the commit.

    Without `mandate_id` that of the head or regular spokesperson.  An authorisation is for one matter: naming it says
    that the request is on that matter.  Raises NotAllowed, Invalid on `mandate`.
    """
    own = policies.mandates_of(actor, request, clock.now())
    general = [row for row in own if row.capacity in SINGLE]
    if own and not general and mandate_id is None:
        detail = _("You are authorised on one matter only: choose the authorisation, if this request is on its matter.")
        raise Invalid.field("mandate", detail, code="matter")
    chosen = next(iter(general) if mandate_id is None else (row for row in own if row.pk == mandate_id), None)
    if chosen is None:
        detail = _("Choose a mandate of your own that holds now and covers this request.")
        raise Invalid.field("mandate", detail, code="not_own")
    mandate: Mandate = locked(Mandate.objects.select_related("person", "unit"), chosen.pk)
    require(within_mandate(mandate, clock.now()))
    return mandate


def check_instant(name: str, at: datetime, request: PressRequest) -> None:
    """Not in the future, and not before the request came in.  Raises Invalid on `name`."""
    refuse_future(name, at)
    if at < request.received_at:
        raise Invalid.field(name, _("This lies before the request was received."), code="order")


def end(
    request: PressRequest,
    verb: str,
    *,
    actor: User,
    version: int,
    at: datetime | None = None,
    late_reason: str | None = None,
    stops: bool = True,
    **changes: Any,
) -> None:
    """Move the request to the end that `verb` leads to, at `at` (now when None), and stop its legal clock there.

    `late_reason` is needed when the legal time has passed by then (Invalid `late_reason`); None: the verb's own reason
    in `changes` says enough.  `stops=False`: the law asks for more than this act, so that the clock runs on.
    """
    at = at or clock.now()
    outcome = request.transitions.target(verb, request.state)
    move(request, verb, expected_version=version, outcome=outcome, ended_at=at, **changes)
    if stops:
        said = changes.get("end_reason", "") if late_reason is None else late_reason
        stop_clock(actor, request, at, said, required=late_reason is not None)
