"""Clocks on an object: starting, stopping, breach, and a calendar that changes.

A unit stands for the object here: this room knows nothing of incidents.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from comms.audit.models import AuditEvent
from comms.audit.services import verify
from comms.core import clock
from comms.core.clock import HANOI
from comms.core.errors import Conflict, Invalid, NotAllowed, StaleVersion
from comms.deadlines.models import CalendarDay, Clock
from comms.deadlines.selectors import clocks_of, clocks_visible_to, open_clocks
from comms.deadlines.services import calendar_day_set, clock_start, clock_stop, rules_load
from comms.org.models import Unit
from tests.cast import Cast
from tests.conftest import TODAY
from tests.deadlines.conftest import rule_rows

HOUR = timedelta(hours=1)


def start(cast: Cast, subject: str = "first_statement", **changes: Any) -> Clock:
    values: dict[str, Any] = {
        "actor": cast.press_officer,
        "subject": subject,
        "on": cast.units["VP"],
        "started_at": TODAY - HOUR,
        "reason": "tiếp nhận vụ việc",
        "rule_code": "ND244-7.3" if subject == "first_statement" else None,
    }
    return clock_start(**(values | changes))


def stop(cast: Cast, at: datetime = TODAY, subject: str = "first_statement", **changes: Any) -> list[Clock]:
    return clock_stop(actor=cast.spokesperson, on=cast.units["VP"], subject=subject, stopped_at=at, **changes)


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("seq")


def test_a_start_is_a_recorded_decision_with_its_sum(rules: Any, cast: Cast) -> None:
    started = Clock.objects.get(pk=start(cast).pk)
    assert started.due_at == TODAY + 23 * HOUR
    assert started.start_decided_by_label == cast.press_officer.full_name
    assert [step["step"] for step in started.explanation] == ["rule", "start", "hours", "due"]
    event = last_event()
    assert (event.action, event.subject_type, event.subject_id) == (
        "deadlines.clock.started",
        "org.unit",
        cast.units["VP"].pk,
    )
    assert event.data["rule"] == "ND244-7.3"
    assert event.data["reason"] == "tiếp nhận vụ việc"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"reason": "  "}, "reason", "required"),
        ({"started_at": TODAY + timedelta(seconds=1)}, "started_at", "future"),
        ({"rule_code": None}, "rule", "ambiguous_rule"),
        ({"started_at": datetime(2026, 6, 30, 23, 59, tzinfo=HANOI)}, "rule", "rule_not_in_force"),
        ({"subject": "nothing", "rule_code": None}, "rule", "no_rule"),
    ],
)
def test_a_start_that_cannot_be_leaves_nothing(
    rules: Any, cast: Cast, changes: dict[str, Any], field: str, code: str
) -> None:
    events = AuditEvent.objects.count()
    with pytest.raises(Invalid) as refused:
        start(cast, **changes)
    assert refused.value.errors[field][0].code == code
    assert not Clock.objects.exists()
    assert AuditEvent.objects.count() == events


def test_the_law_of_the_case_is_that_of_the_day_in_hanoi(rules: Any, cast: Cast) -> None:
    """17:00 UTC on 30 June is 1 July in Hanoi: the new decree; one minute before it the old one, without a choice."""
    change_of_law = datetime.fromisoformat("2026-06-30T17:00:00+00:00")
    assert start(cast, started_at=change_of_law).rule.code == "ND244-7.3"
    assert start(cast, started_at=change_of_law - timedelta(minutes=1), rule_code=None).rule.code == "ND09-6.3A"


def test_one_clock_of_a_rule_runs_on_an_object(rules: Any, cast: Cast) -> None:
    """Another rule or another object has its own; after the stop a new one may start."""
    start(cast)
    with pytest.raises(Conflict) as refused:
        start(cast)
    assert refused.value.code == "clock_running"
    start(cast, rule_code="ND244-7.4")
    start(cast, on=cast.units["CNTT"])
    assert len(stop(cast)) == 2
    start(cast)
    assert clocks_of(cast.units["VP"]).count() == 3


def test_the_database_itself_refuses_a_second_open_clock(rules: Any, cast: Cast) -> None:
    twin = start(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock(
            rule=twin.rule,
            subject_type=twin.subject_type,
            subject_id=twin.subject_id,
            started_at=twin.started_at,
            due_at=twin.due_at,
            start_reason="again",
        ).save(force_insert=True)


def test_the_first_stop_wins(rules: Any, cast: Cast) -> None:
    start(cast)
    (stopped,) = stop(cast, TODAY - HOUR / 2)
    assert (stopped.stopped_at, stopped.stopped_by_label, stopped.breached) == (
        TODAY - HOUR / 2,
        cast.spokesperson.full_name,
        False,
    )
    events = AuditEvent.objects.count()
    assert stop(cast, TODAY) == []
    assert Clock.objects.get().stopped_at == TODAY - HOUR / 2
    assert AuditEvent.objects.count() == events


def test_an_earlier_act_registered_afterwards_moves_the_stop_back(rules: Any, cast: Cast) -> None:
    """Words spoken live at 08:10 and registered after the release of 08:30 were the first statement."""
    start(cast)
    stop(cast, TODAY - HOUR / 2)
    (corrected,) = stop(cast, TODAY - HOUR * 5 / 6)
    assert corrected.stopped_at == TODAY - HOUR * 5 / 6
    assert last_event().action == "deadlines.clock.stop_corrected"
    assert stop(cast, TODAY - 2 * HOUR) == [], "an act before the start is no correction of the stop"


def test_a_stop_touches_only_its_subject_and_its_object(rules: Any, cast: Cast) -> None:
    start(cast)
    other_subject = start(cast, "answer_press_head")
    other_object = start(cast, on=cast.units["CNTT"])
    stop(cast)
    assert set(Clock.objects.open()) == {other_subject, other_object}


def test_a_stop_in_the_future_is_refused(rules: Any, cast: Cast) -> None:
    start(cast)
    with pytest.raises(Invalid):
        stop(cast, TODAY + timedelta(seconds=1))
    assert Clock.objects.open().exists()


@pytest.mark.parametrize(
    ("now", "stopped", "breached"),
    [
        (23 * HOUR, None, False),
        (23 * HOUR + timedelta(seconds=1), None, True),
        (30 * HOUR, 23 * HOUR, False),
        (30 * HOUR, 23 * HOUR + timedelta(seconds=1), True),
    ],
)
def test_breach_is_stopped_too_late_or_still_open_after_the_due_instant(
    rules: Any, cast: Cast, now: timedelta, stopped: timedelta | None, breached: bool
) -> None:
    """Due 23 hours from now.  The row and the query agree, and each clock is either breached or kept."""
    started = start(cast)
    with clock.frozen(TODAY + now):
        if stopped is not None:
            stop(cast, TODAY + stopped)
        started.refresh_from_db()
        assert started.breached is breached
        assert Clock.objects.breached().exists() is breached
        assert Clock.objects.kept().exists() is not breached


def test_the_reason_of_a_breach_is_kept_with_the_stop(rules: Any, cast: Cast) -> None:
    start(cast)
    with clock.frozen(TODAY + 30 * HOUR):
        (stopped,) = stop(cast, TODAY + 25 * HOUR, breach_reason="chờ kết luận xác minh")
    assert stopped.breach_reason == "chờ kết luận xác minh"
    assert last_event().data["breached"] is True


def test_a_clock_is_seen_by_those_who_see_its_object(rules: Any, cast: Cast) -> None:
    """Units are known to everybody signed in; an object of a type that nobody registered is seen by nobody."""
    started = start(cast)
    assert list(clocks_visible_to(cast.outsider)) == [started]
    assert list(open_clocks(cast.outsider)) == [started]
    Clock.objects.update(subject_type="no.such")
    assert not clocks_visible_to(cast.administrator).exists()


def test_open_clocks_stand_in_the_order_of_their_due_instant(rules: Any, cast: Cast) -> None:
    late = start(cast, "answer_press_head")
    soon = start(cast)
    start(cast, on=cast.units["CNTT"])
    stop(cast, subject="nothing")
    assert [row.rule.code for row in open_clocks(cast.leader)][-1] == late.rule.code
    assert soon in open_clocks(cast.leader)[:2]
    stop(cast)
    assert soon not in open_clocks(cast.leader)


def test_a_decreed_day_moves_open_clocks_of_days_and_never_hours(rules: Any, cast: Cast) -> None:
    hours = start(cast)
    days = start(cast, "tell_complaint_conclusion")
    assert days.due_at == datetime(2026, 12, 1, tzinfo=HANOI)
    stopped = start(cast, "tell_complaint_conclusion", on=cast.units["CNTT"])
    clock_stop(actor=None, on=cast.units["CNTT"], subject="tell_complaint_conclusion", stopped_at=TODAY)

    calendar_day_set(actor=cast.administrator, day=date(2026, 11, 25), working=False, reason="QĐ 9/QĐ-TTg")

    moved = Clock.objects.get(pk=days.pk)
    assert (moved.due_at, moved.version) == (datetime(2026, 12, 2, tzinfo=HANOI), 2)
    assert {"step": "skipped", "day": "2026-11-25", "why": "decreed", "names": {"": "QĐ 9/QĐ-TTg"}} in moved.explanation
    for unmoved in (hours, stopped):
        after = Clock.objects.get(pk=unmoved.pk)
        assert (after.due_at, after.explanation) == (unmoved.due_at, unmoved.explanation)
    assert last_event().data["recounted"] == 1
    assert verify().broken_at is None


def test_a_decreed_day_is_corrected_and_the_clocks_follow(rules: Any, cast: Cast) -> None:
    days = start(cast, "tell_complaint_conclusion")
    day = date(2026, 11, 25)
    first = calendar_day_set(actor=cast.administrator, day=day, working=False, reason="QĐ 9/QĐ-TTg")
    calendar_day_set(actor=cast.administrator, day=day, working=True, reason="QĐ 10/QĐ-TTg", version=first.version)
    assert Clock.objects.get(pk=days.pk).due_at == days.due_at
    with pytest.raises(StaleVersion):
        calendar_day_set(actor=cast.administrator, day=day, working=False, reason="QĐ 11/QĐ-TTg", version=1)
    assert CalendarDay.objects.get().reason == "QĐ 10/QĐ-TTg"


def test_a_decreed_day_needs_a_reason_and_an_administrator(rules: Any, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        calendar_day_set(actor=cast.leader, day=date(2026, 11, 25), working=False, reason="QĐ 9/QĐ-TTg")
    with pytest.raises(Invalid):
        calendar_day_set(actor=cast.administrator, day=date(2026, 11, 25), working=False, reason=" ")
    assert not CalendarDay.objects.exists()


def test_a_corrected_rule_counts_its_open_clocks_again(rules: Any, cast: Cast) -> None:
    started = start(cast)
    rules_load([row | {"amount": "12"} if row["id"] == "ND244-7.3" else row for row in rule_rows()])
    assert Clock.objects.get(pk=started.pk).due_at == TODAY + 11 * HOUR


def test_clocks_are_listed_with_a_fixed_number_of_queries(
    rules: Any, cast: Cast, queries_do_not_grow: Callable[..., None]
) -> None:
    units = list(Unit.objects.all())
    start(cast, on=units[0])
    queries_do_not_grow(
        lambda: [row.rule.legal_basis for row in open_clocks(cast.leader)],
        lambda: [start(cast, on=unit) for unit in units[1:]],
    )
