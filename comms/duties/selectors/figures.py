"""The six figures of the annual report (NĐ 244/2026/NĐ-CP, phụ lục), computed from the records of the window.

The window of a year is 15/12 of the year before to 14/12, Hanoi dates (`periods.window`).  Which date of a record lies
in it, and what counts, stands in `RULES` and is printed beside each figure.  What happened after the window is over
does not count for it, so that a figure comes to rest when the window closes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from comms.deadlines.models import Clock
from comms.duties import periods
from incidents.models import CorrectionRound, Incident, IncidentStatement
from incidents.selectors import INCIDENT, with_first_statement
from incidents.states import FIRST_STATEMENT, FIRST_STATEMENT_SUBJECT, IncidentState, LegalGround
from press.conferences.models import PressConference
from press.conferences.states import ConferenceState
from press.requests.models import PressRequest
from press.requests.states import Outcome
from press.speaking.models import Statement
from press.speaking.states import SPOKEN, StatementForm

G = LegalGround
EXTRAORDINARY = (G.ND244_7_2, G.ND244_7_3, G.ND244_7_4, G.ND244_7_5)
WITH_LIMIT = (G.ND244_7_3, G.ND244_7_4)
# The date of a case; of the other grounds it is when the ministry received it.
CASE_DATE = {ground: counted.start for ground, counted in FIRST_STATEMENT.items()}


@dataclass(frozen=True)
class Rule:
    """What a figure counts: its words in the form, which date decides, what counts in the first number."""

    key: str
    label: Any
    dated_by: Any
    counts: Any
    of_total: bool = True


RULES = (
    Rule(
        "conferences",
        _("Press conferences held"),
        _("the beginning of the conference"),
        _("every conference recorded as held, periodic or extraordinary"),
        of_total=False,
    ),
    Rule(
        "briefings",
        _("Times the agency came of its own initiative to inform the press at press briefings"),
        _("when it was spoken"),
        _("statements in the form “exchange or press briefing”, given of own initiative"),
        of_total=False,
    ),
    Rule(
        "requests",
        _("Press requests answered / press requests received"),
        _("when the request was received"),
        _("answered before the window closed; refused, withdrawn, transferred and handed over ones stay in the total"),
    ),
    Rule(
        "cases",
        _("Extraordinary cases spoken on / cases under Article 7 (2), (3), (4), (5)"),
        _("the date of the case: received, or for (4) when the effect was determined"),
        _("a first statement before the window closed; no drills, nothing dismissed"),
    ),
    Rule(
        "in_time",
        _("Cases spoken on in time / cases with a time limit under Article 7 (3), (4)"),
        _("the date of the case, as above"),
        _("the legal clock of the case was stopped at or before its due instant"),
    ),
    Rule(
        "feedback",
        _("Cases with a written request for feedback or correction / cases under Article 7 (6)"),
        _("when the case was received"),
        _(
            "a correction request was sent to an outlet in the window, or a given statement in the form “written "
            "feedback to a press body” is linked to the case; each case once"
        ),
    ),
    # Beside the six: the form asks for cases under Article 7 of Decree 244/2026, which these are not.
    Rule(
        "former",
        _("Beside the six figures: cases under Decree 09/2017, Article 6.3.a, spoken on / all in the window"),
        _("when the case occurred"),
        _("a first statement before the window closed; they stand in none of the six figures"),
    ),
)


@dataclass(frozen=True)
class Item:
    """A record behind a figure; `obj` is None where the reader may not see it."""

    counted: bool
    at: datetime
    obj: Any


@dataclass
class Figure:
    """`count` of `total`; both are None where there was no case (or no total is asked for)."""

    rule: Rule
    ids: dict[UUID, bool]
    items: list[Item] = field(default_factory=list)

    @property
    def total(self) -> int | None:
        return (len(self.ids) or None) if self.rule.of_total else None

    @property
    def count(self) -> int | None:
        return None if self.rule.of_total and not self.ids else sum(self.ids.values())

    @property
    def no_case(self) -> bool:
        return self.count is None

    @property
    def hidden(self) -> int:
        """Records that count and that the reader may not see."""
        return len(self.ids) - len(self.items)

    @property
    def digest(self) -> str:
        """Names the list behind the figure, also for those who may not see all of it."""
        lines = sorted(f"{pk} {int(counted)}" for pk, counted in self.ids.items())
        return sha256("\n".join(lines).encode()).hexdigest()

    @property
    def words(self) -> str:
        """«3», «2/5»; empty where there was no case."""
        if self.no_case:
            return ""
        return str(self.count) if self.total is None else f"{self.count}/{self.total}"


@dataclass(frozen=True)
class Figures:
    """The figures of one year, frozen when they are those of a submitted report."""

    year: int
    starts: date
    ends: date
    figures: list[Figure]
    former: Figure
    frozen: bool = False

    @property
    def every(self) -> list[Figure]:
        return [*self.figures, self.former]

    def of(self, key: str) -> Figure:
        return next(figure for figure in self.every if figure.rule.key == key)


Rows = dict[UUID, tuple[bool, datetime]]


def figures(user: Any, year: int, frozen: dict[str, Any] | None = None) -> Figures:
    """The figures with what the reader may see of the lists; `frozen`: as a submitted report kept them.

    Every record is counted for everybody, restricted incidents too: only the list hides what a reader may not see.
    """
    found = []
    for rule in RULES:
        model, rows = _FOUND[rule.key](*periods.window(year)) if frozen is None else _kept(rule.key, frozen)
        seen = {obj.pk: obj for obj in model.objects.visible_to(user).filter(pk__in=list(rows))}
        items = [Item(counted, at, seen[pk]) for pk, (counted, at) in rows.items() if pk in seen]
        ids = {pk: counted for pk, (counted, _at) in rows.items()}
        found.append(Figure(rule, ids, sorted(items, key=lambda item: item.at)))
    starts, ends = periods.window_days(year)
    return Figures(year, starts, ends, found[:-1], found[-1], frozen=frozen is not None)


def as_kept(computed: Figures) -> dict[str, Any]:
    """What a submitted report keeps: each figure with its list and the digest of the list."""
    return {
        figure.rule.key: {
            "count": figure.count,
            "total": figure.total,
            "digest": figure.digest,
            "list": [[str(pk), counted] for pk, counted in figure.ids.items()],
        }
        for figure in computed.every
    }


MODEL: dict[str, Any] = {
    "conferences": PressConference,
    "briefings": Statement,
    "requests": PressRequest,
    "cases": Incident,
    "in_time": Incident,
    "feedback": Incident,
    "former": Incident,
}
_SHOWN_AT = {PressConference: "held_at", Statement: "spoken_at", PressRequest: "received_at", Incident: "received_at"}


def _kept(key: str, frozen: dict[str, Any]) -> tuple[Any, Rows]:
    kept = {UUID(pk): bool(counted) for pk, counted in frozen[key]["list"]}
    model = MODEL[key]
    times = dict(model.objects.filter(pk__in=list(kept)).values_list("pk", _SHOWN_AT[model]))
    return model, {pk: (counted, times[pk]) for pk, counted in kept.items()}


def _conferences(start: datetime, end: datetime) -> tuple[Any, Rows]:
    rows = PressConference.objects.filter(state=ConferenceState.HELD, held_at__gte=start, held_at__lt=end)
    return PressConference, {pk: (True, at) for pk, at in rows.values_list("pk", "held_at")}


def _briefings(start: datetime, end: datetime) -> tuple[Any, Rows]:
    rows = Statement.objects.filter(
        state__in=SPOKEN, form=StatementForm.EXCHANGE, own_initiative=True, spoken_at__gte=start, spoken_at__lt=end
    )
    return Statement, {pk: (True, at) for pk, at in rows.values_list("pk", "spoken_at") if at}


def _requests(start: datetime, end: datetime) -> tuple[Any, Rows]:
    rows = PressRequest.objects.filter(received_at__gte=start, received_at__lt=end)
    values = rows.values_list("pk", "received_at", "outcome", "answered_at")
    return PressRequest, {
        pk: (outcome == Outcome.ANSWERED and answered is not None and answered < end, at)
        for pk, at, outcome, answered in values
    }


def _cases_of(grounds: Iterable[str], start: datetime, end: datetime) -> "QuerySet[Incident]":
    """Real cases whose date lies in the window."""
    dated = Q(pk__in=[])
    for ground in grounds:
        at = CASE_DATE.get(LegalGround(ground), "received_at")
        dated |= Q(legal_ground=ground, **{f"{at}__gte": start, f"{at}__lt": end})
    rows: QuerySet[Incident] = Incident.objects.filter(dated, drill=False).exclude(state=IncidentState.DISMISSED)
    return rows


def _spoken(grounds: Iterable[str], start: datetime, end: datetime) -> tuple[Any, Rows]:
    rows: Any = with_first_statement(_cases_of(grounds, start, end))  # type: ignore[arg-type]  # the same class
    values = rows.values_list("pk", "received_at", "first_statement_at")
    return Incident, {pk: (first is not None and first < end, at) for pk, at, first in values}


def _cases(start: datetime, end: datetime) -> tuple[Any, Rows]:
    return _spoken(EXTRAORDINARY, start, end)


def _former(start: datetime, end: datetime) -> tuple[Any, Rows]:
    return _spoken([G.ND09_6_3A], start, end)


def _in_time(start: datetime, end: datetime) -> tuple[Any, Rows]:
    clocks = Clock.objects.filter(
        subject_type=INCIDENT,
        subject_id=OuterRef("pk"),
        rule__subject=FIRST_STATEMENT_SUBJECT,
        # The code of the rule is the ground: of a case that was assessed anew, the clock of its ground of now.
        rule__code=OuterRef("legal_ground"),
    )
    in_time = clocks.filter(stopped_at__lte=F("due_at"), stopped_at__lt=end)
    rows = _cases_of(WITH_LIMIT, start, end).annotate(in_time=Exists(in_time))
    return Incident, {pk: (kept, at) for pk, at, kept in rows.values_list("pk", "received_at", "in_time")}


def _feedback(start: datetime, end: datetime) -> tuple[Any, Rows]:
    """A case counts once, however many letters went out on it and whatever was said beside them."""
    letters = CorrectionRound.objects.filter(request__incident=OuterRef("pk"), sent_at__gte=start, sent_at__lt=end)
    said = (
        IncidentStatement.objects.filter(
            incident=OuterRef("pk"), statement__form=StatementForm.FEEDBACK, statement__state__in=SPOKEN
        )
        .order_by()
        .values("incident")
        .annotate(at=Min("statement__spoken_at"))
        .filter(at__lt=end)
    )
    rows = _cases_of([G.ND244_7_6], start, end).annotate(sent=Exists(letters) | Exists(said))
    return Incident, {pk: (sent, at) for pk, at, sent in rows.values_list("pk", "received_at", "sent")}


_FOUND = {
    "conferences": _conferences,
    "briefings": _briefings,
    "requests": _requests,
    "cases": _cases,
    "in_time": _in_time,
    "feedback": _feedback,
    "former": _former,
}
