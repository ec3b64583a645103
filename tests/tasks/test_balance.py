"""How the work is spread over the units that lead it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from comms.core import clock
from tasks.selectors import balance
from tasks.services import task_update
from tests.cast import Cast
from tests.conftest import TODAY
from tests.plans.build import plan_of_2022
from tests.tasks.build import alone, bring, do


def test_load_and_rate_by_hand(cast: Cast) -> None:
    """Of 2022's unit: one done on time, one done late, one overdue, one cancelled; of CNTT: one undated."""
    plan = plan_of_2022(cast)
    early, late = TODAY.date() + timedelta(days=5), TODAY.date() - timedelta(days=5)
    bring(cast, alone(cast, plan, no="1", weight=2, due_on=early), "verified")
    bring(cast, alone(cast, plan, no="2", due_on=late), "verified")
    bring(cast, alone(cast, plan, no="3", due_on=late), "accepted")
    bring(cast, alone(cast, plan, no="4", weight=50), "cancelled")
    alone(cast, plan, no="5", lead_unit=cast.units["CNTT"])
    first, second = balance(user=cast.leader, plan=plan)
    assert (first.unit.code, first.assigned, first.open, first.overdue) == ("V-PBGDPL", 3, 1, 1)
    assert (first.weight, first.share, first.on_time_percent) == (4, Decimal("80.00"), Decimal("33.33"))
    assert (second.unit.code, second.assigned, second.share) == ("CNTT", 1, Decimal("20.00"))
    assert second.on_time_percent is None


def test_who_is_silent(cast: Cast) -> None:
    """Open work and no report for 30 days, counted from the last report or, without one, from the assignment."""

    def silent(after: int) -> Any:
        with clock.frozen(TODAY + timedelta(days=after)):
            return [(one.silent, one.last_report_on) for one in balance(user=cast.leader, plan=plan)]

    plan = plan_of_2022(cast)
    task = bring(cast, alone(cast, plan), "accepted")
    assert (silent(30), silent(31)) == ([(False, None)], [(True, None)])
    reported = datetime(2026, 12, 20, 23, 30, tzinfo=clock.HANOI)
    with clock.frozen(reported):
        task_update(actor=cast.officer, task_id=task.pk, text="Đã làm")
    day = date(2026, 12, 20)
    assert (silent(59), silent(60)) == ([(False, day)], [(True, day)])
    with clock.frozen(reported):
        do("cancel", task, cast.unit_head)
    assert silent(60) == [(False, day)]


def test_over_http_and_only_of_what_one_sees(cast: Cast, caller: Callable[..., Any]) -> None:
    plan = plan_of_2022(cast)
    alone(cast, plan)
    answer = caller("leader").get(f"/api/v1/progress/balance/?plan={plan.code}")
    assert answer.status_code == 200
    assert [row["code"] for row in answer.json()["by_unit"]] == ["V-PBGDPL"]
    assert "30" in answer.json()["rule"]
    assert caller("outsider").get(f"/api/v1/progress/balance/?plan={plan.code}").status_code == 404
    assert caller("outsider").get("/api/v1/progress/balance/").json()["by_unit"] == []


def test_the_number_of_queries_stays(cast: Cast, queries_do_not_grow: Callable[..., None]) -> None:
    plan = plan_of_2022(cast)
    alone(cast, plan, no="1")

    def grow() -> None:
        alone(cast, plan, no="2", lead_unit=cast.units["CNTT"])
        bring(cast, alone(cast, plan, no="3"), "in_progress")

    queries_do_not_grow(lambda: balance(user=cast.leader, plan=plan), grow)
