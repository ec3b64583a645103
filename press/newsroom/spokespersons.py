"""The public list of spokespersons: who speaks for which agency, on a day, and who did before.

What stands here is what the law has published, of published mandates alone: name, post and validity; phone and official
e-mail of the regular spokesperson, and of a person authorised until 30/06/2026, there with the authorisation itself; of
a mandate that has ended neither phone nor e-mail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from comms.core import clock
from comms.deadlines.models import Rule
from comms.deadlines.selectors import hanoi_date
from comms.org.models import Unit
from press.mandates.duty import PUBLICATION_DUTY
from press.mandates.models import Mandate
from press.mandates.states import Capacity

ORDER = (Capacity.HEAD, Capacity.REGULAR, Capacity.AUTHORISED)
# Of those that have ended; the oldest are left out beyond.
FORMER_ROWS = 500
# What is published, by the names of the columns: of these `illustrative` may name some.
PUBLIC = ("post", "phone", "email", "document_number", "decided_at", "decided_by", "scope", "matter")


@dataclass(frozen=True)
class Spokesperson:
    """One mandate as the public reads it; what is not published is an empty text or None."""

    mandate: Mandate
    phone: str
    email: str
    # The authorisation as it was signed, where the law had its text published.
    with_paper: bool

    @property
    def until(self) -> datetime | None:
        """Its end: the revocation, or what the mandate itself names."""
        end: datetime | None = self.mandate.revoked_at or self.mandate.valid_to
        return end

    def data(self) -> dict[str, Any]:
        """For the JSON; instants with their offset."""
        mandate = self.mandate
        given: dict[str, Any] = {
            "name": mandate.person.full_name,
            "capacity": mandate.capacity,
            "post": mandate.post,
            "phone": self.phone,
            "email": self.email,
            "matter": mandate.matter,
            "scope": mandate.scope,
            "valid_from": _written(mandate.valid_from),
            "valid_to": _written(self.until),
            "published_at": _written(mandate.published_at),
        }
        if self.with_paper:
            decided = _written(mandate.decided_at)
            paper = {"number": mandate.document_number, "decided_at": decided, "decided_by": mandate.decided_by}
            given["authorisation"] = paper
        shown = {name for name in PUBLIC if given.get(name)}
        shown |= {"document_number", "decided_at", "decided_by"} if self.with_paper else set()
        return given | {"illustrative": sorted(shown.intersection(mandate.illustrative))}


@dataclass(frozen=True)
class Agency:
    """The spokespersons of an agency on the day, and the former ones, the latest first."""

    unit: Unit
    current: list[Spokesperson]
    former: list[Spokesperson]


def agencies(day: date) -> list[Agency]:
    """Every agency with a published mandate that holds on the day, or ended before it: the ministry first."""
    published: Any = Mandate.objects.filter(published_at__lte=clock.now()).ever()
    rows = published.select_related("person", "unit").with_end()
    # Of today those that hold at this moment; of another day those that hold at some instant of it.
    holding: QuerySet[Mandate] = rows.valid_at(clock.now()) if day == clock.today() else rows.on_day(day)
    before = clock.now() if day == clock.today() else _start(day)
    ended = rows.filter(ends_at__lte=before).exclude(pk__in=holding.values("pk")).order_by("-ends_at", "pk")
    twelve_hours = list(Rule.objects.filter(subject=PUBLICATION_DUTY[Capacity.AUTHORISED]))
    by_unit: dict[Any, Agency] = {}
    for mandates, which in ((_in_order(holding), "current"), (ended[:FORMER_ROWS], "former")):
        for mandate in mandates:
            agency = by_unit.setdefault(mandate.unit_id, Agency(mandate.unit, [], []))
            getattr(agency, which).append(_shown(mandate, twelve_hours, current=which == "current"))
    return sorted(by_unit.values(), key=lambda each: (each.unit.kind != Unit.Kind.MINISTRY, each.unit.name_sort))


def _in_order(rows: Iterable[Mandate]) -> list[Mandate]:
    return sorted(rows, key=lambda row: (ORDER.index(Capacity(row.capacity)), row.person.name_sort, str(row.pk)))


def _shown(mandate: Mandate, twelve_hours: list[Rule], *, current: bool) -> Spokesperson:
    day = hanoi_date(mandate.decided_at) if mandate.decided_at else None
    in_writing = mandate.capacity == Capacity.AUTHORISED and any(
        day and rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to) for rule in twelve_hours
    )
    reachable = (mandate.capacity == Capacity.REGULAR or in_writing) and current and not mandate.has_ended
    return Spokesperson(
        mandate, mandate.phone if reachable else "", mandate.email if reachable else "", with_paper=in_writing
    )


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.HANOI)


def _written(at: datetime | None) -> str | None:
    return at.astimezone(clock.HANOI).isoformat() if at else None
