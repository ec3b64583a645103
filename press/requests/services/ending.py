"""Refusing, telling the reason, recording that the press withdrew."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import cleaned, required
from comms.core.decisions import require
from comms.core.errors import Invalid
from comms.core.states import move
from comms.deadlines.selectors import hanoi_date
from comms.org.models import User
from press.requests import policies
from press.requests.models import PressRequest, RefusalGround
from press.requests.services.clocks import stop_clock
from press.requests.services.common import check_instant, end, locked_request, mandate_held


@transaction.atomic
def request_refuse(
    *,
    actor: User,
    request_id: UUID,
    version: int,
    ground_id: UUID,
    reason: str,
    reason_sent_at: datetime | None = None,
    late_reason: str = "",
    mandate_id: UUID | None = None,
) -> PressRequest:
    """Refuse on a ground in force on the day of the refusal: the Hanoi day on which it was told (`reason_sent_at`),
    else today.

    Where the ground's law wants the reason told (NĐ 244/2026/NĐ-CP, khoản 3 Điều 4), the legal clock runs on until it
    was, here or by `request_send_reason`; else it stops with the refusal.
    `mandate_id`: the authorisation on whose matter the request is, where the actor speaks on no other.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid: a ground of another day, no reason, a late refusal
    without `late_reason`, on `mandate`.
    """
    request = locked_request(actor, request_id)
    require(policies.may_refuse(actor, request))
    mandate = None if policies.speaks_for_desk(actor, request) else mandate_held(actor, request, mandate_id)
    at = reason_sent_at or clock.now()
    check_instant("reason_sent_at", at, request)
    ground = RefusalGround.objects.visible_to(actor).filter(pk=ground_id).first()
    if ground is None:
        raise Invalid.field("ground", _("There is nothing with this id."), code="does_not_exist")
    if not ground.is_in_force_on(hanoi_date(at)):
        detail = _("%(basis)s was not in force on %(day)s, the day of the refusal.") % {
            "basis": ground.legal_basis,
            "day": f"{hanoi_date(at):%d/%m/%Y}",
        }
        raise Invalid.field("ground", detail, code="not_in_force")
    reason = required(PressRequest, "end_reason", reason, field="reason")
    end(
        request,
        "refuse",
        actor=actor,
        version=version,
        at=at,
        late_reason=late_reason,
        stops=reason_sent_at is not None or not ground.reason_must_be_told,
        refusal_ground=ground,
        end_reason=reason,
        reason_sent_at=reason_sent_at,
    )
    record(
        actor=actor,
        action="press.request.refused",
        target=request,
        ground=ground.code,
        reason=reason,
        reason_sent_at=reason_sent_at,
        mandate=mandate.pk if mandate else None,
        matter=mandate.on_matter if mandate else "",
    )
    return request


@transaction.atomic
def request_send_reason(
    *, actor: User, request_id: UUID, version: int, at: datetime | None = None, late_reason: str = ""
) -> PressRequest:
    """Record that the press was told the reason of the refusal at `at` (now when None); completes it, stops the clock.

    Raises NotAllowed, also when it was told before; IllegalTransition, StaleVersion, Invalid.
    """
    request = locked_request(actor, request_id)
    require(policies.may_send_reason(actor, request))
    at = at or clock.now()
    check_instant("at", at, request)
    if request.ended_at is not None and at < request.ended_at:
        raise Invalid.field("at", _("This lies before the refusal."), code="order")
    move(request, "send_reason", expected_version=version, reason_sent_at=at)
    stop_clock(actor, request, at, late_reason, required=True)
    record(actor=actor, action="press.request.reason_sent", target=request, at=at)
    return request


@transaction.atomic
def request_withdraw(*, actor: User, request_id: UUID, version: int, reason: str = "") -> PressRequest:
    """Record that the press no longer asks; nobody is owed an answer, so that the legal clock stops.

    Raises NotAllowed, IllegalTransition, StaleVersion.
    """
    request = locked_request(actor, request_id)
    require(policies.may_withdraw(actor, request))
    reason = cleaned(PressRequest, "end_reason", reason)
    end(request, "withdraw", actor=actor, version=version, end_reason=reason)
    record(actor=actor, action="press.request.withdrawn", target=request, reason=reason)
    return request
