"""The compliance board: duty by month of one year."""

from dataclasses import dataclass
from typing import Any

from comms.core import clock
from comms.duties.models import Duty
from comms.duties.states import Standing, Subject

# Never the colour alone: each has its sign and its word.
SIGNS = {
    Standing.ON_TIME: ("✓", "good"),
    Standing.LATE: ("!", "warn"),
    Standing.OPEN: ("○", "info"),
    Standing.MISSED: ("✕", "bad"),
    Standing.WAIVED: ("–", "waived"),
    Standing.AHEAD: ("·", ""),
}


@dataclass(frozen=True)
class Cell:
    duty: Duty

    @property
    def sign(self) -> str:
        return SIGNS[self.duty.standing][0]

    @property
    def tone(self) -> str:
        return SIGNS[self.duty.standing][1]

    @property
    def is_open(self) -> bool:
        return self.duty.standing == Standing.OPEN


@dataclass(frozen=True)
class Row:
    """One month: for each duty, in the order of the columns, its periods that end in the month."""

    month: int
    cells: list[tuple[Any, list[Cell]]]


@dataclass(frozen=True)
class Board:
    """`on_time` of the `decided` periods were met in time: those that were met, or whose time is over; what was waived
    is in neither."""

    year: int
    rows: list[Row]
    on_time: int
    decided: int
    counts: dict[str, int]

    @property
    def legend(self) -> list[tuple[str, str, str, int]]:
        """Sign, tone and word of each state that the year has, with how many periods are in it."""
        return [(*SIGNS[each], str(each.label), self.counts[each]) for each in SIGNS if each in self.counts]

    @property
    def is_empty(self) -> bool:
        return not self.counts


def years() -> list[int]:
    """The years that have periods, and this one."""
    known = Duty.objects.order_by().values_list("ends__year", flat=True).distinct()
    return sorted({*known, clock.today().year})


def board(user: Any, year: int) -> Board:
    """The periods that end in `year`: one query."""
    duties = list(Duty.objects.visible_to(user).filter(ends__year=year).order_by("ends", "starts", "pk"))
    rows = [
        Row(month, [(label, [Cell(d) for d in duties if d.ends.month == month and d.subject == subject])
                    for subject, label in Subject.choices])
        for month in range(1, 13)
    ]  # fmt: skip
    counts: dict[str, int] = {}
    for duty in duties:
        counts[duty.standing] = counts.get(duty.standing, 0) + 1
    on_time = counts.get(Standing.ON_TIME, 0)
    decided = on_time + counts.get(Standing.LATE, 0) + counts.get(Standing.MISSED, 0)
    return Board(year, [row for row in rows if any(cells for _label, cells in row.cells)], on_time, decided, counts)
