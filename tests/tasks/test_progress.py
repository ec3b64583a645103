"""The progress rule of the contract, by hand and by properties."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comms.core import clock
from comms.org.services import unit_record, unit_succeeded
from plans.models import Plan
from plans.services import objective_record
from tasks.models import Task
from tasks.selectors import FIGURES, Progress, progress, tasks_behind
from tasks.services import task_update
from tests.cast import Cast
from tests.conftest import TODAY
from tests.plans.build import draft, issued, plan_of_2022, scheme_of
from tests.tasks.build import alone, bring, do, task_of

PERCENT = st.decimals(0, 100, places=2)
WEIGHT = st.decimals("0.01", 1000, places=2)
STATES = ["assigned", "accepted", "returned", "in_progress", "blocked", "submitted", "verified", "cancelled"]


def put(task: Task, **fields: Any) -> None:
    """Set fields by hand: for figures, not for rules of who may."""
    if fields.get("state") in ("submitted", "verified"):
        submitted = fields.get("submitted_on", clock.today())
        fields |= {"submitted_at": clock.now(), "submitted_on": submitted, "submitted_by_unit": task.lead_unit}
    Task.objects.filter(pk=task.pk).update(**fields)


def figures(of: Progress) -> tuple[Any, Any]:
    return of.declared_percent, of.verified_percent


def test_without_tasks_there_is_no_figure(cast: Cast) -> None:
    """None, not 0: for the plan, and for an objective that has no task yet."""
    plan = plan_of_2022(cast)
    objective_record(actor=None, plan=plan, no="1", title="Một")
    empty = progress(plan=plan)
    assert figures(empty) == (None, None)
    assert empty.counts.total == 0
    assert [figures(one) for one in empty.by_objective] == [(None, None)]
    assert empty.by_unit == []


def test_only_cancelled_tasks_are_no_tasks(cast: Cast) -> None:
    plan = plan_of_2022(cast)
    put(alone(cast, plan), state="cancelled", declared_percent=50)
    assert figures(progress(plan=plan)) == (None, None)
    assert progress(plan=plan).counts.cancelled == 1


def test_the_rule_by_hand(cast: Cast) -> None:
    """Weights 1, 2, 1 and 4: verified (counts 100), declared 40, declared 100 (counts 99), nothing declared; another
    that is cancelled stands outside.  (100·1 + 40·2 + 99·1 + 0·4) ÷ 8 = 34.875; verified 1 ÷ 8."""
    plan = plan_of_2022(cast)
    for no, (weight, fields) in enumerate(
        [
            (1, {"state": "verified", "declared_percent": 10}),
            (2, {"state": "in_progress", "declared_percent": 40}),
            (1, {"state": "submitted", "declared_percent": 100}),
            (4, {}),
            (8, {"state": "cancelled", "declared_percent": 100}),
        ]
    ):
        put(alone(cast, plan, no=str(no), weight=weight), **fields)
    result = progress(plan=plan)
    assert figures(result) == (Decimal("34.88"), Decimal("12.50"))
    assert (result.weight, result.counts.total, result.counts.cancelled) == (8, 4, 1)


def test_counts(cast: Cast) -> None:
    """Each task in one column; due soon and overdue cut across; 7 days are soon, 8 are not; today is not overdue."""
    plan, today = plan_of_2022(cast), clock.today()
    cases: list[dict[str, Any]] = [
        {"state": "verified", "due_on": today, "submitted_on": today},
        {"state": "verified", "due_on": today - timedelta(1), "submitted_on": today},
        {"state": "verified"},
        {"state": "accepted", "due_on": today},
        {"state": "in_progress", "due_on": today + timedelta(7)},
        {"state": "submitted", "due_on": today - timedelta(1)},
        {"state": "assigned", "due_on": today + timedelta(8)},
        {"state": "returned", "due_on": today - timedelta(300)},
        {"state": "blocked"},
        {"state": "cancelled", "due_on": today - timedelta(1)},
    ]
    for no, fields in enumerate(cases):
        put(alone(cast, plan, no=str(no)), **fields)
    counts = progress(plan=plan).counts
    assert vars(counts) == {
        "total": 9,
        "done_on_time": 1,
        "done_late": 1,
        "done_undated": 1,
        "in_progress": 3,
        "not_started": 2,
        "blocked": 1,
        "cancelled": 1,
        "due_soon": 2,
        "overdue": 2,
    }
    parts = counts.done_on_time + counts.done_late + counts.done_undated
    assert counts.total == parts + counts.in_progress + counts.not_started + counts.blocked
    assert counts.done == 3


@pytest.mark.parametrize("hour", [0, 6, 23])
def test_overdue_is_by_the_day_in_hanoi(cast: Cast, hour: int) -> None:
    """At 06:00 in Hanoi it is still yesterday in Greenwich."""
    plan = plan_of_2022(cast)
    put(alone(cast, plan), due_on=date(2026, 11, 20))
    put(alone(cast, plan, no="2"), due_on=date(2026, 11, 21))
    with clock.frozen(TODAY.replace(hour=hour)):
        assert progress(plan=plan).counts.overdue == 1
        assert [task.overdue for task in Task.objects.with_deadlines().order_by("due_on")] == [True, False]
        assert Task.objects.overdue().count() == 1


def test_the_declared_percent_through_the_services(cast: Cast) -> None:
    """40 declared, 100 declared and submitted (99), verified (100), reopened (the last declared again)."""
    plan = plan_of_2022(cast)
    task = bring(cast, task_of(cast, plan), "accepted")
    seen = []
    task_update(actor=cast.officer, task_id=task.pk, percent=40)
    seen.append(figures(progress(plan=plan)))
    task_update(actor=cast.officer, task_id=task.pk, percent=100)
    do("submit", task, cast.officer)
    seen.append(figures(progress(plan=plan)))
    do("verify", task, cast.verifier)
    seen.append(figures(progress(plan=plan)))
    do("reopen", task, cast.unit_head)
    seen.append(figures(progress(plan=plan)))
    assert seen == [(40, 0), (99, 0), (100, 100), (99, 0)]


def test_by_objective(cast: Cast) -> None:
    """In the document's order: the plan's own, also empty ones; those of its scheme that have tasks; then the rest.
    Together they weigh what the plan weighs."""
    scheme = scheme_of(cast)
    plan = plan_of_2022(cast, scheme=scheme)
    two = objective_record(actor=None, plan=plan, no="2", title="Hai")
    objective_record(actor=None, plan=plan, no="1", title="Một")
    used = objective_record(actor=None, scheme=scheme, no="3", title="Ba")
    objective_record(actor=None, scheme=scheme, no="4", title="Bốn")
    put(alone(cast, plan, no="a", objective=two, weight=3), state="verified")
    put(alone(cast, plan, no="b", objective=used), declared_percent=50)
    alone(cast, plan, no="c")
    result = progress(plan=plan)
    assert {
        one.objective.no if one.objective else None: (one.weight, *figures(one)) for one in result.by_objective
    } == {
        "2": (3, 100, 100),
        "1": (0, None, None),
        "3": (1, 50, 0),
        None: (1, 0, 0),
    }
    assert [one.objective is None for one in result.by_objective] == [False, False, False, True]
    assert figures(result) == (Decimal(70), Decimal(60))
    of_scheme = progress(scheme=scheme)
    assert {one.objective.no for one in of_scheme.by_objective if one.objective} == {"2", "3", "4"}
    assert figures(of_scheme) == figures(result)


def test_by_unit_then_and_now(cast: Cast) -> None:
    """Historical: under the name of then.  Current: under the one unit of today that carries the work on."""
    plan, units = plan_of_2022(cast), cast.units
    alone(cast, plan, no="1", weight=2)
    put(alone(cast, plan, no="2", lead_unit=units["TGPL"]), state="verified")
    alone(cast, plan, no="3", lead_unit=units["CNTT"])
    then = {one.unit.code: one.weight for one in progress(plan=plan).by_unit if one.unit}
    now = {
        one.unit.code: (one.weight, one.verified_percent)
        for one in progress(plan=plan, units="current").by_unit
        if one.unit
    }
    assert then == {"V-PBGDPL": 2, "TGPL": 1, "CNTT": 1}
    assert now == {"C-PBGDPL-TGPL": (3, Decimal("33.33")), "CNTT": (1, 0)}
    assert progress(plan=plan, unit=units["V-PBGDPL"]).weight == 2
    assert progress(plan=plan, unit=units["C-PBGDPL-TGPL"]).weight == 0
    assert progress(plan=plan, unit=units["C-PBGDPL-TGPL"], units="current").weight == 3


def test_a_split_unit_keeps_its_name(cast: Cast) -> None:
    """Until its tasks are moved nobody can say which of its successors they belong to."""
    parts = [
        unit_record(
            actor=None, code=code, abbr=code, kind="agency", name_vi=code, valid_from=date(2025, 3, 1), valid_to=None
        )
        for code in ("A", "B")
    ]
    old = unit_record(
        actor=None, code="AB", abbr="AB", kind="agency", name_vi="AB", valid_from=date(2017, 1, 1),
        valid_to=date(2025, 2, 28),
    )  # fmt: skip
    unit_succeeded(actor=None, predecessor=old, successors=parts, kind="split")
    plan = plan_of_2022(cast)
    alone(cast, plan, lead_unit=old)
    assert [one.unit for one in progress(plan=plan, units="current").by_unit] == [old]


def test_figures_of_a_person_count_the_plans_that_the_person_sees(cast: Cast) -> None:
    """All tasks of a visible plan, none of another."""
    seen, hidden = plan_of_2022(cast), issued(cast, verifying_unit=None)
    task_of(cast, seen)
    alone(cast, seen, no="7", lead_unit=cast.units["TGPL"])
    alone(cast, hidden, lead_unit=cast.units["C-PBGDPL-TGPL"])
    assert progress(user=cast.coordinator).counts.total == 2
    assert progress(user=cast.officer).counts.total == 3
    assert progress(user=cast.outsider).counts.total == 0
    assert progress().counts.total == 3
    assert tasks_behind("total", user=cast.coordinator, plan=seen).count() == 1


def test_the_tasks_behind_each_figure_are_as_many_as_the_figure_says(cast: Cast) -> None:
    plan, today = plan_of_2022(cast), clock.today()
    for no, state in enumerate(STATES):
        put(alone(cast, plan, no=str(no)), state=state, due_on=today - timedelta(no - 4))
    counts = vars(progress(plan=plan).counts)
    for figure in FIGURES:
        expected = {"declared_percent": counts["total"], "verified_percent": 1}.get(figure, counts.get(figure))
        assert tasks_behind(figure, user=cast.leader, plan=plan).count() == expected
    with pytest.raises(KeyError):
        tasks_behind("unknown", user=cast.leader, plan=plan)


def test_the_rule_is_told(cast: Cast) -> None:
    assert len(str(progress(plan=plan_of_2022(cast)).rule)) > 100


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.tuples(WEIGHT, PERCENT, st.sampled_from(STATES)), min_size=1, max_size=5),
    pieces=st.integers(2, 4),
)
def test_splitting_a_task_changes_no_percent(
    cast: Cast, lines: list[tuple[Decimal, Decimal, str]], pieces: int
) -> None:
    """A task in parts of the same total weight, each as far as the whole was: the same figures, for the plan and by
    objective; they stay between 0 and 100, and verified never exceeds declared."""
    _clear()
    whole, split = issued(cast, code="W"), issued(cast, code="S")
    for no, (weight, percent, state) in enumerate(lines):
        _line(cast, whole, str(no), weight, percent, state)
        part = (weight / pieces).quantize(Decimal("0.01"))
        last = weight - part * (pieces - 1)
        if part <= 0 or last <= 0:
            _line(cast, split, str(no), weight, percent, state)
            continue
        for piece in range(pieces):
            _line(cast, split, f"{no}.{piece}", last if piece == 0 else part, percent, state)
    before, after = progress(plan=whole), progress(plan=split)
    assert figures(before) == figures(after)
    assert before.weight == after.weight
    if before.weight:
        assert before.verified_percent is not None
        assert before.declared_percent is not None
        assert 0 <= before.verified_percent <= before.declared_percent <= 100
        counted = [(w, 100 if s == "verified" else min(p, 99)) for w, p, s in lines if s != "cancelled"]
        exact = sum(w * p for w, p in counted) / sum(w for w, _p in counted)
        assert abs(before.declared_percent - Decimal(exact)) <= Decimal("0.005")


def _line(cast: Cast, plan: Plan, no: str, weight: Decimal, percent: Decimal, state: str) -> None:
    unit = cast.units["C-PBGDPL-TGPL"]
    put(alone(cast, plan, no=no, weight=weight, lead_unit=unit), declared_percent=percent, state=state)


def _clear() -> None:
    """Hypothesis runs its examples in one transaction: free the codes of the example before."""
    for plan in Plan.objects.filter(code__in=["W", "S"]):
        Plan.objects.filter(pk=plan.pk).update(code=str(plan.pk)[:30])


def test_the_cost_of_progress_does_not_grow(
    cast: Cast, queries_do_not_grow: Callable[[Callable[[], Any], Callable[[], Any]], None]
) -> None:
    plan = plan_of_2022(cast)
    objective = objective_record(actor=None, plan=plan, no="1", title="Một")

    def grow() -> None:
        for no in range(30):
            unit = cast.units[["V-PBGDPL", "CNTT", "TGPL", "VP"][no % 4]]
            alone(cast, plan, no=f"n{no}", lead_unit=unit, objective=objective)

    for no in range(3):
        alone(cast, plan, no=str(no))
    queries_do_not_grow(lambda: progress(user=cast.officer, plan=plan, units="current"), grow)


def test_a_draft_counts_for_itself_alone(cast: Cast) -> None:
    """What is not decided yet is nobody's work: its figures are those of its own page, not of the ministry's."""
    scheme = scheme_of(cast)
    plan = draft(cast, scheme=scheme)
    alone(cast, plan, lead_unit=cast.units["C-PBGDPL-TGPL"])
    assert progress(user=cast.officer, plan=plan).counts.total == 1
    assert progress(user=cast.officer, scheme=scheme).counts.total == progress(user=cast.officer).counts.total == 0
    assert not tasks_behind("total", user=cast.officer).exists()
    Plan.objects.filter(pk=plan.pk).update(state="issued", decision_number="1/QĐ", decision_date=date(2026, 11, 20))
    assert progress(user=cast.officer, scheme=scheme).counts.total == 1
    assert progress(user=cast.officer, scheme=scheme, as_of=date(2026, 11, 19)).counts.total == 0
