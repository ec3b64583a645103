"""Handing over open work: of a person, of a unit, after a reorganisation; one act, all or nothing, with its log."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from comms.audit.selectors import history
from comms.audit.services import verify
from comms.core.errors import Conflict, Invalid, NotAllowed, ServiceError
from comms.org.models import Role, Unit
from comms.org.services import role_grant, unit_record, unit_succeeded
from plans.models import PlanAccess
from plans.services import plan_close, plan_start
from tasks.models import Handover, HandoverLine, Participation, Task, TaskStanding, TaskTransition
from tasks.selectors import progress
from tasks.services import (
    Coordinating,
    contribution_deliver,
    handover_make,
    handover_review,
    person_in_charge,
    task_submit,
)
from tests.api.conftest import code_of
from tests.cast import Cast
from tests.plans.build import issued, plan_of_2022
from tests.races import at_once, needs_postgresql
from tests.tasks.build import alone, bring, do, task_of

K = Role.Kind


def hand(cast: Cast, actor: Any, kind: str, from_unit: str, **fields: Any) -> Handover:
    if "to_unit" in fields:
        fields["to_unit"] = cast.units[fields["to_unit"]]
    given = {"reason": "Theo quyết định tổ chức", **fields}
    return handover_make(actor=actor, kind=kind, from_unit=cast.units[from_unit], **given)


def reorganise(cast: Cast, **fields: Any) -> Handover:
    """The open work of the unit of 2022 goes to its present successor."""
    return hand(cast, fields.pop("actor", cast.unit_head), "reorganisation", "V-PBGDPL", **fields)


def parts(task: Task) -> set[tuple[str, str, str, str]]:
    rows = Participation.objects.filter(task=task).select_related("unit")
    return {(row.unit.code, row.role, row.state, row.deliverable) for row in rows}


def lines(handover: Handover) -> set[tuple[str, str, str]]:
    return {(row.task.no, row.role, row.to_unit.code) for row in HandoverLine.objects.filter(handover=handover)}


def split_unit(cast: Cast) -> list[Unit]:
    """CNTT ended on 31/10/2026 and was split into two."""
    parts = [("CNTT-1", "Cục Chuyển đổi số (minh họa)"), ("CNTT-2", "Trung tâm Dữ liệu (minh họa)")]
    made = [
        unit_record(actor=None, code=code, abbr=code, kind="agency", name_vi=name, valid_from=date(2026, 11, 1))
        for code, name in parts
    ]
    cast.units["CNTT"] = unit_record(actor=None, code="CNTT", valid_to=date(2026, 10, 31))
    unit_succeeded(actor=None, predecessor=cast.units["CNTT"], successors=made, kind="split")
    return made


def test_a_renamed_unit_takes_its_open_work_along(cast: Cast) -> None:
    """Open tasks are led by the successor from now on, ended ones and reports keep the old name; part, log, step,
    evidence, readers and the day's figures say the same."""
    task = bring(cast, task_of(cast), "in_progress")
    ended = bring(cast, alone(cast, task.plan, no="7"), "verified")
    done = reorganise(cast)
    assert lines(done) == {("6", "lead", "C-PBGDPL-TGPL")}
    after = Task.objects.get(pk=task.pk)
    assert (after.lead_unit.code, after.state, after.version) == ("C-PBGDPL-TGPL", "in_progress", task.version + 1)
    assert parts(after) == {("C-PBGDPL-TGPL", "lead", "assigned", ""), ("CNTT", "coordinating", "assigned", "")}
    assert Task.objects.get(pk=ended.pk).lead_unit.code == "V-PBGDPL"
    step = TaskTransition.objects.filter(task=task).latest("seq")
    assert (step.verb, step.from_state, step.to_state, step.lead_unit.code) == (
        "hand_over",
        "in_progress",
        "in_progress",
        "C-PBGDPL-TGPL",
    )
    before = TaskTransition.objects.filter(task=task, verb="start").get()
    assert before.lead_unit.code == "V-PBGDPL"
    assert TaskStanding.objects.get(task=task, until=date.max).lead_unit.code == "C-PBGDPL-TGPL"
    assert history(task)[0].data["from_to"] == ["V-PBGDPL", "C-PBGDPL-TGPL"]
    assert history(done)[0].data["tasks"] == 1
    readers = set(PlanAccess.objects.filter(plan=task.plan, group="").values_list("unit__code", flat=True))
    assert readers == {"V-PBGDPL", "C-PBGDPL-TGPL", "CNTT"}
    assert verify().broken_at is None


def test_figures_before_and_after(cast: Cast) -> None:
    """Historical figures name the unit of each task, current ones one unit for both; the sums stay."""
    task = bring(cast, alone(cast), "in_progress")
    bring(cast, alone(cast, task.plan, no="7"), "verified")

    def by_unit(units: str) -> dict[str, int]:
        figures = progress(plan=task.plan, units=units)
        return {one.unit.code: one.counts.total for one in figures.by_unit if one.unit}

    assert (by_unit("historical"), by_unit("current")) == ({"V-PBGDPL": 2}, {"C-PBGDPL-TGPL": 2})
    reorganise(cast)
    assert (by_unit("historical"), by_unit("current")) == ({"V-PBGDPL": 1, "C-PBGDPL-TGPL": 1}, {"C-PBGDPL-TGPL": 2})


def test_who_may_bring_over_the_work_of_an_ended_unit(cast: Cast) -> None:
    """The leadership, or the head of the only successor."""
    bring(cast, task_of(cast), "accepted")
    for person in (cast.officer, cast.verifier, cast.auditor, cast.administrator, cast.outsider):
        with pytest.raises(NotAllowed):
            reorganise(cast, actor=person)
    assert reorganise(cast, actor=cast.leader).actor_label == cast.leader.full_name
    with pytest.raises(Conflict) as empty:
        reorganise(cast)
    assert empty.value.code == "nothing_to_hand_over"


def test_a_unit_that_exists_or_has_no_successor_is_not_reorganised(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        hand(cast, cast.leader, "reorganisation", "VP")
    assert "from_unit" in refused.value.errors
    cast.units["VP"] = unit_record(actor=None, code="VP", valid_to=date(2026, 10, 31))
    with pytest.raises(Conflict) as without:
        hand(cast, cast.leader, "reorganisation", "VP")
    assert without.value.code == "no_successor"


def test_a_split_unit_asks_for_each_task(cast: Cast) -> None:
    """Only the leadership, one of the successors for each task, and nothing moves before all are named."""
    plan = plan_of_2022(cast)
    one = task_of(cast, plan)
    two = task_of(cast, plan, no="7", lead_unit=cast.units["CNTT"], coordinating=[])
    first, second = split_unit(cast)
    role_grant(actor=None, user=cast.coordinator, unit=first, kind=K.UNIT_HEAD, starts=date(2026, 11, 1))
    with pytest.raises(NotAllowed):
        hand(cast, cast.coordinator, "reorganisation", "CNTT")
    seen = handover_review(actor=cast.leader, kind="reorganisation", from_unit=cast.units["CNTT"])
    assert [moving.task.no for moving in seen.undecided] == ["6", "7"]
    for choices, code in (({one.pk: first}, "undecided"), ({one.pk: first, two.pk: cast.units["VP"]}, "no_successor")):
        with pytest.raises(Invalid) as refused:
            hand(cast, cast.leader, "reorganisation", "CNTT", choices=choices)
        assert refused.value.errors["choices"][0].code == code
    assert not Handover.objects.exists()
    done = hand(cast, cast.leader, "reorganisation", "CNTT", choices={one.pk: first, two.pk: second})
    assert lines(done) == {("6", "coordinating", "CNTT-1"), ("7", "lead", "CNTT-2")}
    assert Task.objects.get(pk=two.pk).lead_unit == second
    assert ("CNTT-1", "coordinating", "assigned", "") in parts(one)


def test_a_unit_hands_over_to_another(cast: Cast) -> None:
    """By the leadership: lead and coordinating parts in plans that are not closed; a part keeps its state and what it
    owes; the person in charge does not come along."""
    plan = issued(cast)
    own, ours = cast.units["C-PBGDPL-TGPL"], cast.units["CNTT"]
    led = alone(cast, plan, no="1", lead_unit=ours)
    helped = bring(
        cast,
        alone(cast, plan, no="2", lead_unit=own, coordinating=[Coordinating(ours, "Kênh", date(2026, 12, 1))]),
        "in_progress",
    )
    person_in_charge(actor=cast.coordinator, task_id=led.pk, version=1, unit=ours, person="coordinator")
    contribution_deliver(actor=cast.coordinator, task_id=helped.pk, version=helped.version, unit=ours, text="Xong")
    old = plan_of_2022(cast)
    frozen = alone(cast, old, no="3", lead_unit=ours)
    started = plan_start(actor=cast.unit_head, plan_id=old.pk, version=old.version)
    plan_close(actor=cast.unit_head, plan_id=old.pk, version=started.version)
    for person in (cast.unit_head, cast.verifier, cast.auditor):
        with pytest.raises(NotAllowed):
            hand(cast, person, "unit", "CNTT", to_unit="VP")
    done = hand(cast, cast.leader, "unit", "CNTT", to_unit="VP")
    assert lines(done) == {("1", "lead", "VP"), ("2", "coordinating", "VP")}
    assert Participation.objects.get(task=led).person is None
    assert ("VP", "coordinating", "delivered", "Kênh") in parts(helped)
    assert Task.objects.get(pk=frozen.pk).lead_unit == ours


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "unit", "from_unit": "CNTT", "to_unit": "CNTT"}, "to_unit"),
        ({"kind": "unit", "from_unit": "CNTT"}, "to_unit"),
        ({"kind": "unit", "from_unit": "CNTT", "to_unit": "TGPL"}, "to_unit"),
        ({"kind": "unit", "from_unit": "CNTT", "to_unit": "VP", "reason": " "}, "reason"),
        ({"kind": "gift", "from_unit": "CNTT", "to_unit": "VP"}, "kind"),
    ],
)
def test_what_is_asked_must_make_sense(cast: Cast, given: dict[str, Any], field: str) -> None:
    """Not to itself, not to a unit that no longer exists, not without a reason."""
    with pytest.raises(Invalid) as refused:
        hand(cast, cast.leader, **given)
    assert set(refused.value.errors) == {field}


def test_a_taking_unit_that_has_a_part_already(cast: Cast) -> None:
    """The two become one: under the lead, or one coordinating part that owes both, by the earlier date."""
    plan, own = issued(cast), cast.units["C-PBGDPL-TGPL"]
    vp, ours, law = cast.units["VP"], cast.units["CNTT"], cast.units["CTXD-VB"]
    gives = Coordinating(ours, "Kênh", date(2026, 12, 1))
    into_lead = alone(cast, plan, no="1", lead_unit=vp, coordinating=[gives])
    becomes_lead = alone(cast, plan, no="2", lead_unit=ours, coordinating=[Coordinating(vp, "Tin"), Coordinating(law)])
    both = alone(cast, plan, no="3", lead_unit=own, coordinating=[gives, Coordinating(vp, "Tin", date(2026, 11, 30))])
    seen = handover_review(actor=cast.leader, kind="unit", from_unit=ours, to_unit=vp)
    assert [moving.joins for moving in seen.moving] == [True, True, True]
    hand(cast, cast.leader, "unit", "CNTT", to_unit="VP")
    assert parts(into_lead) == {("VP", "lead", "assigned", "")}
    assert parts(becomes_lead) == {("VP", "lead", "assigned", ""), ("CTXD-VB", "coordinating", "assigned", "")}
    assert parts(both) == {
        ("C-PBGDPL-TGPL", "lead", "assigned", ""),
        ("VP", "coordinating", "assigned", "Kênh; Tin"),
    }
    assert Participation.objects.get(task=both, unit=vp).due_on == date(2026, 11, 30)
    assert history(becomes_lead)[0].data["joined"] == [{"role": "coordinating", "deliverable": "Tin"}]


def test_the_work_of_a_person(cast: Cast) -> None:
    """By the head of the unit: what the person is in charge of, open, also in the names of the unit's predecessors."""
    own = cast.units["C-PBGDPL-TGPL"]
    mine, other = bring(cast, task_of(cast), "accepted"), alone(cast, plan_of_2022(cast), no="7")
    for task in (mine, other):
        version = Task.objects.get(pk=task.pk).version
        unit = cast.units["V-PBGDPL"]
        person_in_charge(actor=cast.officer, task_id=task.pk, version=version, unit=unit, person="officer")
    do("cancel", other, cast.unit_head)
    given = {"from_person": "officer", "to_person": "unit_head"}
    for person in (cast.officer, cast.verifier, cast.leader):
        with pytest.raises(NotAllowed):
            hand(cast, person, "person", own.code, **given)
    for wrong in ({"to_person": "coordinator"}, {"to_person": "officer"}, {"from_person": "nobody"}):
        with pytest.raises(Invalid) as refused:
            hand(cast, cast.unit_head, "person", own.code, **{**given, **wrong})
        assert set(refused.value.errors) == set(wrong)
    done = hand(cast, cast.unit_head, "person", own.code, **given)
    line = HandoverLine.objects.get(handover=done)
    assert (line.task, line.to_unit.code, line.to_person) == (mine, "V-PBGDPL", cast.unit_head)
    assert Participation.objects.get(task=mine, role="lead").person == cast.unit_head
    assert Participation.objects.get(task=other).person == cast.officer
    assert Task.objects.get(pk=mine.pk).lead_unit.code == "V-PBGDPL"


def test_only_what_was_reviewed_is_done(cast: Cast) -> None:
    """The fingerprint of the preview no longer fits once a task changed or another came."""
    task = bring(cast, task_of(cast), "accepted")
    seen = handover_review(actor=cast.unit_head, kind="reorganisation", from_unit=cast.units["V-PBGDPL"])
    do("start", task, cast.officer)
    with pytest.raises(Conflict) as changed:
        reorganise(cast, reviewed=seen.reviewed)
    assert changed.value.code == "handover_changed"
    seen = handover_review(actor=cast.unit_head, kind="reorganisation", from_unit=cast.units["V-PBGDPL"])
    assert reorganise(cast, reviewed=seen.reviewed)


def test_the_log_is_never_changed(cast: Cast) -> None:
    bring(cast, task_of(cast), "accepted")
    done = reorganise(cast)
    for rows in (Handover.objects.filter(pk=done.pk), HandoverLine.objects.filter(handover=done)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Handover.objects.update(reason="Khác")


def test_who_sees_a_handover(cast: Cast) -> None:
    """The units that gave and took, leadership, auditor, administrator."""
    bring(cast, alone(cast), "accepted")
    reorganise(cast)
    seen = {name for name, user in cast.people.items() if Handover.objects.visible_to(user).exists()}
    assert seen == {"officer", "unit_head", "leader", "auditor", "administrator"}


def test_the_log_names_only_what_its_reader_may_see(
    cast: Cast, client: Client, caller: Callable[[str], APIClient]
) -> None:
    """After a split each successor sees its own lines, and how many others there are; the leadership sees all."""
    plan = plan_of_2022(cast)
    one = alone(cast, plan, no="1", title="Việc của phần một", lead_unit=cast.units["CNTT"])
    two = alone(cast, plan, no="2", title="Việc của phần hai", lead_unit=cast.units["CNTT"])
    first, second = split_unit(cast)
    done = hand(cast, cast.leader, "reorganisation", "CNTT", choices={one.pk: first, two.pk: second})
    Role.objects.filter(user=cast.outsider).update(unit=first)
    cast.outsider.forget_roles()
    for name, seen, others in (("outsider", {one}, True), ("leader", {one, two}, False)):
        client.force_login(cast.people[name])
        page = client.get(done.get_absolute_url()).content.decode()
        assert {task for task in (one, two) if task.title in page or str(task.pk) in page} == seen
        assert ("1 nhiệm vụ khác" in page) == others
        rows = caller(name).get(f"/api/v1/handovers/{done.pk}/lines/").json()["results"]
        assert {row["task"] for row in rows} == {str(task.pk) for task in seen}
        assert caller(name).get(f"/api/v1/handovers/{done.pk}/").json()["tasks"] == 2


def test_answers_do_not_tell_which_accounts_exist(cast: Cast) -> None:
    """Whoever never had a role in the unit, or in its line, is no person of it; who had one until lately is."""
    own = cast.units["C-PBGDPL-TGPL"]

    def review(name: str) -> Any:
        given = {"kind": "person", "from_unit": own, "from_person": name, "to_person": "unit_head"}
        return handover_review(actor=cast.unit_head, **given)

    answers = set()
    for name in ("nobody", "verifier", "leader", "outsider"):
        with pytest.raises(Invalid) as refused:
            review(name)
        answers.add(str(refused.value.errors))
    assert len(answers) == 1
    Role.objects.filter(user=cast.officer).update(ends=date(2026, 11, 1))
    assert review("officer").moving == []


def test_the_cost_does_not_grow_with_the_tasks(cast: Cast) -> None:
    """The same number of statements for one task and for forty, in several plans."""
    bring(cast, task_of(cast), "accepted")
    with CaptureQueriesContext(connection) as few:
        reorganise(cast)
    for code in ("A", "B"):
        plan = plan_of_2022(cast, code=code)
        for number in range(20):
            bring(cast, task_of(cast, plan, no=str(number)), "accepted")
    with CaptureQueriesContext(connection) as many:
        assert HandoverLine.objects.filter(handover=reorganise(cast)).count() == 40
    assert len(many) <= len(few) + 1, "\n".join(query["sql"][:150] for query in many.captured_queries)


def test_handovers_over_http(cast: Cast, caller: Callable[[str], APIClient]) -> None:
    """A dry run shows what would move and writes nothing; the act answers with its address; its lines are listed."""
    task = bring(cast, task_of(cast), "accepted")
    head, outsider = caller("unit_head"), caller("outsider")
    address = "/api/v1/handovers/"
    body = {"kind": "reorganisation", "from_unit": "V-PBGDPL"}
    seen = head.post(f"{address}?dry_run=true", body)
    assert seen.status_code == 200, seen.content
    shown = seen.json()
    successor = str(cast.units["C-PBGDPL-TGPL"].pk)
    assert shown["successors"] == [successor]
    assert shown["moving"] == [
        {
            "task": str(task.pk),
            "no": "6",
            "title": task.title,
            "role": "lead",
            "to_unit": successor,
            "to_person": None,
            "joins": False,
        }
    ]
    assert not Handover.objects.exists()
    assert head.post(address, body).status_code == 400
    made = head.post(address, {**body, "reason": "Sắp xếp tổ chức", "reviewed": shown["reviewed"]})
    assert made.status_code == 201, made.content
    assert (made.json()["kind"], made.json()["tasks"]) == ("reorganisation", 1)
    detail = made.headers["Location"]
    assert head.get(detail).json() == made.json()
    assert [row["task"] for row in head.get(f"{detail}lines/").json()["results"]] == [str(task.pk)]
    assert [event["action"] for event in head.get(f"{detail}history/").json()["results"]] == ["tasks.handover.made"]
    assert outsider.get(detail).status_code == 404
    assert head.get(address).json()["results"] == [made.json()]
    again = head.post(address, {**body, "reason": "Lần nữa"})
    assert (again.status_code, code_of(again)) == (409, "nothing_to_hand_over")
    assert head.post(f"{address}?dry_run=maybe", body).status_code == 400


@needs_postgresql
def test_a_handover_while_the_unit_submits(transactional_db: Any, cast: Cast) -> None:
    """Either the old unit submitted and the work moves as submitted, or the submission finds a newer version."""
    task = bring(cast, alone(cast), "in_progress")
    results = at_once(
        lambda: reorganise(cast),
        lambda: task_submit(actor=cast.officer, task_id=task.pk, version=task.version),
    )
    assert isinstance(results[0], Handover), results
    after = Task.objects.get()
    assert after.lead_unit.code == "C-PBGDPL-TGPL"
    if isinstance(results[1], ServiceError):
        assert (results[1].code, after.state) == ("stale_version", "in_progress")
    else:
        assert after.state == "submitted"
    assert TaskStanding.objects.get(until=date.max).state == after.state
    assert verify().broken_at is None


@needs_postgresql
def test_two_handovers_at_once(transactional_db: Any, cast: Cast) -> None:
    """The work moves once."""
    bring(cast, alone(cast), "in_progress")
    results = at_once(*[lambda: reorganise(cast)] * 3)
    codes = sorted(one.code if isinstance(one, ServiceError) else "done" for one in results)
    assert codes == ["done", *["nothing_to_hand_over"] * 2]
    assert HandoverLine.objects.count() == 1
