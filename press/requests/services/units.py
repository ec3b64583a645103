"""Asking units for their parts, taking them in, moving the lead, handing a request over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import cleaned, required
from comms.core.decisions import require
from comms.core.errors import Conflict, IllegalTransition, Invalid
from comms.core.records import found, locked
from comms.core.states import change, move, require_version
from comms.org.models import Unit, User
from press.requests import due, policies
from press.requests.models import HandOff, PressRequest, RequestUnit
from press.requests.selectors import running_clock
from press.requests.services import notices
from press.requests.services.clocks import stop_clock
from press.requests.services.common import end, locked_request
from press.requests.states import OF_THE_DESK, Classification, Part, RequestState

UNAPPROVED: dict[str, Any] = {"approved_by": None, "approved_at": None, "mandate": None}


@transaction.atomic
def request_assign(
    *,
    actor: User,
    request_id: UUID,
    version: int,
    lead_unit_id: UUID,
    lead_due_at: datetime | None = None,
    coordinating: Sequence[Mapping[str, Any]] = (),
    reason: str = "",
) -> PressRequest:
    """Ask the lead unit, and others, for their parts; `coordinating` is rows of `unit_id`, `due_at`, `asked_for`.

    Due instants are internal: to come, before the legal one, and a coordinating unit's not after the lead's.  Those not
    given are proposed where a legal clock runs (`due.py`).  A unit that stays keeps its row with what it delivered;
    asking it for something else after it delivered is a row of its own.  A unit that is no longer named is relieved,
    which needs `reason`.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid.
    """
    request = locked_request(actor, request_id)
    require(policies.may_assign(actor, request))
    reason = cleaned(RequestUnit, "relieve_reason", reason)
    legal = running_clock(request)
    limit = legal.due_at if legal else None
    _check_due("lead_due_at", lead_due_at, limit)
    lead_due = lead_due_at or due.lead_due(limit)
    wanted = {_unit("lead_unit", lead_unit_id).pk: (Part.LEAD, "", lead_due)}
    for row in coordinating:
        unit = _unit("coordinating", row["unit_id"])
        if unit.pk in wanted:
            raise Invalid.field("coordinating", _("%(unit)s is named twice.") % {"unit": unit.name}, code="repeated")
        _check_due("coordinating", row.get("due_at"), limit, lead_due)
        asked_for = cleaned(RequestUnit, "asked_for", row.get("asked_for") or "")
        wanted[unit.pk] = (Part.COORDINATING, asked_for, row.get("due_at") or due.coordinating_due(lead_due))
    move(request, "assign", expected_version=version, **UNAPPROVED)
    kept, relieved = {}, []
    for part in policies.open_parts(request):
        as_before = wanted.get(part.unit_id)
        if as_before is None or as_before[0] != part.part:
            relieved.append(part)
        elif part.delivered_at is not None and as_before[1] not in ("", part.asked_for):
            _relieve(part, _("Asked for something else after its delivery."))
        else:
            kept[part.unit_id] = part
    if relieved and not reason:
        raise Invalid.field("reason", _("Say why a unit is relieved of its part."), code="required")
    for part in relieved:
        _relieve(part, reason)
    for unit_id, (kind, asked_for, due_at) in wanted.items():
        if unit_id not in kept:
            _ask(request, actor, unit_id, kind, asked_for, due_at)
        elif kept[unit_id].delivered_at is None:
            part = kept[unit_id]
            part.due_at, part.asked_for = due_at, asked_for or part.asked_for
            part.save(update_fields=["due_at", "asked_for"])
    record(
        actor=actor,
        action="press.request.assigned",
        target=request,
        lead=lead_unit_id,
        coordinating=[pk for pk in wanted if pk != lead_unit_id],
        relieved=[part.unit_id for part in relieved],
        reason=reason,
    )
    return request


@transaction.atomic
def request_contribute(
    *, actor: User, request_id: UUID, version: int, unit_id: UUID, contribution: str
) -> PressRequest:
    """Deliver a unit's part.  It counts as delivered now, once: something else is asked for anew.

    Raises NotAllowed, IllegalTransition, StaleVersion, Conflict when the unit has delivered already, Invalid for a
    unit that is not asked.
    """
    request = locked_request(actor, request_id)
    part = next((row for row in policies.open_parts(request) if row.unit_id == unit_id), None)
    if part is None:
        # What the person reads of the request is told before: an old version has not seen who was relieved.
        require_version(request, version)
        raise Invalid.field("unit", _("This unit is not asked for a part of the answer."), code="not_asked")
    require(policies.may_deliver(actor, part))
    words = required(RequestUnit, "contribution", contribution)
    move(request, "contribute", expected_version=version)
    if part.delivered_at is not None:
        raise Conflict(_("This unit has delivered its part already."), code="delivered")
    deliver(part, actor, words)
    notices.tell_contributed(part, by=actor)
    record(actor=actor, action="press.request.contributed", target=request, unit=unit_id)
    return request


@transaction.atomic
def request_transfer(
    *,
    actor: User,
    request_id: UUID,
    version: int,
    reason: str,
    unit_id: UUID | None = None,
    to_agency: str = "",
) -> PressRequest:
    """Move the lead to another unit of the ministry (`unit_id`), or send the request on to another agency
    (`to_agency`), which ends it here and stops its legal clock: the press is told in the same act.

    The unit that led is relieved with the reason and the new one has a row, and a lateness, of its own.  What was
    drafted stays; an approval lapses.
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid: no reason, both or neither named, the same unit.
    """
    request = locked_request(actor, request_id)
    require(policies.may_transfer(actor, request))
    reason = required(PressRequest, "end_reason", reason, field="reason")
    agency = cleaned(PressRequest, "transferred_to", to_agency)
    if (unit_id is None) == (not agency):
        raise Invalid.field("unit", _("Name another unit or another agency, one of the two."), code="one_of_two")
    if unit_id is None:
        end(request, "transfer", actor=actor, version=version, end_reason=reason, transferred_to=agency)
        record(actor=actor, action="press.request.transferred", target=request, to_agency=agency, reason=reason)
        return request
    require_version(request, version)
    if request.state not in request.transitions.sources("transfer"):
        raise IllegalTransition
    unit, before = _unit("unit", unit_id), policies.lead_part(request)
    if before is not None and before.unit_id == unit.pk:
        raise Invalid.field("unit", _("This unit leads already."), code="unchanged")
    change(request, expected_version=version, state=RequestState.ASSIGNED, **UNAPPROVED)
    for part in policies.open_parts(request):
        if part.part == Part.LEAD or part.unit_id == unit.pk:
            _relieve(part, reason)
    legal = running_clock(request)
    _ask(request, actor, unit.pk, Part.LEAD, "", due.lead_due(legal.due_at if legal else None))
    record(
        actor=actor,
        action="press.request.lead_moved",
        target=request,
        unit=unit.pk,
        relieved=before.unit_id if before else None,
        reason=reason,
    )
    return request


@transaction.atomic
def request_hand_over(
    *, actor: User, request_id: UUID, version: int, classification: str, to_unit_id: UUID, reason: str
) -> PressRequest:
    """Hand a request that is no matter of the press desk to the unit for that matter, with a record of it (seed 003).

    The legal clock towards the press runs until that unit has confirmed the receipt (`hand_off_receive`).
    Raises NotAllowed, IllegalTransition, StaleVersion, Invalid: a matter of the desk itself, no reason.
    """
    request = locked_request(actor, request_id)
    require(policies.may_hand_over(actor, request))
    if classification not in set(Classification.values) - set(OF_THE_DESK):
        detail = _("Only provision of information and reception of citizens are handed over; the rest stays here.")
        raise Invalid.field("classification", detail, code="of_the_desk")
    reason = required(HandOff, "reason", reason)
    unit = _unit("to_unit", to_unit_id)
    end(
        request,
        "hand_over",
        actor=actor,
        version=version,
        stops=False,
        end_reason=reason,
        classification=classification,
        classify_reason=reason,
        classified_by=actor,
        classified_at=clock.now(),
    )
    hand_off = HandOff.objects.create(
        request=request,
        classification=classification,
        to_unit=unit,
        reason=reason,
        handed_by=actor,
        handed_at=clock.now(),
    )
    notices.tell_handed(hand_off, by=actor)
    record(
        actor=actor,
        action="press.request.handed_over",
        target=request,
        classification=classification,
        to_unit=unit.pk,
        reason=reason,
    )
    return request


@transaction.atomic
def hand_off_receive(*, actor: User, hand_off_id: UUID, version: int, note: str = "") -> HandOff:
    """Confirm that the unit has taken the request over; from here the law of that matter runs, not that of the press.

    Raises NotAllowed, also when it was confirmed before; StaleVersion.
    """
    request_id = found(HandOff.objects.visible_to(actor), pk=hand_off_id).request_id
    request = locked_request(actor, request_id)
    hand_off: HandOff = locked(HandOff.objects.visible_to(actor), hand_off_id)
    require_version(hand_off, version)
    require(policies.may_receive(actor, hand_off))
    now = clock.now()
    change(
        hand_off,
        expected_version=version,
        received_by=actor,
        received_at=now,
        note=cleaned(HandOff, "note", note),
    )
    stop_clock(actor, request, now, request.end_reason, required=False)
    record(actor=actor, action="press.request.hand_off_received", target=request, hand_off=hand_off.pk)
    return hand_off


def deliver(part: RequestUnit, actor: User, words: str = "") -> None:
    """Mark the part as delivered now."""
    part.delivered_at, part.delivered_by, part.contribution = clock.now(), actor, words
    part.save(update_fields=["delivered_at", "delivered_by", "contribution"])


def ask_again(part: RequestUnit, actor: User, comment: str) -> None:
    """The words came back to the lead unit: a row of its own, so that the time of the review is not the unit's."""
    _relieve(part, comment)
    now = clock.now()
    legal = running_clock(part.request)
    due_at = part.due_at if part.due_at and part.due_at > now else due.lead_due(legal.due_at if legal else None)
    _ask(part.request, actor, part.unit_id, Part.LEAD, comment, due_at, tell=False)


def _ask(
    request: PressRequest,
    actor: User,
    unit_id: UUID,
    part: str,
    asked_for: str,
    due_at: datetime | None,
    *,
    tell: bool = True,
) -> None:
    row = RequestUnit.objects.create(
        request=request,
        unit_id=unit_id,
        part=part,
        asked_for=asked_for,
        asked_by=actor,
        asked_at=clock.now(),
        due_at=due_at,
    )
    if tell:
        notices.tell_asked(row, by=actor)


def _relieve(part: RequestUnit, reason: Any) -> None:
    part.relieved_at, part.relieve_reason = clock.now(), str(reason)
    part.save(update_fields=["relieved_at", "relieve_reason"])


def _unit(name: str, unit_id: UUID) -> Unit:
    """A unit that exists today.  Raises Invalid on `name`."""
    unit: Unit | None = Unit.objects.valid_on(clock.today()).filter(pk=unit_id).first()
    if unit is None:
        raise Invalid.field(name, _("This unit does not exist today."), code="not_valid")
    return unit


def _check_due(name: str, at: datetime | None, legal: datetime | None, lead: datetime | None = None) -> None:
    """An internal due instant is to come, lies before the legal one while that is to come, and a coordinating unit's
    not after the lead unit's."""
    now = clock.now()
    if at is None:
        return
    if at.tzinfo is None:
        raise ValueError("an instant has its offset")
    if at <= now:
        raise Invalid.field(name, _("This moment has passed."), code="past")
    if legal is not None and legal > now and at >= legal:
        raise Invalid.field(name, _("A unit delivers before the legal time ends."), code="after_legal")
    if lead is not None and at > lead:
        detail = _("A coordinating unit does not deliver after the lead unit.")
        raise Invalid.field(name, detail, code="after_lead")
