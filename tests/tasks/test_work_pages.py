"""The page of a task beside its verbs, and the pages of handovers: the same services as the API, without JavaScript."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from comms.notify.models import Notification
from tasks.models import Extension, Handover, Participation, Task, TaskComment, TaskPeriod
from tasks.services import Coordinating, comment_add, contribution_deliver, extension_request, person_in_charge
from tests.cast import Cast
from tests.plans.build import plan_of_2022
from tests.tasks.build import alone, bring, task_of
from tests.tasks.test_handovers import split_unit


@pytest.fixture
def browse(cast: Cast) -> Callable[[str], Client]:
    def signed_in(name: str) -> Client:
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.force_login(getattr(cast, name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def text_of(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def send(client: Client, task: Task, path: str, **data: Any) -> Any:
    version = data.pop("version", Task.objects.get(pk=task.pk).version)
    return client.post(f"{task.get_absolute_url()}{path}/", {"version": version, **data})


def quarterly(cast: Cast) -> Task:
    plan = plan_of_2022(cast, starts=date(2022, 1, 1), ends=date(2027, 12, 31))
    part = Coordinating(cast.units["CNTT"], "Kênh trực tuyến", date(2026, 11, 1))
    return bring(cast, task_of(cast, plan, timing_text="Hằng năm", coordinating=[part]), "in_progress")


def test_the_timing_with_its_story(cast: Cast, browse: Callable[[str], Client]) -> None:
    """As written and as read, each period with its report, each extension with reason and decision."""
    task = quarterly(cast)
    officer, head = browse("officer"), browse("unit_head")
    period = TaskPeriod.objects.filter(task=task).order_by("starts")[0]
    assert send(officer, task, "update", text="Báo cáo năm 2022", period=str(period.pk)).status_code == 302
    page = text_of(officer.get(task.get_absolute_url()))
    for words in ("Hằng năm", "every year, until 31/12/2027", "01/01/2022 – 31/12/2022", "late", "missed", "running"):
        assert words in page
    assert send(officer, task, "extend", new_due_on="31/12/2027", reason="x").status_code == 400
    assert send(officer, task, "extend", new_due_on="31/03/2028", reason="Chờ kinh phí").status_code == 302
    asked = Extension.objects.get()
    page = text_of(head.get(task.get_absolute_url()))
    assert "31/12/2027 → 31/03/2028" in page
    assert "Approve the extension" in page
    assert "Ask for an extension" not in page
    assert send(officer, task, f"extensions/{asked.pk}/approve", version=1).status_code == 403
    assert send(head, task, f"extensions/{asked.pk}/refuse", version=1, reason="").status_code == 400
    assert send(head, task, f"extensions/{asked.pk}/approve", version=1).status_code == 302
    assert Task.objects.get().due_on == date(2028, 3, 31)
    page = text_of(head.get(task.get_absolute_url()))
    assert f"decided by {cast.unit_head.full_name}" in page
    assert "Due on: 31/12/2027 → 31/03/2028" in page


def test_a_wording_that_is_not_understood(cast: Cast, browse: Callable[[str], Client]) -> None:
    task = alone(cast, timing_text="Cuối năm")
    page = text_of(browse("officer").get(task.get_absolute_url()))
    assert "cannot be read as a due date" in page
    assert "not understood" in page


def test_parts_of_units(cast: Cast, browse: Callable[[str], Client]) -> None:
    """Deliver, send back, confirm and name the officer in charge, each where one may; elsewhere the reason."""
    task = quarterly(cast)
    coordinator, officer = browse("coordinator"), browse("officer")
    page = text_of(officer.get(task.get_absolute_url()))
    assert "Kênh trực tuyến" in page
    assert "Only an officer or the head of this coordinating unit may do this." in page
    assert send(coordinator, task, "parts/CNTT/deliver", text=" ").status_code == 400
    assert send(coordinator, task, "parts/CNTT/deliver", text="Xong", url="https://moj.gov.vn/k").status_code == 302
    assert send(coordinator, task, "parts/CNTT/confirm").status_code == 403
    assert send(officer, task, "parts/CNTT/send_back", reason="Thiếu số liệu").status_code == 302
    assert send(coordinator, task, "parts/CNTT/deliver", text="Đã bổ sung").status_code == 302
    assert send(officer, task, "parts/CNTT/confirm").status_code == 302
    assert send(coordinator, task, "parts/CNTT/in_charge", person="coordinator").status_code == 302
    assert send(coordinator, task, "parts/CNTT/in_charge", person="officer").status_code == 400
    part = Participation.objects.get(unit=cast.units["CNTT"])
    assert (part.state, part.person, part.delivered_text) == ("confirmed", cast.coordinator, "Đã bổ sung")
    for address in ("parts/NONE/deliver", "parts/CNTT/burn"):
        assert send(officer, task, address).status_code == 404
    assert send(officer, task, "parts/CNTT/confirm", version=1).status_code == 412
    page = text_of(officer.get(task.get_absolute_url()))
    for words in ("Part of a coordinating unit sent back", "Thiếu số liệu", f"– → {cast.coordinator.full_name}"):
        assert words in page


def test_comments_and_mentions(cast: Cast, browse: Callable[[str], Client]) -> None:
    """Somebody chosen and somebody named in the text are told; whoever does not see the task is not on offer."""
    task, officer = quarterly(cast), browse("officer")
    page = officer.get(task.get_absolute_url()).content.decode()
    assert f'<option value="verifier">{cast.verifier.full_name}' in page
    assert 'value="outsider"' not in page
    assert send(officer, task, "comment", text="Nhờ @coordinator xem", mention="verifier").status_code == 302
    assert set(Notification.objects.values_list("person__username", flat=True)) == {"coordinator", "verifier"}
    notice = Notification.objects.get(person=cast.verifier)
    assert notice.title == f"{cast.officer.full_name} nhắc đến ông/bà trong ý kiến về nhiệm vụ “{task.title}”"
    assert text_of(send(officer, task, "comment", text="Nhờ @outsider", mention=""), 400).count("outsider") >= 2
    assert TaskComment.objects.count() == 1
    page = text_of(browse("auditor").get(task.get_absolute_url()))
    assert "Nhờ @coordinator xem" in page
    assert "Auditors and administrators read and add nothing." in page


def test_the_cost_of_a_task_does_not_grow(
    cast: Cast,
    browse: Callable[[str], Client],
    queries_do_not_grow: Callable[[Callable[[], Any], Callable[[], Any]], None],
) -> None:
    """However much was said, asked and delivered."""
    task, client = quarterly(cast), browse("leader")

    def more() -> None:
        for number in range(3):
            comment_add(actor=cast.officer, task_id=task.pk, text=f"{number}", mentions=["verifier"])
        now = Task.objects.get(pk=task.pk)
        unit = cast.units["CNTT"]
        done = contribution_deliver(
            actor=cast.coordinator, task_id=task.pk, version=now.version, unit=unit, text="Xong"
        )
        person_in_charge(actor=cast.coordinator, task_id=task.pk, version=done.version, unit=unit, person="coordinator")

    comment_add(actor=cast.officer, task_id=task.pk, text="x", mentions=["verifier"])
    extension_request(actor=cast.officer, task_id=task.pk, new_due_on=date(2028, 1, 1), reason="x")
    one = Participation.objects.filter(unit=cast.units["VP"])
    assert not one.exists()
    more()
    task_url = task.get_absolute_url()
    queries_do_not_grow(
        lambda: client.get(task_url),
        lambda: [comment_add(actor=cast.officer, task_id=task.pk, text="y", mentions=["leader"]) for _ in range(4)],
    )


def test_a_handover_is_looked_at_and_confirmed(cast: Cast, browse: Callable[[str], Client]) -> None:
    """The list offers what the person may; the preview names each task; the confirmation leads to the log."""
    task = bring(cast, task_of(cast), "accepted")
    head = browse("unit_head")
    listed = text_of(head.get("/tasks/handovers/"))
    assert "Only the leadership of the ministry may do this." in listed
    address, old = "/tasks/handovers/new/", str(cast.units["V-PBGDPL"].pk)
    seen = head.get(address, {"kind": "reorganisation", "from_unit": old})
    assert task.title in text_of(seen)
    assert not Handover.objects.exists()
    reviewed = re.search(r'name="reviewed" value="(\w+)"', seen.content.decode())
    assert reviewed is not None
    given = {"kind": "reorganisation", "from_unit": old, "reviewed": reviewed[1]}
    assert head.post(address, {**given, "reason": ""}).status_code == 400
    assert head.post(address, {**given, "reason": "Sắp xếp", "reviewed": "x"}).status_code == 409
    done = head.post(address, {**given, "reason": "Sắp xếp"})
    assert done.status_code == 302
    page = text_of(head.get(done["Location"]))
    for words in (task.title, "Sắp xếp", "Cục Phổ biến, giáo dục pháp luật và Trợ giúp pháp lý"):
        assert words in page
    assert browse("outsider").get(done["Location"]).status_code == 404
    assert "Sắp xếp" not in text_of(browse("outsider").get("/tasks/handovers/"))
    history = text_of(head.get(task.get_absolute_url()))
    assert "Work handed over" in history
    assert head.get(address).status_code == 302


def test_a_split_asks_for_each_task(cast: Cast, browse: Callable[[str], Client]) -> None:
    """A choice for each task; without one the page comes back."""
    task = task_of(cast)
    first, _second = split_unit(cast)
    leader, address = browse("leader"), "/tasks/handovers/new/"
    seen = leader.get(address, {"kind": "reorganisation", "from_unit": str(cast.units["CNTT"].pk)})
    reviewed = re.search(r'name="reviewed" value="(\w+)"', seen.content.decode())
    assert reviewed is not None
    given = {"kind": "reorganisation", "from_unit": str(cast.units["CNTT"].pk), "reviewed": reviewed[1]}
    assert leader.post(address, {**given, "reason": "Chia tách"}).status_code == 400
    chosen = {f"choice_{task.pk.hex}": str(first.pk)}
    assert leader.post(address, {**given, **chosen, "reason": "Chia tách"}).status_code == 302
    assert Participation.objects.filter(task=task, unit=first).exists()


def test_the_work_of_a_person_on_the_page(cast: Cast, browse: Callable[[str], Client]) -> None:
    """Offered to heads, with the people of their unit; for anybody else the page says why not."""
    task = bring(cast, alone(cast), "accepted")
    unit = cast.units["V-PBGDPL"]
    person_in_charge(actor=cast.officer, task_id=task.pk, version=task.version, unit=unit, person="officer")
    head, address = browse("unit_head"), "/tasks/handovers/new/"
    sides = {"kind": "person", "from_unit": str(cast.units["C-PBGDPL-TGPL"].pk)}
    sides |= {"from_person": "officer", "to_person": "unit_head"}
    seen = head.get(address, sides)
    reviewed = re.search(r'name="reviewed" value="(\w+)"', seen.content.decode())
    assert reviewed is not None, seen.content
    assert head.post(address, {**sides, "reviewed": reviewed[1], "reason": "Nghỉ phép"}).status_code == 302
    assert Participation.objects.get(task=task).person == cast.unit_head
    assert head.get(address, {**sides, "to_person": "officer"}).status_code == 400
    assert "Only the head of a unit may do this." in text_of(browse("officer").get(address, {"kind": "person"}))
