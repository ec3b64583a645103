"""Before a request is registered: what clock its kind would start, and what the same people asked lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from comms.core import clock
from comms.core.errors import Invalid
from comms.deadlines.calendar import Calendar
from comms.deadlines.selectors import explain, working_calendar
from comms.deadlines.wording import due_words
from press.distribution.models import Journalist, MediaOutlet
from press.requests.models import PressRequest
from press.requests.services.clocks import ON_RECEIPT, rule_for
from press.requests.states import RequestKind

LATELY = timedelta(days=30)
OFFERED = 20


@dataclass(frozen=True)
class ClockPreview:
    """What the law of the day of receipt says of one kind, in words; `basis` is empty where it says nothing."""

    kind: str
    label: Any
    words: str
    basis: str = ""


def clock_previews(received_at: datetime) -> list[ClockPreview]:
    """By when a request received at `received_at` (aware) is answered, for each kind."""
    calendar = working_calendar()
    return [clock_preview(RequestKind(kind), received_at, calendar) for kind in RequestKind.values]


def clock_preview(kind: RequestKind, received_at: datetime, calendar: Calendar | None = None) -> ClockPreview:
    """By when a request of the kind is answered; `calendar` as in `explain`."""
    try:
        rule = rule_for(PressRequest(kind=kind, received_at=received_at))
        if rule is None:
            return ClockPreview(kind, kind.label, _("The law sets no time: agree one with the press body."))
        if rule.trigger != ON_RECEIPT:
            words = _("%(limit)s from the conclusion: the clock starts when the conclusion is recorded.")
            return ClockPreview(kind, kind.label, words % {"limit": rule.limit_words}, rule.legal_basis)
        due = due_words(explain(rule, received_at, calendar).due_at, rule.unit)
        words = _("To be answered by %(due)s (%(limit)s from the receipt).") % {"due": due, "limit": rule.limit_words}
        return ClockPreview(kind, kind.label, words, rule.legal_basis)
    except Invalid:
        return ClockPreview(kind, kind.label, _("No rule that is recorded was in force on the day of the receipt."))


def asked_lately(user: Any, *, journalist: Any = None, address: str = "", name: str = "") -> "QuerySet[PressRequest]":
    """What the same journalist (by contact, address or name) asked within LATELY, the last first; at most OFFERED."""
    same = Q(pk=None)
    if journalist is not None:
        same |= Q(journalist_id=journalist)
    if address:
        same |= Q(reply_to__iexact=address)
    if name:
        same |= Q(journalist_name=name)
    rows: QuerySet[PressRequest] = PressRequest.objects.visible_to(user)
    return rows.filter(same, received_at__gte=clock.now() - LATELY).order_by("-received_at", "id")[:OFFERED]


def contacts_of(user: Any, address: str) -> tuple[Journalist | None, MediaOutlet | None]:
    """The journalist and the outlet that an address belongs to, among the contacts that the person reads; the outlet of
    a journalist is where they work now."""
    if not address:
        return None, None
    journalist = Journalist.objects.visible_to(user).filter(email__iexact=address).first()
    outlets = MediaOutlet.objects.visible_to(user)
    if journalist is None:
        return None, outlets.filter(email__iexact=address).first()
    today = clock.today()
    works = journalist.employments.filter(Q(ends=None) | Q(ends__gte=today), starts__lte=today).first()
    return journalist, works.outlet if works else None
