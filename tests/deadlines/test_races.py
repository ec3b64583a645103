"""Two acts at the same moment, on PostgreSQL."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from comms.audit.models import AuditEvent
from comms.audit.services import verify
from comms.core.errors import Conflict
from comms.deadlines.models import Clock
from comms.deadlines.selectors import working_calendar
from comms.deadlines.services import calendar_day_set, clock_stop
from tests.cast import Cast
from tests.conftest import TODAY
from tests.deadlines.test_clocks import start
from tests.races import at_once, needs_postgresql

pytestmark = needs_postgresql


def test_of_two_starts_at_once_one_runs(transactional_db: Any, rules: Any, cast: Cast) -> None:
    results = at_once(*[lambda: start(cast)] * 4)
    assert [type(result) for result in results if not isinstance(result, Conflict)] == [Clock]
    assert Clock.objects.count() == 1


def test_of_two_stops_at_once_the_first_wins(transactional_db: Any, rules: Any, cast: Cast) -> None:
    """The same act reported four times at once stops the clock once, with one event."""
    start(cast)
    results = at_once(
        *[
            lambda person=person: clock_stop(
                actor=person, on=cast.units["VP"], subject="first_statement", stopped_at=TODAY
            )
            for person in (cast.spokesperson, cast.press_officer, cast.leader, cast.verifier)
        ]
    )
    assert sorted(len(result) for result in results) == [0, 0, 0, 1]
    (winner,) = next(result for result in results if result)
    stored = Clock.objects.get()
    assert (stored.stopped_by_id, stored.version) == (winner.stopped_by_id, 2)
    assert AuditEvent.objects.filter(action="deadlines.clock.stopped").count() == 1
    assert verify().broken_at is None


def test_whatever_the_order_the_earliest_act_is_the_stop(transactional_db: Any, rules: Any, cast: Cast) -> None:
    start(cast)
    at_once(
        *[
            lambda minutes=minutes: clock_stop(
                actor=None,
                on=cast.units["VP"],
                subject="first_statement",
                stopped_at=TODAY - timedelta(minutes=minutes),
            )
            for minutes in (5, 40, 20, 30)
        ]
    )
    assert Clock.objects.get().stopped_at == TODAY - timedelta(minutes=40)
    assert verify().broken_at is None


def test_no_clock_starts_by_a_calendar_that_is_just_being_changed(
    transactional_db: Any, rules: Any, cast: Cast
) -> None:
    """However the two interleave, the open clock stands as the present calendar counts it."""

    def decree() -> None:
        with transaction.atomic():
            calendar_day_set(actor=cast.administrator, day=date(2026, 11, 25), working=False, reason="QĐ 9/QĐ-TTg")

    results = at_once(decree, lambda: start(cast, "tell_complaint_conclusion"))
    assert not [result for result in results if isinstance(result, Exception)]
    assert date(2026, 11, 25) in working_calendar().overrides
    assert f"{Clock.objects.get().due_at.astimezone(TODAY.tzinfo):%d/%m}" == "02/12"
