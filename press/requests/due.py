"""When the units deliver inside the ministry, so that the answer goes out in time.

No law sets these hours (units answer «in time», NĐ 244/2026/NĐ-CP, khoản 2 Điều 4).  The shares are an internal rule: a
proposal that the desk may change for each request.
"""

from datetime import datetime, time, timedelta

from django.conf import settings

from comms.core import clock
from comms.deadlines.calendar import ONE_DAY, Calendar
from comms.deadlines.selectors import hanoi_date, working_calendar

END_OF_WORK = time(17)


def lead_due(due_at: datetime | None) -> datetime | None:
    """Proposed for the lead unit, of the time from now to the legal `due_at`; None without one, or too late."""
    return _share(due_at, settings.PRESS_REQUEST_LEAD_SHARE)


def coordinating_due(lead_due_at: datetime | None) -> datetime | None:
    """Proposed for coordinating units, of the time from now to the lead unit's due instant."""
    return _share(lead_due_at, settings.PRESS_REQUEST_COORDINATING_SHARE)


def _share(end: datetime | None, share: float) -> datetime | None:
    now = clock.now()
    if end is None or end <= now:
        return None
    exact: datetime = now + (end - now) * share
    at = _end_of_working_day(exact, working_calendar())
    return at if now < at < end else exact.replace(second=0, microsecond=0) + timedelta(minutes=1)


def _end_of_working_day(exact: datetime, calendar: Calendar) -> datetime:
    """17:00 of the day of `exact`, or of the last working day before it."""
    day = hanoi_date(exact)
    while not calendar.is_working(day):
        day -= ONE_DAY
    return datetime.combine(day, END_OF_WORK, clock.HANOI)
