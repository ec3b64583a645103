"""What a change of the calendar would do, before it is done."""

from collections import Counter
from datetime import date, datetime, time

from comms.core.clock import HANOI
from comms.deadlines.calendar import Calendar, Override, check_year
from comms.deadlines.models import Clock, Rule
from comms.deadlines.selectors import explain, hanoi_date, working_calendar
from comms.deadlines.states import ROLLING


def would_move(day: date, entered: Override | None) -> int:
    """How many open clocks would be due at another instant if `day` were entered so; None: if its row were taken out.

    The same clocks as `calendar_day_set` looks at: those that count days and have `day` between start and end.
    Raises Invalid for a day that the calendar does not reach.
    """
    check_year(day.year, "day")
    overrides = {known: override for known, override in working_calendar().overrides.items() if known != day}
    calendar = Calendar(overrides | ({day: entered} if entered else {}))
    midnight = datetime.combine(day, time.min, HANOI)
    open_clocks = Clock.objects.open().filter(rule__unit__in=ROLLING, started_at__lt=midnight, due_at__gt=midnight)
    # Clocks of one rule that start on one day and are due together are counted once.
    groups: Counter[tuple[object, date, datetime]] = Counter()
    starts: dict[tuple[object, date, datetime], datetime] = {}
    for rule_id, started_at, due_at in open_clocks.values_list("rule_id", "started_at", "due_at").iterator():
        group = (rule_id, hanoi_date(started_at), due_at)
        groups[group] += 1
        starts[group] = started_at
    rules = Rule.objects.in_bulk({rule_id for rule_id, _day, _due in groups})
    return sum(
        number
        for group, number in groups.items()
        if explain(rules[group[0]], starts[group], calendar).due_at != group[2]
    )
