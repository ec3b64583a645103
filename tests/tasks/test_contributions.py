"""The parts of coordinating units: delivered, confirmed, sent back; officers in charge."""

from collections.abc import Callable
from datetime import date
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from comms.core.errors import IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.org.models import Role
from comms.org.services import role_grant, unit_record
from tasks.models import Evidence, Participation, Task
from tasks.services import (
    Coordinating,
    contribution_confirm,
    contribution_deliver,
    contribution_send_back,
    person_in_charge,
    task_create,
)
from tasks.services.assignment import rewrite_task
from tasks.services.common import lock_task
from tests.api.conftest import code_of
from tests.cast import Cast
from tests.plans.build import draft
from tests.races import at_once, needs_postgresql
from tests.tasks.build import LINK, bring, do, pdf, task_of

TODAY = date(2026, 11, 21)


def worked_on(cast: Cast) -> Task:
    part = Coordinating(cast.units["CNTT"], "Kênh trực tuyến", date(2026, 11, 30))
    return bring(cast, task_of(cast, coordinating=[part]), "in_progress")


def act(service: Any, cast: Cast, task: Task, actor: Any, **fields: Any) -> Task:
    version = Task.objects.get(pk=task.pk).version
    given = {"unit": cast.units["CNTT"], "version": version, **fields}
    done: Task = service(actor=actor, task_id=task.pk, **given)
    return done


def deliver(cast: Cast, task: Task, actor: Any = None, **fields: Any) -> Task:
    return act(contribution_deliver, cast, task, actor or cast.coordinator, **{"text": "Đã mở kênh", **fields})


def part_of(task: Task) -> Participation:
    return Participation.objects.get(task=task, role="coordinating")


def test_a_part_is_delivered_and_confirmed(cast: Cast) -> None:
    """By the coordinating unit with words and evidence, then by the lead unit; the task's version rises each time."""
    task = worked_on(cast)
    done = deliver(cast, task, evidence=[LINK])
    part = part_of(task)
    assert (part.state, part.delivered_on, part.delivered_text) == ("delivered", TODAY, "Đã mở kênh")
    assert (done.version, Evidence.objects.get().title) == (task.version + 1, "Bài đăng")
    act(contribution_confirm, cast, task, cast.officer)
    part = part_of(task)
    assert (part.state, part.confirmed_on, part.deliverable, part.due_on) == (
        "confirmed",
        TODAY,
        "Kênh trực tuyến",
        date(2026, 11, 30),
    )


def test_a_part_sent_back_is_delivered_again(cast: Cast) -> None:
    task = worked_on(cast)
    deliver(cast, task)
    with pytest.raises(Invalid):
        act(contribution_send_back, cast, task, cast.officer, reason="")
    act(contribution_send_back, cast, task, cast.officer, reason="Thiếu số liệu")
    assert (part_of(task).state, part_of(task).delivered_on) == ("assigned", None)
    deliver(cast, task, text="Đã bổ sung")
    assert part_of(task).delivered_text == "Đã bổ sung"


def test_who_delivers_and_who_confirms(cast: Cast) -> None:
    """Each its own part; whoever delivered, in whatever role, does not confirm it."""
    task = worked_on(cast)
    for person in (cast.officer, cast.verifier, cast.leader, cast.auditor, cast.administrator):
        with pytest.raises(NotAllowed):
            deliver(cast, task, person)
    with pytest.raises(NotVisible):
        deliver(cast, task, cast.outsider)
    both = cast.officer
    role_grant(actor=None, user=both, unit=cast.units["CNTT"], kind=Role.Kind.OFFICER, starts=date(2026, 1, 1))
    deliver(cast, task, both)
    for person in (both, cast.coordinator, cast.verifier, cast.leader):
        with pytest.raises(NotAllowed):
            act(contribution_confirm, cast, task, person)
    act(contribution_confirm, cast, task, cast.unit_head)


def test_the_steps_of_a_part_come_in_order(cast: Cast) -> None:
    """Nothing is confirmed before it is delivered or delivered twice; a task that has ended takes nothing."""
    task = worked_on(cast)
    for service, fields in ((contribution_confirm, {}), (contribution_send_back, {"reason": "Thiếu"})):
        with pytest.raises(IllegalTransition):
            act(service, cast, task, cast.officer, **fields)
    with pytest.raises(Invalid):
        deliver(cast, task, text="  ")
    deliver(cast, task)
    with pytest.raises(IllegalTransition):
        deliver(cast, task)
    with pytest.raises(StaleVersion):
        act(contribution_confirm, cast, task, cast.officer, version=1)
    do("cancel", task, cast.unit_head)
    with pytest.raises(IllegalTransition):
        act(contribution_confirm, cast, task, cast.officer)


def test_a_unit_without_a_part_of_its_own_delivers_nothing(cast: Cast) -> None:
    """Nor does the lead unit, whose result is submitted as a whole."""
    task = worked_on(cast)
    for code in ("VP", "V-PBGDPL"):
        with pytest.raises(NotVisible):
            deliver(cast, task, cast.verifier, unit=cast.units[code])


def test_an_officer_in_charge(cast: Cast) -> None:
    """Named by the unit itself, of its own people or of those of its successors; an unknown name and a person of
    another unit are refused alike."""
    task = worked_on(cast)
    lead, version = cast.units["V-PBGDPL"], Task.objects.get().version
    done = act(person_in_charge, cast, task, cast.unit_head, unit=lead, person="officer")
    assert (done.version, Participation.objects.get(unit=lead).person) == (version + 1, cast.officer)
    said = []
    for name in ("coordinator", "nobody"):
        with pytest.raises(Invalid) as refused:
            act(person_in_charge, cast, task, cast.unit_head, unit=lead, person=name)
        said.append(str(refused.value))
    assert said[0] == said[1]
    with pytest.raises(NotAllowed):
        act(person_in_charge, cast, task, cast.unit_head, person="coordinator")
    act(person_in_charge, cast, task, cast.coordinator, person="coordinator")
    assert part_of(task).person == cast.coordinator
    act(person_in_charge, cast, task, cast.unit_head, unit=lead, person=None)
    assert Participation.objects.get(unit=lead).person is None


def test_contributions_over_http(cast: Cast, caller: Callable[[str], APIClient]) -> None:
    """The unit in the address by code or id; If-Match is the task's; the part shows in the list."""
    task = worked_on(cast)
    address = f"/api/v1/tasks/{task.pk}/"
    coordinator, officer = caller("coordinator"), caller("officer")
    held = {"If-Match": f'"{task.version}"'}
    assert coordinator.post(f"{address}contributions/CNTT/deliver/", {"text": "Xong"}).status_code == 428
    assert coordinator.post(f"{address}contributions/NONE/deliver/", {"text": "x"}, headers=held).status_code == 404
    done = coordinator.post(
        f"{address}contributions/{cast.units['CNTT'].pk}/deliver/",
        {"text": "Xong", "file": pdf(), "title": "Kênh"},
        headers=held,
        format="multipart",
    )
    assert done.status_code == 200, done.content
    assert done.json()["coordinating"][0]["state"] == "delivered"
    refused = coordinator.post(f"{address}contributions/CNTT/confirm/", headers={"If-Match": done.headers["ETag"]})
    assert (refused.status_code, code_of(refused)) == (403, "not_allowed")
    sent = officer.post(
        f"{address}contributions/CNTT/send_back/", {"reason": "Thiếu"}, headers={"If-Match": done.headers["ETag"]}
    )
    again = coordinator.post(
        f"{address}contributions/CNTT/deliver/", {"text": "Đủ"}, headers={"If-Match": sent.headers["ETag"]}
    )
    named = coordinator.post(
        f"{address}in-charge/", {"unit": "CNTT", "person": "coordinator"}, headers={"If-Match": again.headers["ETag"]}
    )
    confirmed = officer.post(f"{address}contributions/CNTT/confirm/", headers={"If-Match": named.headers["ETag"]})
    assert confirmed.status_code == 200, confirmed.content
    rows = officer.get(f"{address}contributions/").json()["results"]
    assert [(row["code"], row["role"], row["state"], row["person"]) for row in rows] == [
        ("V-PBGDPL", "lead", "assigned", None),
        ("CNTT", "coordinating", "confirmed", "coordinator"),
    ]
    assert rows[1]["delivered_text"] == "Đủ"


@needs_postgresql
def test_a_part_is_removed_while_it_is_delivered(transactional_db: Any, cast: Cast) -> None:
    """Either the part is delivered and then taken out, or the unit finds no part: nothing half-done."""
    task = worked_on(cast)

    def remove() -> None:
        with transaction.atomic():
            rewrite_task(lock_task(cast.unit_head, task.pk), expected_version=None, coordinating=[])

    results = at_once(lambda: deliver(cast, task), remove)
    assert results[1] is None
    assert not isinstance(results[0], Exception) or isinstance(results[0], NotVisible | StaleVersion), results
    assert not Participation.objects.filter(role="coordinating").exists()


@needs_postgresql
def test_a_unit_is_closed_while_it_is_assigned(transactional_db: Any, cast: Cast) -> None:
    """The assignment waits for whoever is closing the unit, and then finds it closed."""
    plan, unit, closing = draft(cast, starts=date(2026, 6, 1)), cast.units["CNTT"], Event()

    def close() -> None:
        with transaction.atomic():
            unit_record(actor=None, code="CNTT", valid_to=date(2026, 3, 31))
            closing.set()
            sleep(0.5)

    def assign() -> Task:
        closing.wait(5)
        return task_create(actor=cast.officer, plan_id=plan.pk, title="Họp báo", lead_unit=unit)

    closed, assigned = at_once(close, assign)
    assert closed is None
    assert isinstance(assigned, Invalid), assigned
    assert assigned.errors["lead_unit"][0].code == "unit_not_valid"
    assert not Task.objects.exists()


def test_a_unit_that_was_closed_meanwhile_is_not_assigned(cast: Cast) -> None:
    """What counts is the unit as it is now, not as the caller has read it."""
    plan, unit = draft(cast, starts=date(2026, 6, 1)), cast.units["CNTT"]
    unit_record(actor=None, code="CNTT", valid_to=date(2026, 3, 31))
    assert unit.valid_to is None
    for fields in ({"lead_unit": unit}, {"lead_unit": cast.units["VP"], "coordinating": [Coordinating(unit)]}):
        with pytest.raises(Invalid):
            task_create(actor=cast.officer, plan_id=plan.pk, title="Họp báo", **fields)
    assert not Task.objects.exists()
