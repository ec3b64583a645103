"""What the spokesperson reads first: each list bounded, each from what its own page uses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from comms.core import clock
from comms.deadlines.models import Clock
from comms.deadlines.selectors import open_clocks, subject_links
from comms.org.models import Role, Unit
from comms.org.selectors import holds, units_acted_for, units_in_line
from press.desk.words import to_do
from press.mandates.models import PRESS_ROLES, Mandate
from press.mandates.office import holds_in_office
from press.mandates.selectors import mandates_ending
from press.messages.selectors import lines_lapsing
from press.releases import signers
from press.requests.models import AnswerVersion, PressRequest
from press.requests.selectors import clocks_beside, reasons_owed
from press.requests.states import OPEN, RequestState
from press.requests.urgency import by_urgency
from press.speaking.models import Statement, StatementWriter
from press.speaking.states import StatementState

ROWS = 6
"""Rows of a list on the desk; the whole list is one step away."""
SOON = timedelta(days=3)
PROMISES_WITHIN = timedelta(days=3)
MANDATES_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Row:
    """One thing: what it is about, its page, what to do; `due_at` draws a clock, `day` a date."""

    label: str
    url: str
    todo: str = ""
    due_at: datetime | None = None
    day: Any = None
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Rows of one kind, at most ROWS; `more`: the page at `url` has others."""

    key: str
    title: str
    rows: Sequence[Row]
    url: str
    more: bool = False
    tone: str = ""

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class Figures:
    breached: int
    today: int
    soon: int


@dataclass(frozen=True)
class Desk:
    """`clocks` by urgency, `waiting` for a step of this person, `ahead`: what ends or was promised."""

    figures: Figures
    clocks: list[Group] = field(default_factory=list)
    waiting: list[Group] = field(default_factory=list)
    ahead: list[Group] = field(default_factory=list)

    @property
    def waits(self) -> int:
        """How many things wait, as far as they are shown."""
        return sum(len(group.rows) for group in self.waiting)

    @property
    def all_done(self) -> bool:
        return not any((*self.clocks, *self.waiting, *self.ahead))


def desk_of(user: Any) -> Desk:
    """Everything on the desk of one person: a bounded number of queries, however much there is."""
    now = clock.now()
    spans = (now, _end_of_today(), _end_of_today() + SOON)
    running = open_clocks(user)
    return Desk(
        figures=_figures(running, *spans),
        clocks=[group for group in _clocks(user, running, *spans) if group],
        waiting=[group for group in (_requests(user), _statements(user), _releases(user)) if group],
        ahead=[group for group in (_promises(user), _mandates(user), _lines(user)) if group],
    )


def _end_of_today() -> datetime:
    """24:00 in Hanoi; what is due exactly then is due today."""
    return datetime.combine(clock.today() + timedelta(days=1), datetime.min.time(), tzinfo=clock.HANOI)


def _figures(running: Any, now: datetime, today: datetime, soon: datetime) -> Figures:
    return Figures(
        **running.order_by().aggregate(
            breached=Count("pk", filter=Q(due_at__lt=now)),
            today=Count("pk", filter=Q(due_at__gte=now, due_at__lte=today)),
            soon=Count("pk", filter=Q(due_at__gt=today, due_at__lte=soon)),
        )
    )


def _clocks(user: Any, running: Any, now: datetime, today: datetime, soon: datetime) -> list[Group]:
    spans = [
        ("breached", _("Missed"), "bad", Q(due_at__lt=now)),
        ("today", _("Today"), "warn", Q(due_at__gte=now, due_at__lte=today)),
        ("soon", _("Next three days"), "", Q(due_at__gt=today, due_at__lte=soon)),
    ]
    found = [list(running.filter(within)[: ROWS + 1]) for _key, _title, _tone, within in spans]
    links = subject_links(user, [row for rows in found for row in rows])
    url = reverse("deadlines:list")
    return [
        Group(key, title, [_clock_row(row, links) for row in rows[:ROWS]], url, len(rows) > ROWS, tone)
        for (key, title, tone, _within), rows in zip(spans, found, strict=True)
    ]


def _clock_row(row: Clock, links: Any) -> Row:
    link = links.get(row.subject_id)
    label, url = (link.label, link.url) if link else (row.rule.subject_words, row.get_absolute_url())
    return Row(label, url, to_do(row.rule.subject), row.due_at, note=row.rule.legal_basis)


def _requests(user: Any) -> Group:
    """Requests whose next step is this person's: to name a lead unit, approve, send, tell the reason."""
    seen: QuerySet[PressRequest] = PressRequest.objects.visible_to(user)
    mine = Q(pk=None)
    if holds_in_office(user, *PRESS_ROLES):
        desk: Q = Q()
    else:
        desk = Q(desk_unit_id__in=units_acted_for(user, *PRESS_ROLES))
    owed = reasons_owed(PressRequest.objects.all()).values("pk")
    mine |= desk & (Q(state__in=(RequestState.RECEIVED, RequestState.APPROVED)) | Q(pk__in=owed))
    mine |= Q(state=RequestState.APPROVED, approved_by_id=user.pk)
    spoken_for = _spoken_for(user)
    if spoken_for is not None:
        wrote = AnswerVersion.objects.filter(request=OuterRef("pk"), by_id=user.pk, note="")
        mine |= Q(state=RequestState.DRAFTING) & spoken_for & ~Q(Exists(wrote))
    urgent: QuerySet[Any] = by_urgency(seen.filter(mine))
    rows = list(urgent.order_by("due_sort", "received_at", "id")[: ROWS + 1])
    clocks = clocks_beside(rows)
    return Group(
        "requests",
        _("Press requests"),
        [_request_row(row, clocks.get(row.pk)) for row in rows[:ROWS]],
        reverse("press:requests"),
        len(rows) > ROWS,
    )


def _request_row(row: PressRequest, legal: Clock | None) -> Row:
    todo = {
        RequestState.RECEIVED: _("Classify it and name the lead unit"),
        RequestState.DRAFTING: _("Approve the answer, or return it"),
        RequestState.APPROVED: _("Send the answer and record it"),
        RequestState.REFUSED: _("Tell the press the reason of the refusal"),
    }[RequestState(row.state)]
    due_at = legal.due_at if legal is not None and legal.is_open else None
    return Row(row.subject, row.get_absolute_url(), todo, due_at, note=row.outlet_name)


def _spoken_for(user: Any) -> Q | None:
    """The requests that the person's mandates of this moment cover; None without one (`requests.policies.covers`)."""
    held = list(Mandate.objects.filter(person_id=user.pk).valid_at(clock.now()).select_related("unit"))
    if any(row.unit.kind == Unit.Kind.MINISTRY for row in held):
        return Q()
    return Q(desk_unit_id__in=units_in_line({row.unit_id for row in held})) if held else None


def _statements(user: Any) -> Group:
    """Words of others that the person may approve, and approved words that the person is to speak."""
    own = Q(mandate__person_id=user.pk)
    wrote = StatementWriter.objects.filter(statement=OuterRef("pk"), writer_id=user.pk)
    approves = Q() if holds(user, Role.Kind.LEADERSHIP) else own
    waits = Q(state=StatementState.APPROVED) & own
    waits |= Q(state=StatementState.DRAFT) & approves & ~Q(author_id=user.pk) & ~Q(Exists(wrote))
    seen = Statement.objects.visible_to(user).filter(waits).select_related("mandate__person")
    rows = list(seen.order_by("spoken_at", "created_at", "id")[: ROWS + 1])
    todo = {
        StatementState.DRAFT: _("Approve the words"),
        StatementState.APPROVED: _("Speak, and record it as given"),
    }
    return Group(
        "statements",
        _("Statements"),
        [
            Row(
                row.topic,
                row.get_absolute_url(),
                todo[StatementState(row.state)],
                day=row.spoken_at,
                note=row.stopped_reason,
            )
            for row in rows[:ROWS]
        ],
        reverse("press:statements"),
        len(rows) > ROWS,
    )


def _releases(user: Any) -> Group:
    rows = list(signers.awaiting(user).order_by("created_at", "id")[: ROWS + 1])
    todo = _("Read it; sign or approve it, or return it")
    return Group(
        "releases",
        _("Releases"),
        [Row(row.title, row.get_absolute_url(), todo) for row in rows[:ROWS]],
        f"{reverse('press:releases')}?waiting=me",
        len(rows) > ROWS,
    )


def _promises(user: Any) -> Group:
    until = clock.today() + PROMISES_WITHIN
    seen = PressRequest.objects.visible_to(user).filter(state__in=OPEN, promised_for__lte=until)
    rows = list(seen.order_by("promised_for", "id")[: ROWS + 1])
    late = any(row.promised_for and row.promised_for < clock.today() for row in rows)
    return Group(
        "promises",
        _("Promised answers"),
        [Row(row.subject, row.get_absolute_url(), day=row.promised_for, note=row.outlet_name) for row in rows[:ROWS]],
        reverse("press:requests"),
        len(rows) > ROWS,
        "bad" if late else "",
    )


def _mandates(user: Any) -> Group:
    rows: list[Any] = list(mandates_ending(user, MANDATES_WITHIN)[: ROWS + 1])
    return Group(
        "mandates",
        _("Mandates that end soon"),
        [
            Row(str(row.person), row.get_absolute_url(), due_at=row.ends_at, note=row.get_capacity_display())
            for row in rows[:ROWS]
        ],
        reverse("press:mandates"),
        len(rows) > ROWS,
    )


def _lines(user: Any) -> Group:
    rows: Iterable[Any] = lines_lapsing(user)[: ROWS + 1]
    rows = list(rows)
    return Group(
        "lines",
        _("Message lines that lapse soon"),
        [Row(row.topic, row.get_absolute_url(), day=row.valid_to, note=row.owner_unit.name) for row in rows[:ROWS]],
        reverse("press:message-lines"),
        len(rows) > ROWS,
    )
