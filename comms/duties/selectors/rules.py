"""Whose duties they are, since when they are kept, by which rule each period goes."""

from datetime import date

from django.conf import settings

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.deadlines.calendar import Calendar
from comms.deadlines.models import Rule
from comms.deadlines.selectors import Explanation, explain, hanoi_date, working_calendar
from comms.duties.periods import Period
from comms.duties.states import Subject
from comms.org.models import Unit


def ministry() -> Unit | None:
    """The agency whose duties are kept: the ministry of today."""
    found: Unit | None = Unit.objects.valid_on(clock.today()).filter(kind=Unit.Kind.MINISTRY).order_by("code").first()
    return found


def first_day() -> date:
    """Since when the duties are kept: `DUTIES_FROM`, or the first day of the month in which the service was set up,
    which is that of its first evidence.  What lay before is no “missed” period, unless somebody enters it."""
    if settings.DUTIES_FROM:
        return date.fromisoformat(settings.DUTIES_FROM)
    first = AuditEvent.objects.order_by("seq").values_list("at", flat=True).first()
    return hanoi_date(first or clock.now()).replace(day=1)


class RuleBook:
    """The rules of the periodic duties and the working calendar: two queries for any number of periods."""

    def __init__(self) -> None:
        self._rules = list(Rule.objects.filter(subject__in=Subject.values).order_by("-valid_from", "code"))
        self.calendar: Calendar = working_calendar()

    def rule(self, subject: str, period: Period) -> Rule | None:
        """The rule in force on the day that counts for the period; of several, the one that began last."""
        return next((r for r in self._rules if r.subject == subject and r.is_in_force_on(period.law_on)), None)

    def begins(self, subject: str) -> date | None:
        """The first day of the first regime that knows the duty."""
        return min((rule.valid_from for rule in self._rules if rule.subject == subject), default=None)

    def counted(self, rule: Rule, period: Period) -> Explanation:
        return explain(rule, period.counted_from, self.calendar)
