"""What the figures were on a past day: against a replay of what was done, by hand and by properties."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comms.core import clock
from comms.core.errors import Invalid
from comms.org.models import Unit
from plans.models import Plan
from tasks.models import Task, TaskStanding, TaskTransition, TaskUpdate
from tasks.selectors import progress, tasks_behind
from tasks.selectors.progress import Progress
from tasks.services import task_edit, task_update
from tests.cast import Cast
from tests.conftest import TODAY
from tests.plans.build import draft, plan_of_2022
from tests.tasks.build import ACTORS, alone, do

VERBS = ["accept", "return", "assign", "start", "block", "unblock", "submit", "verify", "reject", "cancel", "reopen"]


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.HANOI)


def legal(task: Task) -> list[str]:
    return [verb for verb in VERBS if task.state in task.transitions.sources(verb)]


def replayed(plan: Plan, day: date) -> tuple[Decimal | None, Decimal | None, dict[str, int]]:
    """The rule of the contract, read from the steps and reports up to the end of `day`, without the standings."""
    whole = verified = declared = Decimal(0)
    states: dict[str, int] = {}
    for task in Task.objects.filter(plan=plan):
        steps = [one for one in TaskTransition.objects.filter(task=task).order_by("seq") if on(one.at) <= day]
        if not steps:
            continue
        state = steps[-1].to_state
        states[state] = states.get(state, 0) + 1
        if state == "cancelled":
            continue
        reports = TaskUpdate.objects.filter(task=task).exclude(percent=None).order_by("seq")
        percent = next((one.percent for one in reversed(reports) if on(one.at) <= day), Decimal(0))
        whole += task.weight
        verified += task.weight if state == "verified" else 0
        declared += task.weight * (100 if state == "verified" else min(percent, Decimal(99)))
    if not whole:
        return None, None, states
    cent = Decimal("0.01")
    return (
        (declared / whole).quantize(cent, ROUND_HALF_UP),
        (verified * 100 / whole).quantize(cent, ROUND_HALF_UP),
        states,
    )


def on(at: datetime) -> date:
    return at.astimezone(clock.HANOI).date()


STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),  # which task
        st.integers(0, 3),  # days that pass before
        st.one_of(st.integers(0, 10), st.decimals(0, 100, places=2)),  # which of the legal verbs, or a report
    ),
    max_size=12,
)


@given(steps=STEPS, weights=st.lists(st.decimals("0.01", 1000, places=2), min_size=3, max_size=3))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_past_day_is_what_a_replay_gives(cast: Cast, steps: Any, weights: list[Decimal]) -> None:
    """Random steps on random days; each day since the plan's first, asked from the last one, equals the replay."""
    day = first = date(2026, 3, 1)
    code = f"KH-{Plan.objects.count()}"
    with clock.frozen(noon(day)):
        plan = plan_of_2022(cast, code=code)
        tasks = [alone(cast, plan, no=str(number), weight=weight) for number, weight in enumerate(weights)]
    for which, passed, what in steps:
        day += timedelta(days=passed)
        with clock.frozen(noon(day)):
            task = Task.objects.get(pk=tasks[which].pk)
            if isinstance(what, Decimal):
                if task.state in ("accepted", "in_progress", "blocked"):
                    task_update(actor=cast.officer, task_id=task.pk, percent=what)
                continue
            verb = legal(task)[what % len(legal(task))]
            do(verb, task, getattr(cast, ACTORS.get(verb, "officer")))
    with clock.frozen(noon(day + timedelta(days=1))):
        for number in range(-1, (day - first).days + 2):
            asked = first + timedelta(days=number)
            found = progress(plan=plan, as_of=asked)
            declared, verified, states = replayed(plan, asked)
            assert (found.declared_percent, found.verified_percent) == (declared, verified), asked
            assert found.counts.total == sum(states.values()) - states.get("cancelled", 0)
            assert found.counts.blocked == states.get("blocked", 0)
            assert found.counts.done == states.get("verified", 0)
            assert found.as_of == asked


def test_the_present_is_the_last_standing(cast: Cast) -> None:
    """Today is read from the tasks, tomorrow the same day from the standings: the same figures."""
    plan = plan_of_2022(cast)
    task = alone(cast, plan, no="1", weight=3, due_on=date(2026, 11, 30))
    do("accept", task, cast.officer)
    task_update(actor=cast.officer, task_id=task.pk, percent=40)
    alone(cast, plan, no="2")
    today = progress(plan=plan)
    with clock.frozen(TODAY + timedelta(days=1)):
        then = progress(plan=plan, as_of=TODAY.date())
        assert shape(then) == shape(today)


def shape(of: Progress) -> Any:
    return (
        of.declared_percent,
        of.verified_percent,
        of.counts,
        [(one.objective, one.declared_percent, one.counts) for one in of.by_objective],
        [(one.unit, one.declared_percent, one.counts) for one in of.by_unit],
    )


def test_overdue_and_lead_unit_are_those_of_the_day(cast: Cast) -> None:
    """Due on 10/03: overdue on the 11th, although it is done since; the unit that led it then is named."""
    with clock.frozen(noon(date(2026, 3, 1))):
        plan = plan_of_2022(cast)
        task = alone(cast, plan, due_on=date(2026, 3, 10))
        do("return", task, cast.officer)
    with clock.frozen(noon(date(2026, 3, 12))):
        do("assign", task, cast.unit_head, lead_unit=cast.units["CNTT"])
    on_the_10th = progress(plan=plan, as_of=date(2026, 3, 10))
    on_the_11th = progress(plan=plan, as_of=date(2026, 3, 11))
    assert (on_the_10th.counts.overdue, on_the_11th.counts.overdue) == (0, 1)
    assert [one.unit for one in on_the_11th.by_unit] == [cast.units["V-PBGDPL"]]
    assert [one.unit for one in progress(plan=plan, as_of=date(2026, 3, 12)).by_unit] == [cast.units["CNTT"]]
    assert [one.unit for one in progress(plan=plan, as_of=date(2026, 3, 11), units="current").by_unit] == [
        cast.units["C-PBGDPL-TGPL"]
    ]


def test_a_changed_weight_does_not_change_the_past(cast: Cast) -> None:
    with clock.frozen(noon(date(2026, 3, 1))):
        plan = draft(cast)
        task = alone(cast, plan, lead_unit=cast.units["C-PBGDPL-TGPL"], weight=1, due_on=date(2026, 3, 5))
        alone(cast, plan, no="7", lead_unit=cast.units["CNTT"], weight=1)
    with clock.frozen(noon(date(2026, 3, 2))):
        task_edit(actor=cast.officer, task_id=task.pk, version=task.version, weight=9, due_on=date(2026, 4, 5))
    then, now = progress(plan=plan, as_of=date(2026, 3, 1)), progress(plan=plan)
    assert (then.weight, now.weight) == (2, 10)
    assert progress(plan=plan, as_of=date(2026, 3, 1)).by_unit[0].weight == 1
    with clock.frozen(noon(date(2026, 3, 8))):
        assert progress(plan=plan, as_of=date(2026, 3, 7)).counts.overdue == 0


def test_a_day_leaves_one_standing(cast: Cast) -> None:
    """However much happens on a day, one row stands for it, and the rows of a task follow each other without a gap."""
    with clock.frozen(noon(date(2026, 3, 1))):
        task = alone(cast, plan_of_2022(cast))
    for day in (1, 1, 4):
        with clock.frozen(noon(date(2026, 3, day))):
            task = Task.objects.get(pk=task.pk)
            do(
                "accept" if task.state == "assigned" else "start" if task.state == "accepted" else "block",
                task,
                cast.officer,
            )
    rows = list(TaskStanding.objects.filter(task=task).order_by("since").values_list("since", "until", "state"))
    assert rows == [
        (date(2026, 3, 1), date(2026, 3, 4), "in_progress"),
        (date(2026, 3, 4), TaskStanding.PRESENT, "blocked"),
    ]


def test_the_tasks_behind_a_figure_of_a_past_day(cast: Cast) -> None:
    with clock.frozen(noon(date(2026, 3, 1))):
        plan = plan_of_2022(cast)
        first, second = alone(cast, plan, no="1"), alone(cast, plan, no="2")
        do("accept", first, cast.officer)
    with clock.frozen(noon(date(2026, 3, 5))):
        do("accept", second, cast.officer)

    def behind(figure: str, **more: Any) -> set[Any]:
        return set(tasks_behind(figure, user=cast.leader, plan=plan, **more).values_list("no", flat=True))

    assert behind("in_progress") == {"1", "2"}
    assert behind("in_progress", as_of=date(2026, 3, 2)) == {"1"}
    assert behind("not_started", as_of=date(2026, 3, 2)) == {"2"}
    assert behind("in_progress", as_of=date(2026, 3, 2), unit=Unit.objects.get(code="CNTT")) == set()


def test_a_day_to_come_has_no_figures(cast: Cast) -> None:
    tomorrow = TODAY.date() + timedelta(days=1)
    with pytest.raises(Invalid):
        progress(as_of=tomorrow)
    with pytest.raises(Invalid):
        tasks_behind("total", user=cast.leader, as_of=tomorrow)


def test_over_http(cast: Cast, caller: Callable[..., Any]) -> None:
    plan = plan_of_2022(cast)
    alone(cast, plan)
    client = caller("leader")
    address = f"/api/v1/plans/{plan.pk}/progress/"
    assert client.get(f"{address}?as_of=2026-11-20").json()["counts"]["total"] == 0
    assert client.get(f"{address}?as_of=2026-11-20").json()["as_of"] == "2026-11-20"
    assert client.get(f"{address}?as_of=2026-11-21").json()["counts"]["total"] == 1
    for wrong in ("2026-11-22", "hôm qua", "2026-02-30", ""):
        refused = client.get(f"{address}?as_of={wrong}")
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["as_of"]), wrong
    why = client.get(f"/api/v1/progress/why/?figure=total&plan={plan.pk}&as_of=2026-11-20")
    assert (why.status_code, why.json()["results"]) == (200, [])


def test_the_number_of_queries_does_not_depend_on_the_number_of_tasks(
    cast: Cast, queries_do_not_grow: Callable[..., None]
) -> None:
    plan = plan_of_2022(cast)
    alone(cast, plan, no="1")

    def grow() -> None:
        for number in range(2, 12):
            alone(cast, plan, no=str(number))

    with clock.frozen(TODAY + timedelta(days=1)):
        queries_do_not_grow(lambda: progress(plan=plan, as_of=TODAY.date()), grow)


@pytest.mark.parametrize("written", ["20260101", "2026-W01-1", "2026-1-1", "2026-01-01 ", "26-01-01", "1026-01-01", ""])
def test_a_day_has_one_form(cast: Cast, caller: Callable[..., Any], written: str) -> None:
    """`YYYY-MM-DD` of these times, in an address as in a body."""
    task = alone(cast, due_on=date(2026, 12, 1))
    officer = caller("officer")
    for address in ("progress/", "progress/why/?figure=total"):
        asked = officer.get(f"/api/v1/{address}{'&' if '?' in address else '?'}as_of={written}")
        assert (asked.status_code, list(asked.json()["errors"])) == (400, ["as_of"]), asked.content
    body = {"new_due_on": written, "reason": "Chờ"}
    asked = officer.post(f"/api/v1/tasks/{task.pk}/extensions/", body)
    assert (asked.status_code, list(asked.json()["errors"])) == (400, ["new_due_on"])
