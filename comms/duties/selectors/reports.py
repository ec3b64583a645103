"""The annual report of a year as it stands: its words, if somebody has begun them, and its figures."""

import re
from dataclasses import dataclass
from typing import Any

from comms.core import clock
from comms.duties import periods
from comms.duties.models import AnnualReport
from comms.duties.selectors.figures import Figures, figures
from comms.duties.states import ReportState

_YEAR = re.compile(r"20[0-9]{2}")


@dataclass(frozen=True)
class Shown:
    """`report` is None until somebody begins it."""

    figures: Figures
    report: AnnualReport | None

    @property
    def submitted(self) -> bool:
        return self.report is not None and self.report.state == ReportState.SUBMITTED

    @property
    def window_is_over(self) -> bool:
        return clock.now() >= periods.window(self.figures.year)[1]


def year_now() -> int:
    """The year whose window holds today."""
    today = clock.today()
    return today.year + (today > periods.window_days(today.year)[1])


def year_of(text: str) -> int | None:
    """The asked year, or that of now; None for what is no year."""
    if not text:
        return year_now()
    return int(text) if _YEAR.fullmatch(text) else None


def report_shown(user: Any, year: int) -> Shown:
    report = AnnualReport.objects.visible_to(user).select_related("unit").filter(year=year).first()
    kept = report.figures if report is not None and report.state == ReportState.SUBMITTED else None
    return Shown(figures(user, year, kept), report)
