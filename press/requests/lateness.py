"""Who was late, by how much, and whose time a late answer took.

Nothing is stored: the rows of the units and the legal clock say it all.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from comms.core import clock
from comms.deadlines.models import Clock
from comms.org.models import Unit
from press.requests.models import PressRequest, RequestUnit
from press.requests.states import Part

NONE = timedelta(0)


@dataclass(frozen=True)
class PartTime:
    """A unit's part: from when it was open to when it was delivered, relieved or overtaken by the end of the request
    (None: still open); `late_by` is zero when it was in time or had no due instant."""

    row: RequestUnit
    closed_at: datetime | None
    late_by: timedelta

    @property
    def unit(self) -> Unit:
        return self.row.unit

    @property
    def is_late(self) -> bool:
        return self.late_by > NONE


@dataclass(frozen=True)
class Waited:
    """How long the answer waited for `unit`; None is the press desk (with approval and sending)."""

    unit: Unit | None
    time: timedelta


@dataclass(frozen=True)
class Lateness:
    """`late_by` is that of the request against its legal clock.  `caused_by` names the units that overran their own due
    instants of an answer that is late, [None] when it was the desk alone; empty when the answer is in time."""

    late_by: timedelta
    parts: list[PartTime]
    waited: list[Waited]
    caused_by: list[Unit | None] = field(default_factory=list)

    @property
    def is_late(self) -> bool:
        return self.late_by > NONE


def lateness(request: PressRequest, legal: Clock | None) -> Lateness:
    """Of a request and its legal clock (`selectors.clock_of`), until its end or until now.

    An instant counts for the coordinating units whose part was open then (for each of them in full), else for the lead
    unit while its part was open, else for the desk: before anybody was asked, and while everything was in.
    """
    end = _end_of(request, legal)
    parts = [_timed(request, row) for row in request.unit_rows.all()]
    late_by = max(end - legal.due_at, NONE) if legal is not None else NONE
    waited: dict[Unit | None, timedelta] = defaultdict(timedelta)
    for start, stop in _spans(request, parts, end):
        for unit in _whose(parts, start):
            waited[unit] += stop - start
    rows = [Waited(unit, time) for unit, time in sorted(waited.items(), key=lambda item: -item[1])]
    caused: list[Unit | None] = []
    if late_by > NONE:
        caused.extend(dict.fromkeys(part.unit for part in parts if part.is_late))
        caused = caused or [None]
    return Lateness(late_by=late_by, parts=parts, waited=rows, caused_by=caused)


def part_time(part: RequestUnit) -> PartTime:
    """One part alone; the request is at hand with it."""
    return _timed(part.request, part)


def _end_of(request: PressRequest, legal: Clock | None) -> datetime:
    """When the press had its answer; now while something is owed."""
    if legal is not None and legal.stopped_at is not None:
        return legal.stopped_at
    now = clock.now()
    return now if legal is not None else request.ended_at or now


def _timed(request: PressRequest, row: RequestUnit) -> PartTime:
    ends = [at for at in (row.delivered_at, row.relieved_at, request.ended_at) if at is not None]
    closed = min(ends) if ends else None
    until = closed or clock.now()
    late = max(until - row.due_at, NONE) if row.due_at is not None else NONE
    return PartTime(row, closed, late)


def _spans(request: PressRequest, parts: list[PartTime], end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The time from the receipt to the end, cut wherever a part opened or closed."""
    cuts = {request.received_at, end}
    for part in parts:
        cuts |= {part.row.asked_at, part.closed_at or end}
    within = sorted(at for at in cuts if request.received_at <= at <= end)
    yield from pairwise(within)


def _whose(parts: list[PartTime], at: datetime) -> list[Unit | None]:
    open_then = [part for part in parts if part.row.asked_at <= at and (part.closed_at is None or at < part.closed_at)]
    coordinating = dict.fromkeys(part.unit for part in open_then if part.row.part == Part.COORDINATING)
    leading = dict.fromkeys(part.unit for part in open_then if part.row.part == Part.LEAD)
    return list(coordinating) or list(leading) or [None]
