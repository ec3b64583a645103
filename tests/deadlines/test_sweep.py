"""Telling once that a clock is due soon, and once that it was breached."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from pytest_django import Settings

from comms.audit.models import AuditEvent
from comms.audit.services import verify
from comms.core import clock
from comms.deadlines.events import clock_breached, clock_due_soon
from comms.deadlines.models import Clock
from comms.deadlines.services import clock_settle, clocks_sweep
from comms.org.models import Unit
from comms.outbox.handlers import periodic_functions
from tests.cast import Cast
from tests.conftest import TODAY
from tests.deadlines.test_clocks import last_event, start, stop

HOUR = timedelta(hours=1)
Heard = list[tuple[str, Any]]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """What was announced: ("soon" or "breached", id of the clock)."""
    told: Heard = []

    def soon(*, clocks: list[Clock], **_: Any) -> None:
        told.extend(("soon", row.pk) for row in clocks)

    def breached(*, clocks: list[Clock], **_: Any) -> None:
        told.extend(("breached", row.pk) for row in clocks)

    clock_due_soon.connect(soon)
    clock_breached.connect(breached)
    yield told
    clock_due_soon.disconnect(soon)
    clock_breached.disconnect(breached)


def swept(at: datetime) -> dict[str, int]:
    with clock.frozen(at):
        return clocks_sweep()


def test_a_clock_of_hours_is_told_six_hours_before_and_once_after(rules: Any, cast: Cast, heard: Heard) -> None:
    """Due 23 hours from now."""
    row = start(cast)
    assert swept(row.due_at - 6 * HOUR - timedelta(seconds=1)) == {"breached": 0, "due_soon": 0}
    assert swept(row.due_at - 6 * HOUR) == {"breached": 0, "due_soon": 1}
    assert swept(row.due_at) == {"breached": 0, "due_soon": 0}, "the due instant itself is in time"
    events = AuditEvent.objects.count()
    assert swept(row.due_at + timedelta(seconds=1)) == {"breached": 1, "due_soon": 0}
    assert swept(row.due_at + 9 * HOUR) == {"breached": 0, "due_soon": 0}
    assert heard == [("soon", row.pk), ("breached", row.pk)]
    stored = Clock.objects.get()
    assert (stored.warned_at, stored.breach_told_at) == (row.due_at - 6 * HOUR, row.due_at + timedelta(seconds=1))
    assert stored.version == 1
    assert AuditEvent.objects.count() == events + 1
    event = last_event()
    assert (event.action, event.actor_label, event.subject_type, event.subject_id, event.subject_version) == (
        "deadlines.clock.breached",
        "system",
        "org.unit",
        cast.units["VP"].pk,
        Unit.objects.get(code="VP").version,
    )
    assert (event.data["clock"], event.data["rule"]) == (str(row.pk), "ND244-7.3")
    assert verify().broken_at is None


def test_other_clocks_are_told_days_before(rules: Any, cast: Cast, heard: Heard, settings: Settings) -> None:
    row = start(cast, "answer_press_head")
    assert swept(row.due_at - timedelta(days=3, seconds=1))["due_soon"] == 0
    settings.DEADLINE_WARN_DAYS = 4
    assert swept(row.due_at - timedelta(days=4))["due_soon"] == 1
    assert heard == [("soon", row.pk)]


def test_a_clock_found_too_late_is_told_as_breached_only(rules: Any, cast: Cast, heard: Heard) -> None:
    row = start(cast)
    swept(row.due_at + HOUR)
    swept(row.due_at + 2 * HOUR)
    assert heard == [("breached", row.pk)]


def test_a_stopped_clock_is_not_told(rules: Any, cast: Cast, heard: Heard) -> None:
    row = start(cast)
    stop(cast)
    swept(row.due_at - HOUR)
    swept(row.due_at + HOUR)
    assert heard == []


def test_a_clock_that_runs_again_is_told_again(rules: Any, cast: Cast, heard: Heard) -> None:
    """Whoever read the first notice has since read that it was stopped."""
    row = start(cast)
    swept(row.due_at + HOUR)
    with clock.frozen(row.due_at + 2 * HOUR):
        stop(cast, row.due_at + 2 * HOUR)
        clock_settle(actor=None, on=cast.units["VP"], subject="first_statement", stopped_at=None)
    swept(row.due_at + 3 * HOUR)
    assert heard == [("breached", row.pk)] * 2


def test_batches_follow_each_other(rules: Any, cast: Cast, heard: Heard) -> None:
    rows = [start(cast, on=unit) for unit in Unit.objects.all()]
    with patch("comms.deadlines.services.sweep.BATCH", 2):
        assert swept(rows[0].due_at + HOUR)["breached"] == len(rows)
    assert {pk for _kind, pk in heard} == {row.pk for row in rows}
    assert len(heard) == len(rows)


def test_what_cannot_be_told_is_not_marked(rules: Any, cast: Cast) -> None:
    """The mark and the notices stand or fall together: the next sweep tries again."""
    row = start(cast)

    def fail(**_: Any) -> None:
        raise RuntimeError

    clock_breached.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            swept(row.due_at + HOUR)
    finally:
        clock_breached.disconnect(fail)
    assert Clock.objects.get().breach_told_at is None
    assert not AuditEvent.objects.filter(action="deadlines.clock.breached").exists()
    assert swept(row.due_at + HOUR)["breached"] == 1


def test_a_sweep_costs_no_more_with_more_clocks(
    rules: Any, cast: Cast, queries_do_not_grow: Callable[..., None]
) -> None:
    """One clock due soon and one breached, then many of each."""
    units = list(Unit.objects.all())
    early = TODAY - 30 * HOUR

    def begin(chosen: list[Unit]) -> None:
        for unit in chosen:
            start(cast, on=unit, started_at=early)
            start(cast, on=unit, rule_code="ND244-7.4", started_at=TODAY - 20 * HOUR)

    def sweep() -> None:
        Clock.objects.update(warned_at=None, breach_told_at=None)
        told = clocks_sweep()
        assert told["breached"] == told["due_soon"] > 0

    begin(units[:1])
    queries_do_not_grow(sweep, lambda: begin(units[1:]))


def test_it_is_looked_for_regularly() -> None:
    assert "deadlines.sweep" in periodic_functions()
