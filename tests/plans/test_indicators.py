"""Indicators: targets by period, figures counted or declared, attainment that can be explained."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from comms.audit.models import AuditEvent
from comms.core.errors import Conflict, Invalid, NotAllowed, StaleVersion
from plans import services
from plans.models import Indicator, IndicatorActual, Plan
from plans.selectors import attainment, indicator_results
from plans.services import Target
from tasks.models import Task
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.plans.build import draft, scheme_of
from tests.tasks.build import alone

API = "/api/v1/"
YEAR = Target(date(2026, 1, 1), date(2026, 12, 31), Decimal(200))
FIRST_HALF = Target(date(2026, 1, 1), date(2026, 6, 30), Decimal(80))


def indicator_of(cast: Cast, plan: Plan | None = None, **fields: Any) -> Indicator:
    plan = plan or draft(cast)
    given = {"no": "1", "title": "Số tin, bài", "measure": "tin, bài", "targets": [YEAR], **fields}
    return services.indicator_create(actor=cast.officer, plan_id=plan.pk, **given)


def opened(indicator: Indicator, state: str = "in_progress") -> Indicator:
    decision = {"decision_number": "12/QĐ-BTP", "decision_date": date(2026, 1, 15)}
    Plan.objects.filter(pk=indicator.plan_id).update(state=state, **decision)
    return Indicator.objects.get(pk=indicator.pk)


def declare(cast: Cast, indicator: Indicator, value: Any, source: str = "Báo cáo quý", who: str = "officer") -> Any:
    target = indicator.targets.first()
    return services.actual_declare(
        actor=getattr(cast, who), indicator_id=indicator.pk, target=target.pk, value=value, source=source
    )


@pytest.mark.parametrize(
    ("direction", "target", "actual", "expected"),
    [
        ("at_least", "200", "50", "25.00"),
        ("at_least", "3", "1", "33.33"),
        ("at_least", "100", "130", "130.00"),
        ("at_least", "0", "5", None),
        ("at_least", "10", "0", "0.00"),
        ("at_least", "10", None, None),
        ("at_most", "10", "20", "50.00"),
        ("at_most", "10", "8", "125.00"),
        ("at_most", "10", "0", None),
        ("at_most", "0", "4", "0.00"),
    ],
)
def test_attainment(direction: str, target: str, actual: str | None, expected: str | None) -> None:
    """Reached ÷ target, for a ceiling target ÷ reached; nothing declared is nothing, not 0."""
    given = None if actual is None else Decimal(actual)
    found = attainment(Indicator(direction=direction), Decimal(target), given)
    assert found == (None if expected is None else Decimal(expected))


def test_definition_and_targets_are_written_in_a_draft(cast: Cast) -> None:
    indicator = indicator_of(cast)
    changed = services.indicator_update(
        actor=cast.unit_head, indicator_id=indicator.pk, version=1, title="Số tin", targets=[FIRST_HALF, YEAR]
    )
    assert (changed.version, changed.targets.count()) == (2, 2)
    told = AuditEvent.objects.get(action="plans.indicator.changed").data["changes"]
    assert told["title"] == ["Số tin, bài", "Số tin"]
    assert [len(side) for side in told["targets"]] == [1, 2]
    with pytest.raises(StaleVersion):
        services.indicator_update(actor=cast.officer, indicator_id=indicator.pk, version=1, title="x")
    with pytest.raises(NotAllowed):
        services.indicator_update(actor=cast.leader, indicator_id=indicator.pk, version=2, title="x")
    opened(indicator)
    for attempt in (
        lambda: services.indicator_update(actor=cast.officer, indicator_id=indicator.pk, version=2, title="x"),
        lambda: services.target_add(
            actor=cast.officer, indicator_id=indicator.pk, starts=YEAR.ends, ends=YEAR.ends, target=Decimal(1)
        ),
        lambda: services.indicator_delete(actor=cast.officer, indicator_id=indicator.pk, version=2),
        lambda: indicator_of(cast, indicator.plan, no="2"),
    ):
        with pytest.raises(Conflict) as refused:
            attempt()
        assert refused.value.code == "use_amendment"


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"targets": [YEAR, YEAR]}, "targets", "twice"),
        ({"targets": [Target(date(2026, 3, 1), date(2026, 2, 1), Decimal(1))]}, "targets", "order"),
        ({"targets": [Target(date(2025, 1, 1), date(2025, 2, 1), Decimal(1))]}, "targets", "outside_plan"),
        ({"targets": [Target(YEAR.starts, YEAR.ends, Decimal(-1))]}, "targets", "out_of_range"),
        ({"targets": [Target(YEAR.starts, YEAR.ends, Decimal("0.00001"))]}, "targets", "max_decimal_places"),
        ({"targets": [Target(YEAR.starts, YEAR.ends, Decimal("NaN"))]}, "targets", "invalid"),
        ({"basis": "counted"}, "counter", "invalid_choice"),
        ({"basis": "counted", "counter": "tasks.unknown"}, "counter", "invalid_choice"),
        ({"counter": "tasks.verified"}, "counter", "invalid_choice"),
        ({"no": "0"}, "no", "unique"),
        ({"title": ""}, "title", "blank"),
        ({"direction": "about"}, "direction", "invalid_choice"),
    ],
)
def test_a_wrong_indicator_is_refused(cast: Cast, fields: dict[str, Any], field: str, code: str) -> None:
    plan = draft(cast)
    indicator_of(cast, plan, no="0")
    with pytest.raises(Invalid) as refused:
        indicator_of(cast, plan, **fields)
    assert refused.value.errors[field][0].code == code
    assert Indicator.objects.count() == 1


def test_a_later_declaration_corrects_and_the_earlier_one_stays(cast: Cast) -> None:
    indicator = opened(indicator_of(cast))
    [before] = indicator_results([indicator])[0].periods
    assert (before.actual, before.attainment, before.met) == (None, None, None)
    declare(cast, indicator, 40)
    declare(cast, indicator, Decimal("50.5"), "Báo cáo quý, đã đối chiếu", who="unit_head")
    [result] = indicator_results([indicator])
    [period] = result.periods
    assert (period.actual, period.attainment, period.met) == (Decimal("50.5"), Decimal("25.25"), False)
    assert period.declared is not None
    assert period.declared.source == "Báo cáo quý, đã đối chiếu"
    assert list(IndicatorActual.objects.order_by("seq").values_list("seq", "value")) == [(1, 40), (2, Decimal("50.5"))]
    for change in (
        lambda: IndicatorActual.objects.update(value=1),
        lambda: IndicatorActual.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_who_declares_and_when(cast: Cast) -> None:
    """The owner unit, while the plan is open, for a period that has begun, with a source."""
    coming = Target(date(2026, 12, 1), date(2026, 12, 31), Decimal(5))
    indicator = indicator_of(cast, targets=[coming])
    with pytest.raises(Conflict) as refused:
        declare(cast, indicator, 1)
    assert refused.value.code == "plan_not_open"
    opened(indicator)
    with pytest.raises(NotAllowed):
        declare(cast, indicator, 1, who="leader")
    with pytest.raises(Invalid) as wrong:
        declare(cast, indicator, 1)
    assert wrong.value.errors["target"][0].code == "not_begun"
    other = opened(indicator_of(cast, draft(cast, code="KH-2")))
    for value, source, field in ((-1, "x", "value"), ("NaN", "x", "value"), (1, " ", "source")):
        with pytest.raises(Invalid) as wrong:
            declare(cast, other, value, source)
        assert field in wrong.value.errors
    with pytest.raises(Invalid):
        services.actual_declare(
            actor=cast.officer, indicator_id=other.pk, target=indicator.targets.get().pk, value=Decimal(1), source="x"
        )
    opened(other, "closed")
    with pytest.raises(Conflict):
        declare(cast, other, 1)


def test_a_target_with_declarations_stays(cast: Cast) -> None:
    scheme = scheme_of(cast)
    indicator = services.indicator_create(
        actor=cast.verifier, scheme_id=scheme.pk, no="1", title="Tỷ lệ người dân biết luật", targets=[YEAR, FIRST_HALF]
    )
    with pytest.raises(NotAllowed):
        services.indicator_create(actor=cast.press_officer, scheme_id=scheme.pk, no="2", title="x")
    first = indicator.targets.order_by("ends").first()
    services.actual_declare(
        actor=cast.verifier, indicator_id=indicator.pk, target=first.pk, value=Decimal(10), source="Khảo sát"
    )
    with pytest.raises(Conflict):
        services.indicator_update(actor=cast.verifier, indicator_id=indicator.pk, version=1, targets=[YEAR])
    with pytest.raises(Conflict):
        services.indicator_delete(actor=cast.verifier, indicator_id=indicator.pk, version=1)
    services.indicator_update(actor=cast.verifier, indicator_id=indicator.pk, version=1, targets=[FIRST_HALF])
    assert indicator.targets.get().pk == first.pk


def done(task: Task, due: date | None, submitted: date | None) -> None:
    """As if its verified result had been submitted on that day; without one it is still to be done."""
    state = {} if submitted is None else {
        "state": "verified", "submitted_on": submitted, "submitted_at": f"{submitted}T09:00+07:00",
        "submitted_by_unit": task.lead_unit,
    }  # fmt: skip
    Task.objects.filter(pk=task.pk).update(due_on=due, **state)


def test_tasks_are_counted_by_period(cast: Cast) -> None:
    """Verified in the period; of what was due in it, the share done on time."""
    plan = draft(cast)
    story = [
        ("1", date(2026, 3, 1), date(2026, 2, 20)),
        ("2", date(2026, 3, 1), date(2026, 3, 2)),
        ("3", date(2026, 5, 1), None),
        ("4", date(2026, 9, 1), date(2026, 8, 1)),
        ("5", None, date(2026, 8, 2)),
    ]
    for no, due, submitted in story:
        done(alone(cast, plan, no=no, lead_unit=cast.units["CNTT"]), due, submitted)
    cancelled = alone(cast, plan, no="6", lead_unit=cast.units["CNTT"])
    Task.objects.filter(pk=cancelled.pk).update(state="cancelled", due_on=date(2026, 3, 1))
    second = Target(date(2026, 7, 1), date(2026, 12, 31), Decimal(50))
    nothing = Target(date(2026, 6, 1), date(2026, 6, 30), Decimal(50))
    coming = Target(date(2026, 12, 1), date(2026, 12, 31), Decimal(50))
    for no, counter in (("1", "tasks.verified"), ("2", "tasks.verified_on_time")):
        indicator_of(cast, plan, no=no, basis="counted", counter=counter, targets=[FIRST_HALF, nothing, second, coming])
    verified, on_time = indicator_results(plan.indicators.all())
    assert [one.actual for one in verified.periods] == [2, 0, 2, None]
    assert [one.actual for one in on_time.periods] == [Decimal("33.33"), None, Decimal("100.00"), None]
    assert on_time.periods[0].attainment == Decimal("41.66")
    assert "verified result was submitted" in str(verified.rule) or "kết quả" in str(verified.rule)
    with pytest.raises(Conflict) as refused:
        declare(cast, opened(plan.indicators.get(no="1")), 1)
    assert refused.value.code == "counted"


def test_a_scheme_counts_the_tasks_of_its_plans(cast: Cast) -> None:
    scheme = scheme_of(cast)
    for code in ("KH-1", "KH-2"):
        task = alone(cast, draft(cast, code=code, scheme=scheme), lead_unit=cast.units["CNTT"])
        done(task, None, date(2026, 3, 1))
    done(alone(cast, draft(cast, code="KH-3"), lead_unit=cast.units["CNTT"]), None, date(2026, 3, 1))
    services.indicator_create(
        actor=cast.verifier, scheme_id=scheme.pk, no="1", title="Việc xong", basis="counted", counter="tasks.verified",
        targets=[YEAR],
    )  # fmt: skip
    [period] = indicator_results(scheme.indicators.all())[0].periods
    assert (period.actual, period.attainment) == (2, Decimal("1.00"))


def test_indicators_over_http(cast: Cast, caller: Caller) -> None:
    plan = draft(cast)
    officer = caller("officer")
    target = {"starts": "2026-01-01", "ends": "2026-12-31", "target": 200}
    body = {"no": "1", "title": "Số tin, bài", "measure": "tin, bài", "targets": [target]}
    made = officer.post(f"{API}plans/{plan.pk}/indicators/", body)
    assert made.status_code == 201, made.json()
    address = f"{API}indicators/{made.json()['id']}/"
    more = officer.post(f"{address}targets/", {"starts": "2026-01-01", "ends": "2026-06-30", "target": 80})
    assert more.status_code == 201
    half = more.json()["id"]
    opened(Indicator.objects.get())
    said = {"target": half, "value": 20, "source": "Báo cáo 6 tháng"}
    assert officer.post(f"{address}actuals/", said).status_code == 201
    assert [row["value"] for row in officer.get(f"{address}actuals/").json()["results"]] == [20]
    shown = officer.get(address).json()
    first, year = shown["targets"]
    assert (first["actual"], first["attainment"], first["met"], first["source"]) == (20, 25, False, "Báo cáo 6 tháng")
    assert (year["actual"], year["attainment"], year["met"]) == (None, None, None)
    assert shown["rule"]
    assert officer.get(f"{API}plans/{plan.pk}/indicators/").json()["results"][0]["targets"] == shown["targets"]
    refused = officer.patch(address, {"title": "Khác"}, headers={"If-Match": f'"{shown["version"]}"'})
    assert (refused.status_code, refused.json()["code"]) == (409, "use_amendment")


def test_a_page_of_indicators_costs_the_same(
    cast: Cast, caller: Caller, queries_do_not_grow: Callable[[Callable[[], Any], Callable[[], Any]], None]
) -> None:
    """Declared and counted ones, 2 and 22 of each, of several plans."""
    officer = caller("officer")

    def add(first: int, last: int) -> None:
        for no in range(first, last):
            plan = draft(cast, code=f"KH-{no}")
            alone(cast, plan, lead_unit=cast.units["CNTT"])
            for number, counter in (("1", ""), ("2", "tasks.verified")):
                basis = "counted" if counter else "declared"
                indicator_of(cast, plan, no=number, basis=basis, counter=counter, targets=[YEAR, FIRST_HALF])

    add(0, 2)
    queries_do_not_grow(lambda: officer.get(f"{API}indicators/"), lambda: add(2, 22))
