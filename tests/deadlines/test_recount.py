"""Open clocks counted again: which of them, the log, the evidence, the signal, the cost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, transaction

from comms.audit.models import AuditEvent
from comms.audit.services import verify
from comms.core import clock
from comms.core.clock import HANOI
from comms.core.errors import Invalid, NotAllowed, NotVisible, StaleVersion
from comms.deadlines.events import calendar_changed
from comms.deadlines.models import CalendarDay, Clock, Recount, Rule
from comms.deadlines.selectors import explain, log_digest, recounts_of
from comms.deadlines.services import (
    calendar_day_remove,
    calendar_day_set,
    clock_settle,
    clock_stop,
    rule_amend,
    rules_load,
)
from comms.org.models import Unit
from tests.cast import Cast
from tests.conftest import TODAY
from tests.deadlines.conftest import rule_rows
from tests.deadlines.test_clocks import last_event, start

DAY = date(2026, 11, 25)
FIVE_DAYS = "tell_complaint_conclusion"
HOUR = timedelta(hours=1)


def decree(cast: Cast, day: date = DAY, *, working: bool = False, **changes: Any) -> CalendarDay:
    return calendar_day_set(actor=cast.administrator, day=day, working=working, reason="QĐ 9/QĐ-TTg", **changes)


@contextmanager
def announced() -> Iterator[list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []

    def listen(**told: Any) -> None:
        heard.append(told)

    calendar_changed.connect(listen)
    try:
        yield heard
    finally:
        calendar_changed.disconnect(listen)


def test_each_clock_that_moves_has_a_log_line_and_the_day_one_event(rules: Any, cast: Cast) -> None:
    moved = [start(cast, FIVE_DAYS, on=cast.units[code]) for code in ("VP", "CNTT", "TGPL")]
    before = AuditEvent.objects.count()
    with announced() as heard:
        day = decree(cast)
    assert AuditEvent.objects.count() == before + 1
    lines = list(Recount.objects.order_by("clock_id"))
    assert {line.clock_id for line in lines} == {row.pk for row in moved}
    (line,) = recounts_of(moved[0])
    assert (line.due_before, line.due_at) == (moved[0].due_at, datetime(2026, 12, 2, tzinfo=HANOI))
    assert (line.at, line.by_id, line.by_label) == (TODAY, cast.administrator.pk, cast.administrator.full_name)
    assert line.reason == "25/11/2026: QĐ 9/QĐ-TTg"
    event = last_event()
    assert (event.action, event.subject_id) == ("deadlines.calendar_day.set", day.pk)
    assert (event.data["day"], event.data["reason"]) == ("2026-11-25", "QĐ 9/QĐ-TTg")
    assert (event.data["recounted"], event.data["moved"]) == (3, 3)
    assert event.data["log_sha256"] == log_digest((row.clock_id, row.due_before, row.due_at) for row in lines)
    assert [(told["sender"], told["actor"], told["since"]) for told in heard] == [
        (CalendarDay, cast.administrator, DAY)
    ]
    assert verify().broken_at is None


def test_the_log_cannot_be_changed(rules: Any, cast: Cast) -> None:
    start(cast, FIVE_DAYS)
    decree(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        Recount.objects.update(reason="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        Recount.objects.all().delete()


def test_a_digest_tells_a_line_that_was_altered_or_left_out(rules: Any, cast: Cast) -> None:
    one, two = start(cast, FIVE_DAYS), start(cast, FIVE_DAYS, on=cast.units["CNTT"])
    lines = [(row.pk, TODAY, TODAY + HOUR) for row in (one, two)]
    assert log_digest(lines) == log_digest(reversed(lines))
    assert len({log_digest(lines), log_digest(lines[:1]), log_digest([(one.pk, TODAY, TODAY), lines[1]])}) == 3


def test_every_row_keeps_its_own_start_in_the_sum(rules: Any, cast: Cast) -> None:
    """Clocks of one day are counted once; the line of the start differs."""
    early = start(cast, FIVE_DAYS, started_at=TODAY - 8 * HOUR)
    late = start(cast, FIVE_DAYS, on=cast.units["CNTT"], started_at=TODAY - HOUR)
    decree(cast)
    for row in (early, late):
        stored = Clock.objects.get(pk=row.pk)
        expected = explain(row.rule, row.started_at)
        assert (stored.due_at, stored.explanation) == (expected.due_at, expected.steps)
        assert stored.explanation[1] == {"step": "start", "at": row.started_at.astimezone(HANOI).isoformat()}
        assert stored.version == 2


@pytest.mark.parametrize(
    ("subject", "day", "moves"),
    [
        (FIVE_DAYS, "2026-11-21", False),  # the day of the start is not counted
        (FIVE_DAYS, "2026-11-23", True),
        (FIVE_DAYS, "2026-11-30", True),  # the fifth working day itself
        (FIVE_DAYS, "2026-12-01", False),  # after the end
        ("answer_press_head", "2026-12-01", False),  # thirty days: only the last one can roll
        ("answer_press_head", "2026-12-21", True),
        ("press_conference", "2026-12-01", False),
        ("monthly_information", "2026-11-30", False),  # fixed dates do not move
        ("monthly_documents_input", "2026-12-05", False),
        ("annual_press_report", "2026-12-18", False),
        ("first_statement", "2026-11-22", False),  # hours pass as they do
    ],
)
def test_only_clocks_that_count_the_day_move(rules: Any, cast: Cast, subject: str, day: str, moves: bool) -> None:
    """Started on Saturday 21/11/2026."""
    row = start(cast, subject)
    decree(cast, date.fromisoformat(day))
    stored = Clock.objects.get(pk=row.pk)
    assert (stored.due_at > row.due_at, stored.version, Recount.objects.count()) == (moves, 1 + moves, int(moves))
    expected = explain(row.rule, row.started_at)
    assert (stored.due_at, stored.explanation) == (expected.due_at, expected.steps)


def test_a_day_that_only_changes_its_name_is_told_in_the_sum(rules: Any, cast: Cast) -> None:
    """A decreed Saturday, as little worked as before: another sum, with a log line, and the same due instant."""
    row = start(cast, FIVE_DAYS)
    decree(cast, date(2026, 11, 28))
    stored = Clock.objects.get(pk=row.pk)
    assert (stored.due_at, stored.version) == (row.due_at, 2)
    assert stored.explanation != row.explanation
    assert (last_event().data["recounted"], last_event().data["moved"]) == (1, 0)


def test_a_swapped_saturday_brings_the_end_forward(rules: Any, cast: Cast) -> None:
    row = start(cast, FIVE_DAYS)
    decree(cast, date(2026, 11, 28), working=True)
    assert Clock.objects.get(pk=row.pk).due_at == datetime(2026, 11, 29, tzinfo=HANOI) < row.due_at


def test_a_wrongly_entered_day_is_taken_out_and_the_clocks_follow(rules: Any, cast: Cast) -> None:
    row = start(cast, FIVE_DAYS)
    day = decree(cast)
    taken_out = {"actor": cast.administrator, "calendarday_id": day.pk, "version": 1, "reason": "nhập nhầm"}
    with pytest.raises(NotAllowed):
        calendar_day_remove(**(taken_out | {"actor": cast.leader}))
    with pytest.raises(Invalid):
        calendar_day_remove(**(taken_out | {"reason": " "}))
    with pytest.raises(StaleVersion):
        calendar_day_remove(**(taken_out | {"version": 2}))
    assert Clock.objects.get(pk=row.pk).due_at > row.due_at
    with announced() as heard:
        calendar_day_remove(**taken_out)
    assert not CalendarDay.objects.exists()
    stored = Clock.objects.get(pk=row.pk)
    assert (stored.due_at, stored.explanation) == (row.due_at, row.explanation)
    event = last_event()
    assert (event.action, event.subject_id) == ("deadlines.calendar_day.removed", day.pk)
    assert (event.data["day"], event.data["working"], event.data["entered_reason"], event.data["reason"]) == (
        "2026-11-25",
        False,
        "QĐ 9/QĐ-TTg",
        "nhập nhầm",
    )
    assert [line.reason for line in recounts_of(row)] == ["25/11/2026: nhập nhầm", "25/11/2026: QĐ 9/QĐ-TTg"]
    assert [told["since"] for told in heard] == [DAY]
    with pytest.raises(NotVisible):
        calendar_day_remove(**taken_out)


def test_a_clock_that_runs_again_is_counted_by_the_calendar_of_today(rules: Any, cast: Cast) -> None:
    """Stopped clocks never move; what was decreed meanwhile counts when the stop falls away."""
    row = start(cast, FIVE_DAYS)
    clock_stop(actor=None, on=cast.units["VP"], subject=FIVE_DAYS, stopped_at=TODAY)
    decree(cast)
    assert not Recount.objects.exists()
    Clock.objects.update(warned_at=TODAY, breach_told_at=TODAY)
    (reopened,) = clock_settle(actor=cast.press_officer, on=cast.units["VP"], subject=FIVE_DAYS, stopped_at=None)
    stored = Clock.objects.get(pk=row.pk)
    assert stored.due_at == reopened.due_at == datetime(2026, 12, 2, tzinfo=HANOI)
    assert (stored.warned_at, stored.breach_told_at) == (None, None)
    (line,) = recounts_of(row)
    assert (line.due_before, line.due_at, line.by_id) == (row.due_at, stored.due_at, cast.press_officer.pk)


def test_a_moved_clock_is_told_anew_unless_its_time_is_over(rules: Any, cast: Cast) -> None:
    start(cast, FIVE_DAYS)
    Clock.objects.update(warned_at=TODAY)
    decree(cast)
    assert Clock.objects.get().warned_at is None
    with clock.frozen(TODAY + timedelta(days=20)):
        Clock.objects.update(breach_told_at=TODAY)
        decree(cast, date(2026, 11, 26))
        assert Clock.objects.get().breach_told_at == TODAY, "still breached, and told already"


def test_a_corrected_rule_is_logged_and_announced(rules: Any, cast: Cast) -> None:
    hours, days = start(cast), start(cast, FIVE_DAYS)
    with announced() as heard:
        rules_load([row | {"amount": "12"} if row["id"] == "ND244-7.3" else row for row in rule_rows()])
    assert Clock.objects.get(pk=hours.pk).due_at == TODAY + 11 * HOUR
    assert Clock.objects.get(pk=days.pk).version == 1
    event = last_event()
    assert (event.data["code"], event.data["recounted"], event.data["moved"]) == ("ND244-7.3", 1, 1)
    assert [line.reason for line in recounts_of(hours)] == ["NĐ 244/2026/NĐ-CP, khoản 3 Điều 7"]
    assert [told["sender"] for told in heard] == [Rule]


def test_hours_of_one_day_are_counted_each_from_its_own_instant(rules: Any, cast: Cast) -> None:
    early = start(cast, started_at=TODAY - 3 * HOUR)
    late = start(cast, on=cast.units["CNTT"], started_at=TODAY - HOUR)
    rule = Rule.objects.get(code="ND244-7.3")
    rule_amend(actor=cast.administrator, rule_id=rule.pk, version=1, amount="12")
    assert Clock.objects.get(pk=early.pk).due_at == TODAY + 9 * HOUR
    assert Clock.objects.get(pk=late.pk).due_at == TODAY + 11 * HOUR


def test_a_recount_costs_no_more_with_more_clocks(
    rules: Any, cast: Cast, queries_do_not_grow: Callable[..., None]
) -> None:
    units = list(Unit.objects.all())
    start(cast, FIVE_DAYS, on=units[0])
    turns = iter([True, False, True, False, True])

    def recount() -> None:
        decree(cast, working=next(turns))

    decree(cast)
    queries_do_not_grow(recount, lambda: [start(cast, FIVE_DAYS, on=unit) for unit in units[1:]])
    assert Recount.objects.count() > len(units)


def test_batches_are_counted_whole(rules: Any, cast: Cast) -> None:
    units = list(Unit.objects.all())
    for unit in units:
        start(cast, FIVE_DAYS, on=unit)
    with patch("comms.deadlines.services.recount.BATCH", 2):
        decree(cast)
    assert set(Clock.objects.values_list("due_at", flat=True)) == {datetime(2026, 12, 2, tzinfo=HANOI)}
    assert Recount.objects.count() == last_event().data["moved"] == len(units)
