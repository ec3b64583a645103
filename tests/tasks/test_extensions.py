"""A later due date: asked for with a reason, decided by somebody else, kept with the first one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from rest_framework.test import APIClient

from comms.audit.selectors import history
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, ServiceError, StaleVersion
from tasks.models import Extension, Task, TaskStanding
from tasks.services import extension_approve, extension_refuse, extension_request
from tests.api.conftest import code_of
from tests.cast import Cast
from tests.plans.build import draft
from tests.races import at_once, needs_postgresql
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


def test_a_task_that_ended_meanwhile_is_not_extended(cast: Cast) -> None:
    task = task_due(cast)
    asked = ask(cast, task)
    do("cancel", task, cast.unit_head)
    with pytest.raises(IllegalTransition):
        decide("approve", cast.unit_head, asked)
    assert Extension.objects.get().state == "requested"


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
