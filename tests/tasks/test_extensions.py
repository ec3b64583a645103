"""A later due date: asked for with a reason, decided by somebody else, kept with the first one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from comms.audit.selectors import history
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, ServiceError, StaleVersion
from plans.services import plan_close, plan_start
from tasks.models import Extension, Task, TaskStanding
from tasks.selectors import progress
from tasks.services import extension_approve, extension_refuse, extension_request
from tests.api.conftest import code_of
from tests.cast import Cast
from tests.plans.build import draft
from tests.races import at_once, needs_postgresql
from tests.tasks.amending import amend, drop, issued_plan
from tests.tasks.amending import task as amended_task
from tests.tasks.build import alone, bring, do

DUE, LATER = date(2026, 11, 10), date(2026, 12, 20)


def task_due(cast: Cast, state: str = "in_progress") -> Task:
    return bring(cast, alone(cast, due_on=DUE), state)


def ask(cast: Cast, task: Task, actor: Any = None, day: date = LATER, reason: str = "Chờ ý kiến") -> Extension:
    return extension_request(actor=actor or cast.officer, task_id=task.pk, new_due_on=day, reason=reason)


def decide(verb: str, actor: Any, extension: Extension, **fields: Any) -> Extension:
    service = {"approve": extension_approve, "refuse": extension_refuse}[verb]
    done: Extension = service(actor=actor, extension_id=extension.pk, version=extension.version, **fields)
    return done


def test_an_approved_extension_moves_the_due_date(cast: Cast) -> None:
    """The first due date stays, today's figures know the new one, the story tells who asked and who decided."""
    task = task_due(cast)
    asked = ask(cast, task)
    assert (asked.state, asked.old_due_on, asked.requested_label) == ("requested", DUE, cast.officer.full_name)
    assert Task.objects.get().due_on == DUE
    done = decide("approve", cast.unit_head, asked)
    assert (done.state, done.decided_label, done.version) == ("approved", cast.unit_head.full_name, 2)
    after = Task.objects.get()
    assert (after.due_on, after.first_due_on, after.version) == (LATER, DUE, task.version + 1)
    assert TaskStanding.objects.get(until=date.max).due_on == LATER
    told = [(event.action, event.data) for event in history(task)[:2]]
    assert told == [
        ("tasks.extension.approved", {"due_on": ["2026-11-10", "2026-12-20"]}),
        ("tasks.extension.requested", {"due_on": ["2026-11-10", "2026-12-20"], "reason": "Chờ ý kiến"}),
    ]
    again = ask(cast, after, day=date(2026, 12, 31))
    assert (again.seq, again.old_due_on) == (2, LATER)


def test_a_refused_extension_leaves_the_due_date(cast: Cast) -> None:
    asked = ask(cast, task_due(cast))
    with pytest.raises(Invalid):
        decide("refuse", cast.unit_head, asked, reason=" ")
    done = decide("refuse", cast.unit_head, asked, reason="Không đủ lý do")
    assert (done.state, done.decision_reason, Task.objects.get().due_on) == ("refused", "Không đủ lý do", DUE)
    with pytest.raises(IllegalTransition):
        decide("approve", cast.unit_head, done)


def test_who_may_ask_and_who_may_decide(cast: Cast) -> None:
    """People of the lead unit ask; the head of the owner unit decides, never on the own request; where the head asked,
    the leadership decides."""
    task = task_due(cast)
    for person in (cast.coordinator, cast.outsider):
        with pytest.raises(NotVisible):
            ask(cast, task, person)
    for person in (cast.verifier, cast.leader, cast.auditor):
        with pytest.raises(NotAllowed):
            ask(cast, task, person)
    asked = ask(cast, task)
    for person in (cast.officer, cast.verifier, cast.leader, cast.auditor, cast.administrator):
        with pytest.raises(NotAllowed):
            decide("approve", person, asked)
    decide("refuse", cast.unit_head, asked, reason="Chưa rõ")
    own = ask(cast, task, cast.unit_head)
    with pytest.raises(NotAllowed):
        decide("approve", cast.unit_head, own)
    assert decide("approve", cast.leader, own).state == "approved"


def test_when_nobody_may_ask(cast: Cast) -> None:
    """Not for a task that has ended, has no due date or waits for a decision already; not for an earlier day."""
    task = task_due(cast)
    for day in (DUE, date(2026, 11, 9)):
        with pytest.raises(Invalid) as refused:
            ask(cast, task, day=day)
        assert refused.value.errors["new_due_on"][0].code == "not_later"
    ask(cast, task)
    with pytest.raises(Conflict) as second:
        ask(cast, task, day=date(2026, 12, 31))
    assert second.value.code == "extension_open"
    undated = bring(cast, alone(cast, task.plan, no="8"), "accepted")
    with pytest.raises(Conflict) as without:
        ask(cast, undated)
    assert without.value.code == "no_due_date"
    ended = bring(cast, alone(cast, task.plan, no="9", due_on=DUE), "verified")
    with pytest.raises(IllegalTransition):
        ask(cast, ended)
    in_draft = alone(cast, draft(cast), no="1", due_on=DUE, lead_unit=cast.units["C-PBGDPL-TGPL"])
    with pytest.raises(IllegalTransition):
        ask(cast, in_draft)


def test_what_was_submitted_is_on_time_or_late_for_good(cast: Cast) -> None:
    """After the submission nobody asks for more time, and what was asked before is no longer approved, only refused:
    otherwise a late result would become one on time."""
    task = task_due(cast)
    asked = ask(cast, task)
    do("submit", task, cast.officer)
    with pytest.raises(IllegalTransition):
        decide("approve", cast.unit_head, asked)
    assert decide("refuse", cast.unit_head, asked, reason="Đã trình kết quả").state == "refused"
    with pytest.raises(IllegalTransition):
        ask(cast, task)
    do("verify", task, cast.verifier)
    counts = progress(plan=task.plan).counts
    assert (Task.objects.get().due_on, counts.done_on_time, counts.done_late) == (DUE, 0, 1)


@pytest.mark.parametrize(
    ("verb", "actor", "said"),
    [("cancel", "unit_head", "Theo ý kiến của lãnh đạo"), ("verify", "verifier", "Kết quả đã được xác nhận")],
)
def test_the_end_of_a_task_refuses_what_was_asked(cast: Cast, verb: str, actor: str, said: str) -> None:
    """In the same act, by whoever ended it, with the reason; nothing waits for an answer that nobody could give."""
    task = task_due(cast)
    asked = ask(cast, task)
    if verb == "verify":
        do("submit", task, cast.officer)
    do(verb, task, getattr(cast, actor))
    refused = Extension.objects.get()
    label = getattr(cast, actor).full_name
    assert (refused.state, refused.decided_label, refused.version) == ("refused", label, asked.version + 1)
    assert said in refused.decision_reason
    last, before = history(task)[:2]
    assert last.action == {"cancel": "tasks.task.cancelled", "verify": "tasks.task.verified"}[verb]
    assert (before.action, before.data["reason"]) == ("tasks.extension.refused", refused.decision_reason)
    assert Task.objects.get().due_on == DUE


def test_a_dropped_task_refuses_what_was_asked(cast: Cast) -> None:
    """Also when an amendment takes the task out of the plan."""
    plan = issued_plan(cast)
    ask(cast, bring(cast, amended_task("4"), "accepted"))
    amend(cast, plan, drop("4"))
    assert Extension.objects.get().state == "refused"


def test_a_request_is_refused_whatever_became_of_its_task(cast: Cast) -> None:
    """One that was left open by a task that has ended, in a plan that is closed."""
    task = task_due(cast)
    asked = ask(cast, task)
    Task.objects.update(state="cancelled")
    plan = plan_start(actor=cast.unit_head, plan_id=task.plan.pk, version=task.plan.version)
    plan_close(actor=cast.unit_head, plan_id=plan.pk, version=plan.version)
    with pytest.raises(IllegalTransition):
        decide("approve", cast.unit_head, asked)
    with pytest.raises(NotAllowed):
        decide("refuse", cast.officer, asked, reason="Tự rút")
    assert decide("refuse", cast.unit_head, asked, reason="Nhiệm vụ đã kết thúc").state == "refused"


def test_an_old_version_decides_nothing(cast: Cast) -> None:
    asked = ask(cast, task_due(cast))
    with pytest.raises(StaleVersion):
        extension_approve(actor=cast.unit_head, extension_id=asked.pk, version=7)


def test_extensions_over_http(cast: Cast, caller: Callable[[str], APIClient]) -> None:
    """Asked for without, decided with If-Match of the extension, under the address of its own task only."""
    task, other = task_due(cast), alone(cast, no="8")
    officer, head = caller("officer"), caller("unit_head")
    address = f"/api/v1/tasks/{task.pk}/extensions/"
    made = officer.post(address, {"new_due_on": "2026-12-20", "reason": "Chờ ý kiến"})
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"'), made.content
    asked = made.json()
    assert (asked["state"], asked["old_due_on"], asked["new_due_on"]) == ("requested", "2026-11-10", "2026-12-20")
    assert officer.get(address).json()["results"] == [asked]
    approve = f"{address}{asked['id']}/approve/"
    assert head.post(approve).status_code == 428
    wrong = f"/api/v1/tasks/{other.pk}/extensions/{asked['id']}/approve/"
    assert head.post(wrong, headers={"If-Match": '"1"'}).status_code == 404
    refused = officer.post(approve, headers={"If-Match": '"1"'})
    assert (refused.status_code, code_of(refused)) == (403, "not_allowed")
    done = head.post(approve, headers={"If-Match": '"1"'})
    assert (done.status_code, done.json()["state"], done.headers["ETag"]) == (200, "approved", '"2"')
    body = officer.get(f"/api/v1/tasks/{task.pk}/").json()
    assert (body["due_on"], body["first_due_on"]) == ("2026-12-20", "2026-11-10")
    assert head.post(approve, headers={"If-Match": '"1"'}).status_code == 412


@needs_postgresql
def test_two_decisions_at_once(transactional_db: Any, cast: Cast) -> None:
    """One wins; the other is told that its version is old."""
    asked = ask(cast, task_due(cast))
    results = at_once(
        lambda: decide("approve", cast.unit_head, asked),
        lambda: decide("refuse", cast.unit_head, asked, reason="Chưa rõ"),
        lambda: decide("approve", cast.unit_head, asked),
    )
    codes = sorted(one.code if isinstance(one, ServiceError) else "done" for one in results)
    assert codes == ["done", "stale_version", "stale_version"]
    state = Extension.objects.get().state
    assert Task.objects.get().due_on == (LATER if state == "approved" else DUE)


@needs_postgresql
def test_two_requests_at_once(transactional_db: Any, cast: Cast) -> None:
    task = task_due(cast)
    results = at_once(lambda: ask(cast, task), lambda: ask(cast, task, cast.unit_head))
    assert sorted(one.code if isinstance(one, ServiceError) else "done" for one in results) == [
        "done",
        "extension_open",
    ]
