"""Who may do what with press requests, with the reason that the person reads."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from comms.core import clock
from comms.core.decisions import ALLOW, Decision, deny
from comms.org.models import Role, Unit
from comms.org.selectors import acts_for, holds, reads_everything, same_line, units_acted_for
from press.mandates.models import PRESS_ROLES, Mandate
from press.mandates.office import holds_for
from press.requests.models import HandOff, PressRequest, RequestUnit
from press.requests.states import Part, RequestKind

K = Role.Kind
WORKERS = (K.OFFICER, K.UNIT_HEAD)


def may_register(user: Any) -> Decision:
    if holds(user, *PRESS_ROLES):
        return ALLOW
    return deny(_("Requests of the press are registered by press officers and spokespersons."))


def may_edit(user: Any, request: PressRequest) -> Decision:
    return keeps(user, request)


def may_classify(user: Any, request: PressRequest) -> Decision:
    return keeps(user, request)


def may_assign(user: Any, request: PressRequest) -> Decision:
    return keeps(user, request)


def may_contribute(user: Any, request: PressRequest) -> Decision:
    """Somebody of a unit that was asked and has not yet delivered; which of them, `may_deliver` says."""
    own = [row for row in open_parts(request) if may_deliver(user, row)]
    if any(row.delivered_at is None for row in own):
        return ALLOW
    if own:
        return deny(_("Your unit has delivered its part already; something else is asked for anew."))
    return deny(_("Parts of an answer are delivered by an officer or the head of a unit that was asked for one."))


def may_deliver(user: Any, part: RequestUnit) -> Decision:
    if acts_for(user, part.unit_id, *WORKERS):
        return ALLOW
    return deny(_("This part is delivered by an officer or the head of %(unit)s.") % {"unit": part.unit.name_vi})


def may_draft(user: Any, request: PressRequest) -> Decision:
    lead = lead_part(request)
    if is_desk(user, request) or (lead is not None and acts_for(user, lead.unit_id, *WORKERS)):
        return ALLOW
    return deny(_("The answer is drafted by the lead unit or the press desk."))


def may_return(user: Any, request: PressRequest) -> Decision:
    if is_desk(user, request) or mandates_of(user, request, clock.now()):
        return ALLOW
    return deny(_("A draft is returned by the press desk or by somebody who may speak."))


def may_approve(user: Any, request: PressRequest) -> Decision:
    if wrote(user, request):
        return deny(_("You wrote or edited these words: somebody else approves them."))
    if were_returned(request):
        return deny(_("These words were returned: they are drafted anew before they are approved."))
    if mandates_of(user, request, clock.now()):
        return ALLOW
    return deny(_("An answer is approved by somebody who holds a mandate to speak for the ministry today."))


def may_answer(user: Any, request: PressRequest) -> Decision:
    if is_desk(user, request) or request.approved_by_id == user.pk:
        return ALLOW
    return deny(_("The answer is sent by the press desk or by who approved it."))


def may_refuse(user: Any, request: PressRequest) -> Decision:
    """The right of who speaks (NĐ 09/2017/NĐ-CP, khoản 3 Điều 8; NĐ 244/2026/NĐ-CP, khoản 3 Điều 4)."""
    if speaks_for_desk(user, request) or mandates_of(user, request, clock.now()):
        return ALLOW
    return deny(_("The press is refused by the spokesperson or by somebody who holds a mandate to speak today."))


def may_send_reason(user: Any, request: PressRequest) -> Decision:
    if request.reason_sent_at is not None:
        return deny(_("The reason of the refusal has been told already."))
    return keeps(user, request)


def may_promise(user: Any, request: PressRequest) -> Decision:
    return keeps(user, request)


def may_conclude(user: Any, request: PressRequest) -> Decision:
    person = keeps(user, request)
    return is_complaint(request) if person else person


def is_complaint(request: PressRequest) -> Decision:
    """Of no other kind does any law count from a conclusion; of which complaints, their clock knows."""
    if request.kind == RequestKind.COMPLAINT:
        return ALLOW
    return deny(_("Only of complaints and denunciations a conclusion is recorded."))


def may_transfer(user: Any, request: PressRequest) -> Decision:
    return keeps(user, request)


def may_hand_over(user: Any, request: PressRequest) -> Decision:
    return keeps(user, request)


def may_withdraw(user: Any, request: PressRequest) -> Decision:
    return keeps(user, request)


def may_receive(user: Any, hand_off: HandOff) -> Decision:
    if hand_off.received_at is not None:
        return deny(_("The receipt has been confirmed already."))
    if acts_for(user, hand_off.to_unit_id):
        return ALLOW
    return deny(_("The receipt is confirmed by somebody of %(unit)s.") % {"unit": hand_off.to_unit.name_vi})


def may_read_asker(user: Any, request: PressRequest, units: Collection[UUID] | None = None) -> Decision:
    """The journalist's name and address and the original text are personal data: for the press roles, who oversees
    them, who registered them, and the unit that it was handed to, which answers the person from then on.  The units
    that answer through the desk read the outlet and the questions.

    `units` is `units_acted_for(user)`, where a list has read it once for all its rows."""
    if reads_askers(user) or request.registered_by_id == user.pk:
        return ALLOW
    to_units = {hand_off.to_unit_id for hand_off in request.hand_offs.all()}
    if to_units and not to_units.isdisjoint(units_acted_for(user) if units is None else units):
        return ALLOW
    return deny(_("Who asked is personal data: only the press desks and who oversees them read it."))


def searched_columns(user: Any) -> list[str]:
    """The columns that a search of this person looks into: what one may not read is not guessed by a search."""
    return ["folded", "asker_folded"] if reads_askers(user) else ["folded"]


def reads_askers(user: Any) -> bool:
    """Does the person read who asked, of every request that they see?"""
    return holds(user, *PRESS_ROLES) or reads_everything(user)


# --- what the rules above are made of -------------------------------------------------------------


def is_desk(user: Any, request: PressRequest) -> bool:
    """Press officer or spokesperson of the office, or of the unit that received the request."""
    return holds_for(user, request.desk_unit_id, *PRESS_ROLES)


def speaks_for_desk(user: Any, request: PressRequest) -> bool:
    """Spokesperson of the office, or of the unit that received the request: on every matter."""
    return holds_for(user, request.desk_unit_id, K.SPOKESPERSON)


def wrote(user: Any, request: PressRequest) -> bool:
    """Did the person write any words of this answer, in whatever round?  What a return repeats was not written by who
    returned it."""
    return any(version.by_id == user.pk and not version.note for version in request.answer_versions.all())


def were_returned(request: PressRequest) -> bool:
    """Is a return the last that was said of the words?"""
    last = max(request.answer_versions.all(), key=lambda version: version.number, default=None)
    return last is not None and last.note != ""


def mandates_of(user: Any, request: PressRequest, at: datetime) -> Sequence[Mandate]:
    """The person's own mandates at `at` that cover this request: for the ministry, or for the agency whose desk
    received it.  The head's comes first."""
    held = Mandate.objects.filter(person_id=getattr(user, "pk", None)).valid_at(at).select_related("person", "unit")
    order = ["head", "regular", "authorised"]
    covering = [row for row in held if covers(row, request)]
    return sorted(covering, key=lambda row: (order.index(row.capacity), row.valid_from))


def covers(mandate: Mandate, request: PressRequest) -> bool:
    return mandate.unit.kind == Unit.Kind.MINISTRY or same_line(mandate.unit_id, request.desk_unit_id)


def open_parts(request: PressRequest) -> list[RequestUnit]:
    """The parts of units that were not relieved; with their units, no query where both were fetched before."""
    return [row for row in request.unit_rows.all() if row.relieved_at is None]


def lead_part(request: PressRequest) -> RequestUnit | None:
    return next((row for row in open_parts(request) if row.part == Part.LEAD), None)


def keeps(user: Any, request: PressRequest) -> Decision:
    if is_desk(user, request):
        return ALLOW
    return deny(_("This is done by the press desk that received the request, or by that of the office."))
