"""Sightings over time as a picture that the server draws."""

from collections.abc import Sequence
from dataclasses import dataclass

from incidents.selectors import Day

# Days that are drawn; all of them stand in the sum.
SHOWN = 60
_STEP, _BAR, _HIGH = 12, 9, 80


@dataclass(frozen=True)
class Bar:
    """A day as it is drawn; `x`, `y` and `height` are units of the picture."""

    day: Day
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Chart:
    """The latest days with sightings, and what all days have together."""

    bars: list[Bar]
    width: int
    height: int
    bar: int
    total: int
    reach: int | None
    left_out: int


def chart(days: Sequence[Day]) -> Chart | None:
    """A picture of the days with sightings, None where there are none.  Days without any take no room."""
    if not days:
        return None
    shown = days[-SHOWN:]
    most = max(day.total for day in shown)
    bars = []
    for index, day in enumerate(shown):
        height = max(2, round(day.total / most * _HIGH))
        bars.append(Bar(day, index * _STEP, _HIGH - height, height))
    known = [day.reach for day in days if day.reach is not None]
    return Chart(
        bars=bars,
        width=len(bars) * _STEP,
        height=_HIGH,
        bar=_BAR,
        total=sum(day.total for day in days),
        reach=sum(known) if known else None,
        left_out=len(days) - len(shown),
    )
