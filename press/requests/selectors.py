"""Reading press requests: with what a list shows, their clocks, chains and open duties."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from comms.core import clock, subjects
from comms.deadlines.models import Clock
from comms.deadlines.selectors import hanoi_date
from press.releases.models import Release
from press.requests.models import PressRequest, RequestUnit
from press.requests.states import CLOCKS, ON_RECEIPT, OPEN, RequestState

LONGEST_CHAIN = 200


def requests_shown_to(user: Any) -> "QuerySet[PressRequest]":
    """Visible requests with their units and ground: what a page, a list and the policies ask.  `seen_follows` and
    `seen_release` are what the request follows and is answered by, where the reader sees that too."""
    earlier = PressRequest.objects.visible_to(user).filter(pk=OuterRef("follows_id")).values("pk")
    release = Release.objects.visible_to(user).filter(pk=OuterRef("release_id")).values("pk")
    rows: QuerySet[PressRequest] = PressRequest.objects.visible_to(user)
    related = ("outlet", "desk_unit", "registered_by", "refusal_ground", "approved_by", "mandate__person")
    parts = Prefetch("unit_rows", RequestUnit.objects.select_related("unit"))
    rows = rows.select_related(*related).prefetch_related(parts, "hand_offs")
    return rows.annotate(seen_follows=Subquery(earlier[:1]), seen_release=Subquery(release[:1]))


def clocks_beside(requests: Iterable[PressRequest]) -> dict[Any, Clock]:
    """The clock that counts for each request, by its id, one query: the running one, else the last that ran.

    The caller has fetched the requests through visibility.
    """
    asked = {request.pk: request for request in requests}
    found: dict[Any, Clock] = {}
    rows = Clock.objects.filter(subject_type=subjects.type_of(PressRequest()), subject_id__in=list(asked))
    for row in rows.select_related("rule").order_by("created_at", "id"):
        known = found.get(row.subject_id)
        if counts_for(asked[row.subject_id], row) and (known is None or row.is_open or not known.is_open):
            found[row.subject_id] = row
    return found


def counts_for(request: PressRequest, row: Clock) -> bool:
    """Not a clock that is void, since kind or receipt of the request were put right after it began."""
    if row.rule.subject != CLOCKS.get(request.kind):
        return False
    if row.rule.trigger == ON_RECEIPT:
        return row.started_at == request.received_at
    return row.started_at >= request.received_at


def clock_of(request: PressRequest) -> Clock | None:
    """The clock that counts for the request; None where the law sets no time, or not yet."""
    return clocks_beside([request]).get(request.pk)


def running_clock(request: PressRequest) -> Clock | None:
    found = clock_of(request)
    return found if found is not None and found.is_open else None


def overdue(requests: "QuerySet[PressRequest]") -> "QuerySet[PressRequest]":
    """Those whose legal clock still runs although its due instant has passed."""
    late = Clock.objects.open().filter(
        subject_type=subjects.type_of(PressRequest()), subject_id=OuterRef("pk"), due_at__lt=clock.now()
    )
    return requests.filter(Exists(late))


def reason_is_owed(request: PressRequest) -> bool:
    """Refused, and the press has not yet been told the reason that the law wants told."""
    ground = request.refusal_ground
    refused = request.state == RequestState.REFUSED and request.reason_sent_at is None
    return bool(refused and ground is not None and ground.reason_must_be_told)


def reasons_owed(requests: "QuerySet[PressRequest]") -> "QuerySet[PressRequest]":
    """The same as a filter of a list."""
    return requests.filter(state=RequestState.REFUSED, reason_sent_at=None, refusal_ground__reason_must_be_told=True)


@dataclass(frozen=True)
class Notice:
    """What a reader of the request should know: `code` for machines, `text` for people."""

    code: str
    text: str


def warnings_of(request: PressRequest, legal: Clock | None) -> list[Notice]:
    """What is open or doubtful about the request; `legal` is its clock (`clock_of`)."""
    found = []
    promised = request.promised_for
    if request.state in OPEN and promised is not None:
        day = f"{promised:%d/%m/%Y}"
        if legal is not None and legal.is_open and promised > hanoi_date(last_instant(legal)):
            text = _("The answer is promised for %(day)s, but the legal time runs on and ends at %(due)s.")
            found.append(Notice("promise_beyond_law", text % {"day": day, "due": legal.due_words}))
        if promised < clock.today():
            found.append(Notice("promise_broken", _("The answer was promised for %(day)s.") % {"day": day}))
    if reason_is_owed(request):
        found.append(Notice("reason_owed", _("The press has not yet been told the reason of the refusal.")))
    return found


def last_instant(legal: Clock) -> datetime:
    """The last instant in time: a due instant of 00:00 is 24:00 of the day before."""
    due: datetime = legal.due_at
    return due - timedelta(microseconds=1)


def chain_of(user: Any, request: PressRequest) -> list[PressRequest]:
    """The request, everything that it follows and everything that follows those, as far as the reader sees them, the
    oldest first.  A query a step; at most LONGEST_CHAIN rows."""
    visible = PressRequest.objects.visible_to(user)
    found: dict[Any, PressRequest] = {request.pk: request}
    edge = [request]
    while edge and len(found) < LONGEST_CHAIN:
        before = {row.follows_id for row in edge if row.follows_id} - set(found)
        near = visible.filter(Q(pk__in=before) | Q(follows__in=[row.pk for row in edge])).exclude(pk__in=list(found))
        edge = list(near[:LONGEST_CHAIN])
        found |= {row.pk: row for row in edge}
    return sorted(found.values(), key=lambda row: (row.received_at, str(row.pk)))
