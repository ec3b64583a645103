"""The only clock."""

import contextvars
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comms.core import clock
from tests.conftest import TODAY

T = TypeVar("T")


def unfrozen(function: Callable[[], T]) -> T:
    """Run outside the frozen clock that every test stands in."""
    return contextvars.Context().run(function)


def test_the_clock_is_the_database_s_and_aware(db: Any) -> None:
    with CaptureQueriesContext(connection) as asked:
        now = unfrozen(clock.now)
    assert len(asked) == 1
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)  # noqa: TID251  (compared with the machine's own)


def test_time_goes_on_between_two_questions(db: Any) -> None:
    def twice() -> tuple[datetime, datetime]:
        first = clock.now()
        while (second := clock.now()) == first:
            pass
        return first, second

    first, second = unfrozen(twice)
    assert first < second


def test_a_held_clock_is_asked_once_and_is_one_instant(db: Any) -> None:
    def several() -> set[datetime]:
        with clock.held():
            return {clock.now() for _ in range(20)}

    with CaptureQueriesContext(connection) as asked:
        assert len(unfrozen(several)) == 1
    assert len(asked) == 1


def test_a_held_clock_that_nobody_asks_costs_nothing(db: Any) -> None:
    def nothing() -> None:
        with clock.held():
            pass

    with CaptureQueriesContext(connection) as asked:
        unfrozen(nothing)
    assert len(asked) == 0


def test_each_request_has_its_own_instant(db: Any) -> None:
    def two_requests() -> tuple[datetime, datetime]:
        with clock.held():
            first = clock.now()
        while True:
            with clock.held():
                if (second := clock.now()) != first:
                    return first, second

    first, second = unfrozen(two_requests)
    assert first < second


def test_a_frozen_clock_stands_still_also_inside_a_request() -> None:
    with clock.held():
        assert clock.now() == TODAY
    later = TODAY + timedelta(days=1)
    with clock.frozen(later):
        with clock.held():
            assert clock.now() == later
        assert clock.now() == later
    assert clock.now() == TODAY


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2026, 11, 21)):  # noqa: DTZ001
        pass


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-11-20T16:59:59+00:00", date(2026, 11, 20)),
        ("2026-11-20T17:00:00+00:00", date(2026, 11, 21)),
        ("2026-11-21T16:59:59+00:00", date(2026, 11, 21)),
        ("2026-12-31T17:00:00+00:00", date(2027, 1, 1)),
    ],
)
def test_today_changes_at_midnight_in_hanoi(instant: str, day: date) -> None:
    with clock.frozen(datetime.fromisoformat(instant)):
        assert clock.today() == day
