"""Last year's plan as a draft of this year; unfinished tasks that go over into it."""

from datetime import date
from typing import Any

import pytest

from comms.audit.selectors import history
from comms.core.errors import Conflict, Invalid, NotAllowed, NotVisible
from comms.org.models import Unit
from plans.models import Indicator, Objective, Plan, Topic
from plans.services import objective_record, plan_open_to
from tasks.models import Task
from tasks.services import Coordinating, plan_copy, task_edit, task_update, tasks_carry_over
from tests.cast import Cast
from tests.plans.build import draft, issued, plan_of_2022, scheme_of
from tests.tasks.amending import issued_plan, task
from tests.tasks.build import alone, bring, do, task_of

NEW = {"code": "KH-2023", "title": "Kế hoạch năm 2023", "year": 2023, "starts": date(2023, 1, 1),
       "ends": date(2023, 12, 31)}  # fmt: skip
OF_2027 = {"code": "KH-2027", "title": "Kế hoạch năm 2027", "year": 2027, "starts": date(2027, 1, 1),
           "ends": date(2027, 12, 31)}  # fmt: skip


def copied(cast: Cast, plan: Plan, actor: Any = None, **fields: Any) -> Plan:
    return plan_copy(actor=actor or cast.officer, plan_id=plan.pk, **{**NEW, **fields})


def test_the_content_comes_along(cast: Cast) -> None:
    """Objectives, topics, indicators and tasks in their order, without due dates, states, targets and reports."""
    plan = issued_plan(cast)
    Indicator.objects.create(plan=plan, no="1", title="Tin bài", basis="declared")
    bring(cast, task("1"), "in_progress")
    task_update(actor=cast.officer, task_id=task("1").pk, percent=40)
    do("cancel", task("3"), cast.unit_head)
    copy = copied(cast, plan, **OF_2027)
    assert (copy.state, copy.copied_from, copy.version, copy.decision_number) == ("draft", plan, 1, "")
    assert [str(one) for one in Objective.objects.filter(plan=copy)] == ["I. Truyền thông chính sách", "II. Hạ tầng"]
    assert [str(one) for one in Topic.objects.filter(plan=copy)] == ["1. Chuyển đổi số"]
    (indicator,) = Indicator.objects.filter(plan=copy)
    assert (indicator.title, indicator.targets.count()) == ("Tin bài", 0)
    tasks = list(Task.objects.filter(plan=copy).order_by("position"))
    assert [(one.no, one.state, one.declared_percent, one.due_on) for one in tasks] == [
        (no, "assigned", 0, None) for no in ("1", "2", "4")
    ]
    assert (tasks[0].weight, tasks[0].objective) == (2, Objective.objects.get(plan=copy, no="I"))
    assert [(row.unit.code, row.role, row.deliverable) for row in tasks[0].participations.all()] == [
        ("C-PBGDPL-TGPL", "lead", ""), ("CNTT", "coordinating", "Hạ tầng")]  # fmt: skip
    assert [one.plan for one in tasks[1].topics.all()] == [copy]
    assert {row.unit.code for row in copy.access.all()} == {"C-PBGDPL-TGPL", "CNTT"}
    assert history(copy)[0].action == "plans.plan.copied"
    assert history(copy)[0].data["tasks"] == 3
    assert history(tasks[0])[0].data["copied_from"] == str(task_of_plan(plan, "1").pk)
    assert Plan.objects.get(pk=plan.pk).version == plan.version


def task_of_plan(plan: Plan, no: str) -> Task:
    found: Task = Task.objects.get(plan=plan, no=no)
    return found


def test_units_of_then_are_replaced_by_their_one_successor(cast: Cast) -> None:
    """Of two that merged into one, one stays; the lead does not coordinate its own task."""
    plan = plan_of_2022(cast)
    parts = [Coordinating(cast.units["TGPL"], "Tư vấn"), Coordinating(cast.units["CNTT"])]
    task_of(cast, plan, coordinating=parts)
    parts = [Coordinating(cast.units["V-PBGDPL"], "Nội dung"), Coordinating(cast.units["TGPL"])]
    alone(cast, plan, no="7", lead_unit=cast.units["CNTT"], title="Hai đơn vị nay là một", coordinating=parts)
    of_2023 = copied(cast, plan, cast.officer)
    assert (of_2023.owner_unit.code, named(of_2023, "6")) == ("C-PBGDPL", ["C-PBGDPL", "TGPL", "CNTT"])
    of_2026 = copied(cast, plan, code="KH-2026B", year=2026, starts=date(2026, 1, 1), ends=None)
    assert of_2026.owner_unit.code == "C-PBGDPL-TGPL"
    assert named(of_2026, "6") == ["C-PBGDPL-TGPL", "CNTT"]
    assert named(of_2026, "7") == ["CNTT", "C-PBGDPL-TGPL"]
    assert history(of_2026)[0].data["units"] == {"V-PBGDPL": "C-PBGDPL-TGPL", "TGPL": "C-PBGDPL-TGPL"}


def named(plan: Plan, no: str) -> list[str]:
    return [row.unit.code for row in task_of_plan(plan, no).participations.all()]


def test_a_unit_without_one_successor_is_named_by_the_caller(cast: Cast) -> None:
    """One that ended is listed with all others of its kind; the answer counts for every task."""
    plan = plan_of_2022(cast)
    task_of(cast, plan)
    Unit.objects.filter(code="CNTT").update(valid_to=date(2022, 12, 31))
    with pytest.raises(Invalid) as refused:
        copied(cast, plan)
    (complaint,) = refused.value.errors["units"]
    assert complaint.code == "no_successor"
    assert cast.units["CNTT"].name in str(complaint.detail)
    for units, code in (({"CNTT": "NOWHERE"}, "no_successor"), ({"CNTT": "V-PBGDPL"}, "no_successor"),
                        ({"CNTT": "VP", "STP-HUE": "VP"}, "does_not_exist")):  # fmt: skip
        with pytest.raises(Invalid) as wrong:
            copied(cast, plan, units=units)
        assert wrong.value.errors["units"][0].code == code
    assert not Plan.objects.filter(code="KH-2023").exists()
    assert named(copied(cast, plan, units={"CNTT": "VP"}), "6") == ["C-PBGDPL", "VP"]


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"code": "KH-1799"}, "code", "unique"),
        ({"starts": date(2027, 1, 1), "ends": None, "year": None}, "starts", "outside_scheme"),
        ({"ends": date(2027, 1, 1)}, "ends", "outside_scheme"),
        ({"year": 2027}, "year", "outside_scheme"),
        ({"ends": date(2022, 12, 31)}, "ends", "order"),
        ({"title": ""}, "title", "blank"),
    ],
)
def test_refused_copies_leave_no_row(cast: Cast, fields: dict[str, Any], field: str, code: str) -> None:
    plan = plan_of_2022(cast, scheme=scheme_of(cast))
    task_of(cast, plan)
    with pytest.raises(Invalid) as refused:
        copied(cast, plan, **fields)
    assert refused.value.errors[field][0].code == code
    assert (Plan.objects.count(), Task.objects.count()) == (1, 1)


def test_who_copies(cast: Cast) -> None:
    """Whoever may draft a plan in the unit that owns the copy, and sees the plan that is copied."""
    plan = plan_of_2022(cast)
    copied(cast, plan, cast.unit_head)
    for who in (cast.verifier, cast.leader, cast.auditor):
        with pytest.raises(NotAllowed):
            copied(cast, plan, who, code="X")
    with pytest.raises(NotVisible):
        copied(cast, plan, cast.outsider, code="X")


READERS = ("coordinator", "verifier", "administrator", "auditor", "outsider")


@pytest.mark.parametrize("who", READERS)
def test_reading_a_plan_is_not_enough_to_take_its_content(cast: Cast, who: str) -> None:
    """Also for whoever takes part in a task, is on the access list, or would draft the copy in a unit of their own."""
    source, actor = issued_plan(cast), getattr(cast, who)
    plan_open_to(actor=cast.unit_head, plan_id=source.pk, version=source.version, unit=cast.units["STP-HUE"])
    own = draft(cast, **OF_2027)
    Plan.objects.filter(pk=own.pk).update(owner_unit=actor.roles.get().unit)
    with pytest.raises(NotAllowed):
        copied(cast, source, actor, **{**OF_2027, "code": "X"}, units={"C-PBGDPL-TGPL": "CNTT"})
    for chosen in ({}, {"tasks": [task("1").pk]}):
        with pytest.raises(NotAllowed):
            carried(cast, source, own, actor, **chosen)
    assert not Task.objects.exclude(plan=source).exists()


def test_a_unit_that_still_exists_keeps_its_place(cast: Cast) -> None:
    """In the copy and in what is carried over, whatever the answer names."""
    source, target = issued_plan(cast), draft(cast, **OF_2027)
    for call in (
        lambda: copied(cast, source, **{**OF_2027, "code": "X"}, units={"CNTT": "VP"}),
        lambda: carried(cast, source, target, units={"CNTT": "VP"}),
    ):
        with pytest.raises(Invalid) as refused:
            call()
        assert [one.code for one in refused.value.errors["units"]] == ["unit_exists"]
    assert not Task.objects.exclude(plan=source).exists()


def test_the_old_task_does_not_tell_of_the_draft(cast: Cast) -> None:
    """Who reads it need not see where it went; who sees both finds the link on the page."""
    source, target = issued_plan(cast), draft(cast, **OF_2027)
    carried(cast, source, target, tasks=[task("1").pk])
    told = history(task_of_plan(source, "1"))[0]
    assert (told.action, told.data) == ("tasks.task.carried_over", {})


def test_wordings_are_read_for_the_new_year(cast: Cast) -> None:
    """A wording without a year is read anew; one that names a year of before gives no date."""
    plan = plan_of_2022(cast, ends=date(2022, 12, 31))
    alone(cast, plan, no="1", timing_text="Quý IV")
    alone(cast, plan, no="2", timing_text="Tháng 11/2022")
    copy = copied(cast, plan)
    assert (task_of_plan(plan, "1").due_on, task_of_plan(plan, "2").due_on) == (date(2022, 12, 31), date(2022, 11, 30))
    assert (task_of_plan(copy, "1").due_on, task_of_plan(copy, "2").due_on) == (date(2023, 12, 31), None)
    assert task_of_plan(copy, "2").timing_text == "Tháng 11/2022"


def carried(cast: Cast, source: Plan, target: Plan, actor: Any = None, **fields: Any) -> Plan:
    return tasks_carry_over(actor=actor or cast.officer, plan_id=source.pk, to=target.pk, **fields)


def test_unfinished_tasks_go_over(cast: Cast) -> None:
    """With a link both ways; what is done or cancelled stays; the old ones stay as they are; nothing goes twice."""
    source = issued_plan(cast)
    bring(cast, task("1"), "in_progress")
    bring(cast, task("2"), "verified")
    do("cancel", task("3"), cast.unit_head)
    before = list(Task.objects.order_by("no").values_list("version", "state"))
    target = draft(cast, **OF_2027)
    objective_record(actor=None, plan=target, no="I", title="Truyền thông")
    alone(cast, target, no="4", lead_unit=cast.units["VP"])
    assert carried(cast, source, target) == target
    new = list(Task.objects.filter(plan=target).exclude(carried_from=None).order_by("position"))
    assert [(one.carried_from.no, one.no, one.state, one.declared_percent) for one in new] == [
        ("1", "1", "assigned", 0), ("4", None, "assigned", 0)]  # fmt: skip
    assert (new[0].objective, new[1].objective) == (Objective.objects.get(plan=target), None)
    old = task_of_plan(source, "1")
    assert [one.plan for one in old.carried_to.all()] == [target]
    assert list(Task.objects.filter(plan=source).order_by("no").values_list("version", "state")) == before
    assert (history(old)[0].action, history(new[0])[0].data["carried_from"]) == ("tasks.task.carried_over", str(old.pk))
    assert history(target)[0].data == {"code": source.code, "tasks": 2}
    with pytest.raises(Conflict) as again:
        carried(cast, source, target)
    assert again.value.code == "nothing_to_carry"
    with pytest.raises(Conflict) as chosen:
        carried(cast, source, target, tasks=[old.pk])
    assert chosen.value.code == "carried_already"
    do("cancel", new[0], cast.unit_head)
    carried(cast, source, target, tasks=[old.pk])
    assert Task.objects.filter(carried_from=old).count() == 2


def test_chosen_tasks(cast: Cast) -> None:
    source, target = issued_plan(cast), draft(cast, **OF_2027)
    bring(cast, task("2"), "verified")
    with pytest.raises(Conflict) as ended:
        carried(cast, source, target, tasks=[task("1").pk, task("2").pk])
    assert ended.value.code == "task_ended"
    elsewhere = alone(cast, plan_of_2022(cast), no="77")
    with pytest.raises(Invalid) as other:
        carried(cast, source, target, tasks=[elsewhere.pk])
    assert other.value.errors["tasks"][0].code == "does_not_exist"
    carried(cast, source, target, tasks=[task("1").pk])
    assert [one.carried_from.no for one in Task.objects.filter(plan=target)] == ["1"]


def test_refused_targets(cast: Cast) -> None:
    """The plan itself, an issued plan, somebody else's draft, a hidden one."""
    source, own = issued_plan(cast), draft(cast, **OF_2027)
    other = draft(cast, code="KH-VP", verifying_unit=None)
    Plan.objects.filter(pk=other.pk).update(owner_unit=cast.units["VP"])
    with pytest.raises(Conflict) as issued:
        carried(cast, own, source)
    assert issued.value.code == "use_amendment"
    with pytest.raises(Invalid):
        carried(cast, own, own)
    with pytest.raises(NotVisible):
        carried(cast, source, other)
    for who in (cast.verifier, cast.leader):
        with pytest.raises(NotAllowed):
            carried(cast, source, own, who)
    with pytest.raises(NotVisible):
        carried(cast, source, own, cast.outsider)
    assert not Task.objects.exclude(carried_from=None).exists()


def test_a_copy_has_the_tasks_already(cast: Cast) -> None:
    """Copied and then carried over: the tasks that came along are linked, none stands twice; one that was changed since
    is another one."""
    source = issued(cast)
    unit = cast.units["C-PBGDPL-TGPL"]
    old = [alone(cast, source, no=str(number), title=f"Việc {number}", lead_unit=unit) for number in (1, 2)]
    target = copied(cast, source, **OF_2027)
    second = Task.objects.get(plan=target, no="2")
    task_edit(actor=cast.officer, task_id=second.pk, version=second.version, title="Việc khác")
    carried(cast, source, target)
    found = Task.objects.filter(plan=target).order_by("position").values_list("title", "no", "carried_from")
    assert list(found) == [
        ("Việc 1", "1", old[0].pk),
        ("Việc khác", "2", None),
        ("Việc 2", None, old[1].pk),
    ]
    linked = Task.objects.get(plan=target, no="1")
    assert history(linked)[0].action == "tasks.task.linked"
