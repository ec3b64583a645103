"""What is to be done, by whom: drafting, loading, changing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from comms.audit.selectors import history
from comms.core.errors import Conflict, Invalid, NotAllowed, NotVisible, StaleVersion
from plans.models import Plan
from plans.services import objective_record, plan_issue, plan_submit, plan_update
from tasks.models import Task, TaskTransition
from tasks.selectors import group_units
from tasks.services import Coordinating, table_import, task_create, task_edit
from tests.cast import Cast
from tests.plans.build import draft, issued, plan_of_2022, scheme_of
from tests.tasks.build import alone, bring, do, task_of
from tests.tasks.tables import row, upload, xlsx


def create(cast: Cast, plan: Plan, actor: Any = None, **fields: Any) -> Task:
    given = {"title": "Họp báo", "lead_unit": cast.units["CNTT"], **fields}
    return task_create(actor=actor or cast.officer, plan_id=plan.pk, **given)


def parts(task: Task) -> list[tuple[str, str, str, date | None]]:
    return [(row.unit.code, row.role, row.deliverable, row.due_on) for row in task.participations.all()]


def readers(plan: Plan) -> set[str]:
    return {row.unit.code if row.unit else row.group for row in plan.access.all()}


def test_a_task_with_its_units(cast: Cast) -> None:
    """Lead and coordinating units stand in one table, the plan's readers follow them."""
    plan = draft(cast)
    task = create(
        cast,
        plan,
        no=" 1 ",
        due_on=date(2026, 12, 1),
        coordinating=[Coordinating(cast.units["VP"], "Tin", date(2026, 11, 30)), Coordinating(cast.units["STP-HUE"])],
        coordinating_group="ministry_units",
    )
    assert parts(task) == [
        ("CNTT", "lead", "", None),
        ("VP", "coordinating", "Tin", date(2026, 11, 30)),
        ("STP-HUE", "coordinating", "", None),
    ]
    assert (task.no, task.position, task.first_due_on, task.weight) == ("1", 1, date(2026, 12, 1), 1)
    assert readers(plan) == {"CNTT", "VP", "STP-HUE", "ministry_units"}
    assert create(cast, plan, title="Khác").position == 2
    assert Task.objects.visible_to(cast.outsider).get() == task


def test_a_group_is_expanded_by_the_day_of_the_plan(cast: Cast) -> None:
    """Units valid then, neither the ministry nor local, less the lead and those named."""
    then = task_of(cast)
    assert set(group_units(then).values_list("code", flat=True)) == {"VP", "TGPL"}
    now = task_of(cast, issued(cast), lead_unit=cast.units["VP"], coordinating=[])
    assert set(group_units(now).values_list("code", flat=True)) == {"CNTT", "CTXD-VB", "C-PBGDPL-TGPL"}
    assert not group_units(alone(cast, no="7")).exists()


def test_a_group_does_not_name_what_its_successor_leads(cast: Cast) -> None:
    """After the task went to the successor, the unit of then is not one of the others."""
    task = bring(cast, task_of(cast), "returned")
    task = do("assign", task, cast.unit_head, lead_unit=cast.units["C-PBGDPL-TGPL"])
    assert "V-PBGDPL" not in group_units(task).values_list("code", flat=True)


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"title": " "}, "title", "blank"),
        ({"weight": 0}, "weight", "out_of_range"),
        ({"weight": Decimal("-1")}, "weight", "out_of_range"),
        ({"weight": Decimal("NaN")}, "weight", "invalid"),
        ({"weight": "1e400"}, "weight", "out_of_range"),
        ({"weight": "abc"}, "weight", "invalid"),
        ({"weight": True}, "weight", "invalid"),
        ({"weight": "0.011"}, "weight", "max_decimal_places"),
        ({"coordinating_group": "everybody"}, "coordinating_group", "invalid_choice"),
        ({"illustrative": ["timing_vi"]}, "illustrative", "invalid"),
        ({"no": "1"}, "no", "unique"),
        ({"timing_text": "x" * 301}, "timing_text", "max_length"),
    ],
)
def test_refused_content(cast: Cast, fields: dict[str, Any], field: str, code: str) -> None:
    """A refused task names the field and leaves no row."""
    plan = draft(cast)
    create(cast, plan, no="1")
    with pytest.raises(Invalid) as refused:
        create(cast, plan, **fields)
    assert refused.value.errors[field][0].code == code
    assert Task.objects.count() == 1


def test_refused_units(cast: Cast) -> None:
    """Units that did not exist on the plan's day, the lead among the others, a unit twice."""
    plan, units = draft(cast), cast.units
    for fields in (
        {"lead_unit": units["V-PBGDPL"]},
        {"coordinating": [Coordinating(units["TGPL"])]},
        {"coordinating": [Coordinating(units["CNTT"])]},
        {"coordinating": [Coordinating(units["VP"]), Coordinating(units["VP"])]},
    ):
        with pytest.raises(Invalid):
            create(cast, plan, **fields)
    with pytest.raises(Invalid) as refused:
        task_of(cast, lead_unit=units["C-PBGDPL-TGPL"])
    assert refused.value.errors["lead_unit"][0].code == "unit_not_valid"
    assert not Task.objects.exists()


def test_the_objective_is_the_plans_or_its_schemes(cast: Cast) -> None:
    scheme, other = scheme_of(cast), scheme_of(cast, code="DB")
    plan = draft(cast, scheme=scheme)
    own = objective_record(actor=None, plan=plan, no="1", title="Của kế hoạch")
    of_scheme = objective_record(actor=None, scheme=scheme, no="1", title="Của đề án")
    of_other = objective_record(actor=None, scheme=other, no="1", title="Của đề án khác")
    for objective in (own, of_scheme):
        assert create(cast, plan, objective_id=objective.pk).objective == objective
    with pytest.raises(Invalid) as refused:
        create(cast, plan, objective_id=of_other.pk)
    assert refused.value.errors["objective"][0].code == "other_plan"


def test_a_plan_with_tasks_keeps_its_scheme(cast: Cast) -> None:
    """Otherwise its tasks could point at objectives of a scheme that is not theirs any more."""
    plan = draft(cast, scheme=scheme_of(cast))
    create(cast, plan)
    with pytest.raises(Invalid) as refused:
        plan_update(actor=cast.officer, plan_id=plan.pk, version=plan.version, scheme=None)
    assert refused.value.errors["scheme"][0].code == "has_tasks"


def test_a_decision_of_a_day_before_its_units_existed_is_refused(cast: Cast) -> None:
    """The units that have work in the plan are looked at when it is issued."""
    plan = draft(cast, owner_unit=cast.units["C-PBGDPL-TGPL"])
    create(cast, plan, lead_unit=cast.units["CTXD-VB"])
    Plan.objects.update(owner_unit=cast.units["VP"])
    plan = plan_submit(actor=cast.verifier, plan_id=plan.pk, version=1)
    with pytest.raises(Invalid) as refused:
        plan_issue(actor=cast.leader, plan_id=plan.pk, version=2, decision_number="1", decision_date=date(2025, 2, 28))
    (complaint,) = refused.value.errors["decision_date"]
    assert cast.units["CTXD-VB"].name in str(complaint.detail)


def test_who_writes_the_lines_of_a_plan(cast: Cast) -> None:
    """A draft's: its owner unit.  Any other plan's: nobody; an issued one is changed by an amendment."""
    plan = draft(cast)
    create(cast, plan)
    create(cast, plan, cast.unit_head)
    with pytest.raises(NotAllowed):
        create(cast, plan, cast.verifier)
    with pytest.raises(NotVisible):
        create(cast, plan, cast.outsider)
    Plan.objects.update(state="submitted")
    for state, code in (
        ("submitted", "plan_not_open"),
        ("issued", "use_amendment"),
        ("in_progress", "use_amendment"),
        ("closed", "plan_not_open"),
    ):
        Plan.objects.update(state=state, decision_number="1", decision_date=date(2026, 1, 2))
        for who in (cast.officer, cast.unit_head):
            with pytest.raises(Conflict) as refused:
                create(cast, plan, who)
            assert refused.value.code == code
    assert Task.objects.count() == 2


def test_changing_a_draft(cast: Cast) -> None:
    """Fields, units and the readers of the plan change together, with before and after as evidence."""
    plan = draft(cast)
    task = create(cast, plan, coordinating=[Coordinating(cast.units["VP"])])
    changed = task_edit(
        actor=cast.officer,
        task_id=task.pk,
        version=1,
        title="Họp báo quý",
        lead_unit=cast.units["VP"],
        coordinating=[Coordinating(cast.units["CNTT"], "Kỹ thuật")],
        due_on=date(2026, 6, 1),
    )
    assert parts(changed) == [("VP", "lead", "", None), ("CNTT", "coordinating", "Kỹ thuật", None)]
    assert (changed.version, changed.first_due_on) == (2, date(2026, 6, 1))
    assert history(changed)[0].data["changes"]["lead_unit"] == ["CNTT", "VP"]
    assert history(changed)[0].data["changes"]["coordinating"] == [
        [{"unit": "VP", "deliverable": "", "due_on": None}],
        [{"unit": "CNTT", "deliverable": "Kỹ thuật", "due_on": None}],
    ]
    with pytest.raises(StaleVersion):
        task_edit(actor=cast.officer, task_id=task.pk, version=1, title="X")
    same = task_edit(actor=cast.officer, task_id=task.pk, version=2, title="Họp báo quý")
    assert same.version == 2
    again = task_edit(actor=cast.officer, task_id=task.pk, version=2, due_on=date(2026, 7, 1), coordinating=[])
    assert (again.first_due_on, parts(again)) == (date(2026, 7, 1), [("VP", "lead", "", None)])
    assert readers(plan) == {"VP"}
    assert Task.objects.get(folded__contains="hop bao quy")


def test_the_lead_cannot_become_a_unit_that_coordinates(cast: Cast) -> None:
    task = create(cast, draft(cast), coordinating=[Coordinating(cast.units["VP"])])
    with pytest.raises(Invalid):
        task_edit(actor=cast.officer, task_id=task.pk, version=1, lead_unit=cast.units["VP"])
    assert parts(Task.objects.get())[0][:2] == ("CNTT", "lead")


def test_changing_an_issued_plans_task(cast: Cast) -> None:
    """Its decision locks it: who may not write the plan is told so, who may is told to amend it."""
    task = task_of(cast)
    with pytest.raises(NotAllowed):
        task_edit(actor=cast.verifier, task_id=task.pk, version=1, title="X")
    for who in (cast.officer, cast.unit_head):
        with pytest.raises(Conflict) as refused:
            task_edit(actor=who, task_id=task.pk, version=1, due_on=date(2026, 12, 1))
        assert refused.value.code == "use_amendment"
    assert Task.objects.get().version == 1


def test_loading_twice_changes_nothing(cast: Cast) -> None:
    """Known by its number; without one by its title."""
    plan = plan_of_2022(cast)
    for fields in ({}, {"no": None, "title": "Bảo đảm hạ tầng"}):
        first = task_of(cast, plan, **fields)
        bring(cast, first, "accepted")
        assert task_of(cast, plan, **fields) == first
    assert Task.objects.count() == 2


def test_who_sees_a_task(cast: Cast) -> None:
    """Lead and coordinating units, members of a named group, owner and verifying unit, those who read everything."""
    plan = plan_of_2022(cast)
    led_by_others = alone(cast, plan, no="1", lead_unit=cast.units["TGPL"])
    grouped = task_of(cast, plan)
    everybody = {
        "officer",
        "unit_head",
        "press_officer",
        "spokesperson",
        "verifier",
        "leader",
        "administrator",
        "auditor",
    }

    def seeing(task: Task) -> set[str]:
        return {name for name, user in cast.people.items() if Task.objects.visible_to(user).filter(pk=task.pk).exists()}

    assert seeing(led_by_others) == everybody
    assert seeing(grouped) == everybody | {"coordinator"}
    elsewhere = alone(
        cast, plan_of_2022(cast, code="K", owner_unit=cast.units["CNTT"], verifying_unit=None),
        lead_unit=cast.units["CNTT"],
    )  # fmt: skip
    assert seeing(elsewhere) == {"coordinator", "leader", "administrator", "auditor"}


def test_another_lead_unit_of_a_draft_is_a_step(cast: Cast) -> None:
    """Edited or imported, so that the last step names the unit that leads; other changes are none."""
    plan = draft(cast)
    task = create(cast, plan, no="1", title="Họp báo")
    task = task_edit(actor=cast.officer, task_id=task.pk, version=task.version, title="Họp báo quý I")
    assert [step.verb for step in TaskTransition.objects.filter(task=task)] == ["create"]
    task_edit(actor=cast.officer, task_id=task.pk, version=task.version, lead_unit=cast.units["VP"])
    last = TaskTransition.objects.filter(task=task).latest("seq")
    told = (last.verb, last.from_state, last.to_state, last.lead_unit, last.actor_id)
    assert told == ("change", task.state, task.state, cast.units["VP"], cast.officer.pk)
    table_import(actor=cast.officer, plan_id=plan.pk, upload=upload(xlsx([row("1", "Họp báo quý I", "CNTT")])))
    last = TaskTransition.objects.filter(task=task).latest("seq")
    assert (last.verb, last.seq, last.lead_unit) == ("change", 3, cast.units["CNTT"])
