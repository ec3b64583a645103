"""Two acts at the same moment, on PostgreSQL."""

from datetime import date, timedelta
from threading import Event
from typing import Any
from unittest.mock import patch

from django.db import transaction

from comms.audit.models import AuditEvent
from comms.audit.services import verify
from comms.core import clock
from comms.core.errors import Conflict, Invalid
from comms.deadlines.events import clock_breached
from comms.deadlines.models import Clock, Recount, Rule
from comms.deadlines.selectors import explain, working_calendar
from comms.deadlines.services import calendar_day_set, clock_settle, clock_stop, clocks_sweep, rule_amend
from comms.org.models import Unit
from tests.cast import Cast
from tests.conftest import TODAY
from tests.deadlines.test_clocks import start
from tests.races import at_once, await_somebody_waiting, needs_postgresql

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


def test_two_sweeps_at_once_tell_each_clock_once(transactional_db: Any, rules: Any, cast: Cast) -> None:
    """Small batches, so that they meet: what one holds the others skip."""
    rows = [start(cast, on=unit, started_at=TODAY - timedelta(hours=30)) for unit in Unit.objects.all()]
    heard: list[Any] = []

    def listen(*, clocks: list[Clock], **_: Any) -> None:
        heard.extend(row.pk for row in clocks)

    clock_breached.connect(listen)
    try:
        with patch("comms.deadlines.services.sweep.BATCH", 2):
            results = at_once(*[clocks_sweep] * 4)
    finally:
        clock_breached.disconnect(listen)
    assert not [result for result in results if isinstance(result, Exception)]
    assert sum(result["breached"] for result in results) == len(rows)
    assert sorted(heard) == sorted(row.pk for row in rows)
    assert AuditEvent.objects.filter(action="deadlines.clock.breached").count() == len(rows)
    assert verify().broken_at is None


def test_a_clock_that_runs_again_while_a_day_is_being_set_is_counted_with_it(
    transactional_db: Any, rules: Any, cast: Cast
) -> None:
    """The change of the calendar waits for the clock, or the clock for the calendar."""
    on, subject = cast.units["VP"], "tell_complaint_conclusion"
    row = start(cast, subject)
    clock_stop(actor=None, on=on, subject=subject, stopped_at=TODAY)
    held = Event()

    def reopen() -> None:
        with transaction.atomic():
            clock_settle(actor=None, on=on, subject=subject, stopped_at=None)
            held.set()
            await_somebody_waiting()

    def decree() -> None:
        held.wait(10)
        calendar_day_set(actor=cast.administrator, day=date(2026, 11, 25), working=False, reason="QĐ 9/QĐ-TTg")

    assert not [result for result in at_once(reopen, decree) if isinstance(result, Exception)]
    stored = Clock.objects.get(pk=row.pk)
    assert (stored.due_at, stored.explanation) == (
        (expected := explain(row.rule, row.started_at)).due_at,
        expected.steps,
    )
    assert Recount.objects.get().due_at == stored.due_at > row.due_at


def test_a_sweep_and_a_decree_at_once_leave_a_clock_that_is_told_by_its_new_due_instant(
    transactional_db: Any, rules: Any, cast: Cast
) -> None:
    start(cast, "tell_complaint_conclusion")
    due = Clock.objects.get().due_at

    def decree() -> None:
        with clock.frozen(due + timedelta(minutes=1)):
            calendar_day_set(actor=cast.administrator, day=date(2026, 11, 25), working=False, reason="QĐ 9/QĐ-TTg")

    def sweep() -> None:
        with clock.frozen(due + timedelta(minutes=1)):
            clocks_sweep()

    assert at_once(decree, sweep) == [None, None]
    stored = Clock.objects.get()
    assert stored.due_at == due + timedelta(days=1)
    assert stored.breach_told_at is None


def test_no_clock_starts_by_a_rule_that_is_just_being_ended(transactional_db: Any, rules: Any, cast: Cast) -> None:
    """The start waits for the change of the rule, and then reads the law again."""
    rule, held = Rule.objects.get(code="ND237-18.2"), Event()

    def end() -> None:
        with transaction.atomic():
            rule_amend(actor=cast.administrator, rule_id=rule.pk, version=rule.version, valid_to=date(2026, 11, 20))
            held.set()
            await_somebody_waiting()

    def begin() -> None:
        held.wait(10)
        start(cast, "tell_complaint_conclusion")

    ended, refused = at_once(end, begin)
    assert ended is None
    assert isinstance(refused, Invalid)
    assert refused.errors["rule"][0].code == "no_rule"
    assert not Clock.objects.exists()


def test_a_clock_that_runs_again_while_its_rule_is_put_right_is_counted_by_the_new_one(
    transactional_db: Any, rules: Any, cast: Cast
) -> None:
    on, subject, held = cast.units["VP"], "tell_complaint_conclusion", Event()
    row = start(cast, subject)
    clock_stop(actor=None, on=on, subject=subject, stopped_at=TODAY)

    def amend() -> None:
        with transaction.atomic():
            rule_amend(actor=cast.administrator, rule_id=row.rule_id, version=row.rule.version, amount="7")
            held.set()
            await_somebody_waiting()

    def reopen() -> None:
        held.wait(10)
        clock_settle(actor=None, on=on, subject=subject, stopped_at=None)

    assert at_once(amend, reopen) == [None, None]
    stored = Clock.objects.select_related("rule").get()
    assert stored.rule.amount == "7"
    assert stored.due_at == explain(stored.rule, stored.started_at).due_at > row.due_at
