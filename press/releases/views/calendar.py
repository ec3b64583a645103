"""The calendar of releases: a month, or a week of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.errors import Invalid
from comms.web.pages import PageView
from press.releases import schedule

WEEK = timedelta(days=7)


class ReleaseCalendar(PageView):
    """`?week=2026-11-23` shows that week with all its days, `?month=2026-11` those days of the month on which
    something is due; without either the present month."""

    template_name = "press/release_calendar.html"
    heading = _("Calendar of releases")

    def crumbs(self) -> Sequence[tuple[Any, str]]:
        return [(_("Releases"), reverse("press:releases"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, here = self.request.user, reverse("press:release-calendar")
        weekly = "week" in self.request.GET
        first, last, before, after = (
            _week(self.request.GET["week"]) if weekly else _month(self.request.GET.get("month"))
        )
        days = schedule.days(user, first, last)
        shown = "%Y-%m-%d" if weekly else "%Y-%m"
        name = "week" if weekly else "month"
        return super().get_context_data(
            weekly=weekly,
            first=first,
            last=last,
            days=[day for day in days if day.entries or weekly or day.today],
            nothing=not any(day.entries for day in days),
            before_url=f"{here}?{name}={before:{shown}}",
            after_url=f"{here}?{name}={after:{shown}}",
            week_url=f"{here}?week={max(first, min(clock.today(), last)):%Y-%m-%d}",
            month_url=f"{here}?month={first:%Y-%m}",
            late=schedule.late(user),
            unscheduled=schedule.unscheduled(user),
            **kwargs,
        )


def _week(text: str) -> tuple[date, date, date, date]:
    """Monday and Sunday of the week of the day, and the Mondays beside."""
    day = _day(text)
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6), monday - WEEK, monday + WEEK


def _month(text: str | None) -> tuple[date, date, date, date]:
    """First and last day of the month, and the months beside."""
    first = _day(f"{text}-01") if text else clock.today().replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return first, after - timedelta(days=1), (first - timedelta(days=1)).replace(day=1), after


def _day(text: str) -> date:
    """Raises Invalid for what is no day between the years 2000 and 2100."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 2000 <= day.year <= 2100:
        raise Invalid.field("month", _("There is no such day."), code="day")
    return day
