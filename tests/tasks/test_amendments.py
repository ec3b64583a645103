"""Amendments of an issued plan: who, what, by which decision; what they keep and what they never do."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, transaction

from comms.audit.models import AuditEvent
from comms.audit.selectors import history
from comms.core.errors import Conflict, IllegalTransition, Invalid, StaleVersion
from plans.models import Objective, Plan, Topic
from tasks import services
from tasks.models import Amendment, AmendmentLine, Extension, Participation, Task, TaskTransition
from tasks.selectors.amendments import ledger
from tasks.services import LineInput
from tests.cast import Cast
from tests.plans.build import draft, issued
from tests.tasks.amending import DECISION, add, amend, change, drafted, drop, issued_plan, new, objective, task
from tests.tasks.build import bring, do


def test_every_line_at_once_with_its_before_and_after(cast: Cast) -> None:
    """Added, changed and dropped; the plan's version rises once, one event tells of it, each task of its own part."""
    plan = issued_plan(cast)
    amendment = amend(
        cast,
        plan,
        change("1", due_on="2026-12-15", weight=3, coordinating=[{"unit": "VP", "deliverable": "Tin bài"}]),
        drop("3"),
        new(no="5", objective="II", due_on="2026-11-30", topics=["focus_topic/1"]),
    )
    after = Plan.objects.get(pk=plan.pk)
    assert (after.version, after.state) == (plan.version + 1, "issued")
    assert (amendment.no, amendment.decision_number, amendment.confirmed_by) == (1, "45/QĐ-BTP", cast.unit_head.pk)
    lines = list(amendment.lines.all())
    assert [(one.subject, one.act, one.task.no) for one in lines] == [
        ("task", "change", "1"), ("task", "drop", "3"), ("task", "add", "5")]  # fmt: skip
    assert lines[0].before == {
        "due_on": "2026-09-30",
        "weight": "2",
        "coordinating": [{"unit": "CNTT", "deliverable": "Hạ tầng", "due_on": None}],
    }
    assert lines[0].after == {
        "due_on": "2026-12-15",
        "weight": "3",
        "coordinating": [{"unit": "VP", "deliverable": "Tin bài", "due_on": None}],
    }
    assert (lines[1].before["title"], lines[1].before["state"]) == ("Nhiệm vụ 3", "assigned")
    assert lines[1].after == {"state": "cancelled"}
    assert lines[2].before is None
    assert lines[2].after["lead_unit"] == "CNTT"
    assert (task("1").first_due_on, task("1").due_on) == (date(2026, 9, 30), date(2026, 12, 15))
    assert (task("3").state, task("5").objective) == ("cancelled", objective("II"))
    assert task("3").steps.first().reason == "45/QĐ-BTP (01/06/2026): Điều chỉnh tiến độ"
    assert {row.unit.code for row in plan.access.all()} == {"C-PBGDPL-TGPL", "VP", "CNTT"}
    (event,) = history(plan).filter(action="plans.plan.amended")
    assert event.data["lines"] == {"add": 1, "change": 1, "drop": 1}
    assert (event.data["amendment"], event.data["amendment_no"]) == (str(amendment.pk), 1)
    told = {no: history(task(no))[0] for no in ("1", "3", "5")}
    assert {no: one.action for no, one in told.items()} == {
        "1": "tasks.task.changed", "3": "tasks.task.cancelled", "5": "tasks.task.created"}  # fmt: skip
    assert told["1"].data["changes"]["weight"] == ["2", "3"]
    assert all(one.data["amendment"] == str(amendment.pk) for one in told.values())


def test_tasks_swap_their_numbers_in_one_act(cast: Cast) -> None:
    """Before and after say so; a number that its task keeps, and one that a third task holds, stay."""
    plan = issued_plan(cast)
    one, two = task("1"), task("2")
    amendment = amend(cast, plan, change("1", no="2"), change("2", no="1"), change("3", no="3", weight=2))
    assert (task("2").pk, task("1").pk, task("3").weight) == (one.pk, two.pk, 2)
    assert [(line.before.get("no"), line.after.get("no")) for line in amendment.lines.all()] == [
        ("1", "2"), ("2", "1"), (None, None)]  # fmt: skip
    with pytest.raises(Invalid) as taken:
        amend(cast, plan, change("1", no="2"), change("2", no="4"))
    assert taken.value.errors["lines.1.no"][0].code == "unique"
    assert (task("2").pk, task("1").pk) == (one.pk, two.pk)


def test_another_due_date_answers_the_request_for_more_time(cast: Cast) -> None:
    """Refused with the amendment as the reason; without a new date, and for another task, the request waits on."""
    plan = issued_plan(cast)
    for no in ("1", "2"):
        services.extension_request(actor=cast.officer, task_id=task(no).pk, new_due_on=date(2026, 12, 1), reason="Chờ")
    amend(cast, plan, change("1", weight=5))
    assert Extension.objects.filter(state="requested").count() == 2
    amendment = amend(cast, plan, change("1", due_on="2026-11-15"), change("2", weight=5))
    refused = Extension.objects.get(task=task("1"))
    words = "45/QĐ-BTP (01/06/2026): Điều chỉnh tiến độ"
    assert (refused.state, refused.decision_reason, refused.decided_by) == ("refused", words, cast.unit_head.pk)
    assert Extension.objects.get(task=task("2")).state == "requested"
    (event,) = history(task("1")).filter(action="tasks.extension.refused")
    assert (event.data["reason"], event.data["amendment"]) == (words, str(amendment.pk))
    assert task("1").due_on == date(2026, 11, 15)


def test_the_ledger_keeps_the_progress_before_and_after(cast: Cast) -> None:
    """Weight 5 of which 2 is half done: dropping one task and adding a heavier one changes both percents."""
    plan = issued_plan(cast)
    bring(cast, task("2"), "verified")
    do("accept", task("1"), cast.officer)
    services.task_update(actor=cast.officer, task_id=task("1").pk, percent=50)
    amendment = amend(cast, plan, drop("3"), new(no="5", weight=4, objective="II"))
    before, after = amendment.progress_before, amendment.progress_after
    assert (before["declared_percent"], before["verified_percent"], before["weight"]) == ("40", "20", "5")
    assert (after["declared_percent"], after["verified_percent"], after["weight"]) == ("25", "12.5", "8")
    assert (before["counts"]["total"], before["counts"]["cancelled"]) == (4, 0)
    assert (after["counts"]["total"], after["counts"]["cancelled"]) == (4, 1)
    assert [(one["no"], one["weight"]) for one in before["by_objective"]] == [("I", "4"), ("II", "0"), (None, "1")]
    assert [(one["no"], one["weight"]) for one in after["by_objective"]] == [("I", "3"), ("II", "4"), (None, "1")]


def test_objectives_and_topics(cast: Cast) -> None:
    """Added, changed, dropped; a new task may stand under an objective that is added with it, by its number."""
    plan = issued_plan(cast)
    topic = Topic.objects.get()
    amendment = amend(
        cast,
        plan,
        new(no="5", objective="III", topics=["key_message/1"]),
        LineInput("objective", "add", None, {"no": "III", "title": "Đào tạo"}),
        LineInput("objective", "change", objective("I").pk, {"title": "Truyền thông"}),
        LineInput("objective", "drop", objective("II").pk),
        LineInput("topic", "add", None, {"kind": "key_message", "no": "1", "text": "Vì người dân"}),
        LineInput("topic", "drop", topic.pk),
    )
    assert [one.no for one in Objective.objects.filter(plan=plan)] == ["I", "III"]
    assert (objective("I").title, objective("I").version) == ("Truyền thông", 2)
    assert task("5").objective == objective("III")
    assert [str(one) for one in task("5").topics.all()] == ["1. Vì người dân"]
    assert not task("2").topics.exists()
    lines = {(one.subject, one.act): one for one in amendment.lines.all()}
    assert lines["objective", "change"].after == {"title": "Truyền thông"}
    assert lines["objective", "drop"].before == {"no": "II", "title": "Hạ tầng"}
    assert lines["topic", "drop"].before["carried_by"] == ["2"]
    assert history(objective("I"))[0].action == "plans.objective.changed"
    amend(cast, plan, LineInput("objective", "change", objective("III").pk, {"no": "2"}), decision_number="46")
    assert [one.no for one in ledger(cast.officer, plan)] == [2, 1]


def test_another_lead_unit_keeps_the_story(cast: Cast) -> None:
    """The step names the new lead; whoever coordinated leads now; the state and the reports stay."""
    plan = issued_plan(cast)
    bring(cast, task("1"), "in_progress")
    amend(cast, plan, change("1", lead_unit="CNTT", coordinating=[{"unit": "C-PBGDPL-TGPL"}]))
    step = TaskTransition.objects.filter(task=task("1")).first()
    assert step is not None
    assert (step.verb, step.from_state, step.to_state) == ("amend", "in_progress", "in_progress")
    assert step.lead_unit == cast.units["CNTT"]
    parts = Participation.objects.filter(task=task("1")).values_list("unit__code", "role")
    assert set(parts) == {("CNTT", "lead"), ("C-PBGDPL-TGPL", "coordinating")}
    assert task("1").standings.get().lead_unit == cast.units["CNTT"]


def test_units_exist_on_the_day_of_the_amendment(cast: Cast) -> None:
    """A unit newly named is looked at on the amendment's day; one that stays is left alone, even if it has ended."""
    plan = issued_plan(cast)
    type(cast.units["VP"]).objects.filter(code="VP").update(valid_to=date(2026, 3, 31))
    for line in (new(lead_unit="VP"), change("1", lead_unit="VP"), change("1", coordinating=[{"unit": "VP"}])):
        with pytest.raises(Invalid) as refused:
            amend(cast, plan, line)
        (complaint,) = [one for found in refused.value.errors.values() for one in found]
        assert complaint.code == "unit_not_valid"
    amend(cast, plan, new(lead_unit="VP", no="6"), decision_date=date(2026, 3, 1))
    amendment = amend(cast, plan, change("6", weight=2))
    assert amendment.no == 2


@pytest.mark.parametrize(
    ("words", "field", "code"),
    [
        ({"decision_number": " "}, "decision_number", "required"),
        ({"decision_number": "x" * 41}, "decision_number", "max_length"),
        ({"reason": ""}, "reason", "required"),
        ({"reason": "x" * 2001}, "reason", "max_length"),
        ({"decision_date": date(2026, 11, 22)}, "decision_date", "future"),
        ({"decision_date": date(2026, 1, 14)}, "decision_date", "before_plan"),
    ],
)
def test_it_bears_a_decision(cast: Cast, words: dict[str, Any], field: str, code: str) -> None:
    plan = issued_plan(cast)
    with pytest.raises(Invalid) as refused:
        amend(cast, plan, change("1", weight=3), **words)
    assert refused.value.errors[field][0].code == code
    assert not Amendment.objects.exists()


REFUSED: list[tuple[Any, str, str]] = [
    (lambda: change("1", weight=0), "weight", "out_of_range"),
    (lambda: change("1", weight="-1"), "weight", "out_of_range"),
    (lambda: change("1", weight="abc"), "weight", "invalid"),
    (lambda: change("1", colour="red"), "colour", "unknown_field"),
    (lambda: change("1", state="verified"), "state", "unknown_field"),
    (lambda: change("1", title=""), "title", "blank"),
    (lambda: change("1", title=7), "title", "invalid"),
    (lambda: change("1", title="\ud800"), "title", "characters"),
    (lambda: change("1", title="Nhiệm vụ 1"), "values", "unchanged"),
    (lambda: change("1"), "values", "unchanged"),
    (lambda: change("1", no="2"), "no", "unique"),
    (lambda: change("1", due_on="30/06/2026"), "due_on", "invalid"),
    (lambda: change("1", due_on=20260630), "due_on", "invalid"),
    (lambda: change("1", due_on="9999-01-01"), "due_on", "invalid"),
    (lambda: change("1", due_precision="week"), "due_precision", "invalid_choice"),
    (lambda: change("1", lead_unit="NOWHERE"), "lead_unit", "does_not_exist"),
    (lambda: change("1", lead_unit="CNTT", coordinating=[{"unit": "CNTT"}]), "coordinating", "lead_coordinates"),
    (lambda: change("1", coordinating="CNTT"), "coordinating", "invalid"),
    (lambda: change("1", coordinating=[{"unit": "VP"}, {"unit": "VP"}]), "coordinating", "twice"),
    (lambda: change("1", coordinating=[{"unit": "VP", "role": "lead"}]), "coordinating.role", "unknown_field"),
    (lambda: change("1", coordinating_groups=["everybody"]), "coordinating_groups", "invalid_choice"),
    (lambda: change("1", evidence_required="yes"), "evidence_required", "invalid"),
    (lambda: change("1", objective="IX"), "objective", "does_not_exist"),
    (lambda: change("1", topics=["9"]), "topics", "does_not_exist"),
    (lambda: change("1", illustrative=["x"]), "illustrative", "invalid"),
    (lambda: LineInput("task", "add", None, {"title": "x"}), "lead_unit", "required"),
    (lambda: LineInput("task", "drop", task("1").pk, {"title": "x"}), "values", "not_empty"),
    (lambda: LineInput("task", "drop", objective("I").pk), "task", "does_not_exist"),
    (lambda: LineInput("objective", "add", None, {"no": "I", "title": "x"}), "no", "unique"),
    (lambda: LineInput("objective", "add", None, {"no": "9"}), "title", "required"),
    (lambda: LineInput("topic", "add", None, {"kind": "x", "no": "9", "text": "x"}), "kind", "invalid_choice"),
    (lambda: LineInput("topic", "add", None, {"kind": "focus_topic", "no": "1", "text": "x"}), "no", "unique"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "field", "code"), REFUSED)
def test_refused_lines_change_nothing(cast: Cast, line: Any, field: str, code: str) -> None:
    """The refusal names line and field; a line that could be carried out before it is taken back with it."""
    plan = issued_plan(cast)
    with pytest.raises(Invalid) as refused:
        amend(cast, plan, change("4", weight=9), line())
    assert refused.value.errors[f"lines.1.{field}"][0].code == code
    assert (task("4").weight, task("1").version) == (1, 1)
    assert Plan.objects.get(pk=plan.pk).version == plan.version
    amendment = drafted(cast, plan, change("4", weight=9))
    with pytest.raises(Invalid) as early:
        add(cast, amendment, line())
    assert early.value.errors[field][0].code == code
    assert amendment.lines.count() == 1


def test_refused_by_what_stands_there(cast: Cast) -> None:
    """An ended task does not change; an objective with tasks stays; nothing is named twice."""
    plan = issued_plan(cast)
    bring(cast, task("2"), "verified")
    do("cancel", task("3"), cast.unit_head)
    lines = {
        "task_ended": [change("2", weight=2), change("3", weight=2), drop("2"), drop("3")],
        "in_use": [LineInput("objective", "drop", objective("I").pk)],
    }
    for code, refused_lines in lines.items():
        for line in refused_lines:
            with pytest.raises(Conflict) as refused:
                amend(cast, plan, line)
            assert refused.value.code == code
    with pytest.raises(Invalid) as twice:
        amend(cast, plan, change("1", weight=2), drop("1"))
    assert twice.value.errors["target"][0].code == "twice"
    with pytest.raises(Invalid) as empty:
        amend(cast, plan)
    assert empty.value.errors["lines"][0].code == "required"


def test_an_objective_that_had_tasks_stays_for_the_figures_of_former_days(cast: Cast) -> None:
    plan = issued_plan(cast)
    yesterday = date(2026, 11, 20)
    for one in Task.objects.filter(objective=objective("I")):
        one.standings.update(since=yesterday)
    amend(cast, plan, *(change(no, objective="II") for no in ("1", "2", "3")))
    with pytest.raises(Conflict) as refused:
        amend(cast, plan, LineInput("objective", "drop", objective("I").pk))
    assert refused.value.code == "in_use"


MANY: list[list[Any]] = [
    [lambda: change("1", due_on="2026-12-31", weight=4)],
    [lambda: drop("1"), lambda: drop("2")],
    [lambda: new(no="5"), lambda: new(no="6", objective="I", weight=10)],
    [lambda: change("2", objective="II", topics=[]), lambda: change("1", lead_unit="VP", coordinating=[])],
    [
        lambda: LineInput("objective", "add", None, {"no": "III", "title": "Ba"}),
        lambda: new(no="7", objective="III"),
        lambda: LineInput("objective", "drop", objective("II").pk),
        lambda: LineInput("topic", "drop", Topic.objects.get().pk),
        lambda: drop("4"),
    ],
]


@pytest.mark.parametrize("lines", MANY)
def test_the_effect_shown_is_what_confirming_does(cast: Cast, lines: list[Any]) -> None:
    """Line by line and figure by figure; and showing it leaves nothing behind, no row and no evidence."""
    plan = issued_plan(cast)
    bring(cast, task("2"), "in_progress")
    services.task_update(actor=cast.officer, task_id=task("2").pk, percent=60)
    rows = (Task, Objective, Topic, Amendment, AmendmentLine, TaskTransition, Participation, AuditEvent)
    wanted = [line() for line in lines]
    before = [(model.objects.count()) for model in rows]
    versions = list(Task.objects.order_by("no").values_list("version", "weight", "state"))
    given = {"actor": cast.leader, "plan_id": plan.pk, "version": plan.version, **DECISION}
    direct = services.plan_amend_effect(lines=wanted, **given)
    assert [(model.objects.count()) for model in rows] == before
    assert list(Task.objects.order_by("no").values_list("version", "weight", "state")) == versions
    amendment = drafted(cast, plan, *wanted)
    events = AuditEvent.objects.count()
    shown = services.amendment_effect(actor=cast.officer, amendment_id=amendment.pk)
    assert (shown.problem, AuditEvent.objects.count()) == (None, events)
    services.amendment_confirm(actor=cast.leader, amendment_id=amendment.pk, version=amendment.version)
    done = Amendment.objects.get(pk=amendment.pk)
    kept = [(one.before, one.after) for one in done.lines.all()]
    for effect in (direct, shown):
        assert (effect.before, effect.after) == (done.progress_before, done.progress_after)
        assert [(one.before, one.after) for one in effect.lines] == kept


def test_what_is_confirmed_never_changes(cast: Cast) -> None:
    """The database refuses it, whoever asks; a draft may still change."""
    plan = issued_plan(cast)
    amendment = amend(cast, plan, change("1", weight=3))
    waiting = drafted(cast, plan, change("1", weight=4))
    confirmed = Amendment.objects.filter(pk=amendment.pk)
    lines = AmendmentLine.objects.filter(amendment=amendment)
    bare = _confirmed_without_lines(amendment)
    for attempt in (
        lambda: confirmed.update(reason="Khác"),
        lambda: confirmed.update(state="draft"),
        lambda: lines.update(after={}),
        lines.delete,
        lambda: Amendment.objects.filter(pk=bare)._raw_delete("default"),
        lambda: AmendmentLine.objects.create(amendment=amendment, position=9, subject="task", act="add"),
    ):  # fmt: skip
        with pytest.raises(Error), transaction.atomic():
            attempt()
    assert AmendmentLine.objects.filter(amendment=waiting).update(values={"weight": 5}) == 1


def _confirmed_without_lines(amendment: Amendment) -> Any:
    """A copy that no line holds, so that only its own protection stands in the way."""
    copy = Amendment.objects.get(pk=amendment.pk)
    copy.pk, copy.no = uuid4(), 99
    copy.save(force_insert=True)
    return copy.pk


def test_a_draft_plan_is_not_amended_but_changed(cast: Cast) -> None:
    plan = draft(cast)
    with pytest.raises(IllegalTransition):
        services.amendment_open(actor=cast.officer, plan_id=plan.pk)
    with pytest.raises(StaleVersion):
        services.plan_amend(actor=cast.unit_head, plan_id=plan.pk, version=9, lines=[], **DECISION)
    assert issued(cast, code="X").version == 3
