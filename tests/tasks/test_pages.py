"""Pages of plans and tasks: the same services and rights as the API, without JavaScript."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from plans.models import Plan
from plans.services import objective_record
from tasks.models import Evidence, Task, TaskUpdate
from tasks.services import evidence_add, task_update
from tests.cast import Cast
from tests.plans.build import draft, plan_of_2022, scheme_of
from tests.tasks.build import LINK, alone, bring, pdf, task_of
from tests.tasks.test_progress import put


@pytest.fixture
def browse(cast: Cast) -> Callable[[str], Client]:
    def signed_in(name: str) -> Client:
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.force_login(getattr(cast, name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.content
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def send(client: Client, task: Any, verb: str, **data: Any) -> Any:
    version = type(task).objects.get(pk=task.pk).version
    return client.post(f"{task.get_absolute_url()}{verb}/", {"version": version, **data})


def test_the_main_work_on_the_page(cast: Cast, browse: Callable[[str], Client]) -> None:
    """Accept, report with a file, submit, verify: each a form that leads back to the task."""
    task = task_of(cast, evidence_required=True)
    officer, verifier = browse("officer"), browse("verifier")
    assert send(officer, task, "accept").status_code == 302
    report = {"text": "Đã dự thảo", "percent": "40", "file": pdf(), "title": "Dự thảo"}
    assert send(officer, task, "update", **report).status_code == 302
    assert (TaskUpdate.objects.get().percent, Evidence.objects.get().title) == (40, "Dự thảo")
    page = text_of(officer.get(task.get_absolute_url()))
    for words in ("Đã dự thảo", "40%", "Dự thảo", "Progress reported", "Vụ Phổ biến, giáo dục pháp luật"):
        assert words in page
    assert send(officer, task, "submit").status_code == 302
    assert send(browse("unit_head"), task, "verify").status_code == 403
    assert send(verifier, task, "verify").status_code == 302
    assert Task.objects.get().state == "verified"


def test_a_refused_button_says_why(cast: Cast, browse: Callable[[str], Client]) -> None:
    """The reason stands on the page before anybody tries."""
    task = bring(cast, task_of(cast), "submitted")
    page = text_of(browse("unit_head").get(task.get_absolute_url()))
    assert "a unit does not verify its own work" in page
    page = text_of(browse("coordinator").get(task_of(cast, no="7").get_absolute_url()))
    assert "Only an officer or the head of the lead unit" in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"percent": "101", "text": "x"}, "100"),
        ({"percent": "abc", "text": "x"}, "number"),
        ({}, "Say what was done"),
        ({"text": "x", "url": "http://moj.gov.vn"}, "https://"),
    ],
)
def test_a_wrong_report_comes_back_with_what_was_typed(
    cast: Cast, browse: Callable[[str], Client], data: dict[str, str], words: str
) -> None:
    task = bring(cast, task_of(cast), "accepted")
    response = send(browse("officer"), task, "update", **data)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert all(f'value="{value}"' in response.content.decode() or f">\n{value}<" in response.content.decode()
               for value in data.values())  # fmt: skip
    assert not TaskUpdate.objects.exists()


def test_an_old_page_changes_nothing(cast: Cast, browse: Callable[[str], Client]) -> None:
    task = bring(cast, task_of(cast), "accepted")
    response = browse("officer").post(f"{task.get_absolute_url()}start/", {"version": 1})
    assert response.status_code == 412
    assert Task.objects.get().state == "accepted"


def test_whoever_may_not_see_gets_404(cast: Cast, browse: Callable[[str], Client]) -> None:
    task = task_of(cast)
    outsider = browse("outsider")
    for address in (task.get_absolute_url(), task.plan.get_absolute_url()):
        assert outsider.get(address).status_code == 404
    assert outsider.get("/plans/").status_code == outsider.get("/tasks/").status_code == 200
    assert task.title not in text_of(outsider.get("/tasks/"))
    assert "KH-1799" not in text_of(outsider.get("/plans/"))
    assert Client().get(task.get_absolute_url()).status_code == 302


def test_the_page_of_a_plan(cast: Cast, browse: Callable[[str], Client]) -> None:
    """Facts with their source and marks, objectives, the assignment table, progress, what is hidden."""
    scheme = scheme_of(cast)
    plan = plan_of_2022(cast, scheme=scheme, source="seed 004", illustrative=["verifying_unit"])
    objective = objective_record(actor=None, plan=plan, no="1", title="Truyền thông", illustrative=["title"])
    put(task_of(cast, plan, objective=objective), declared_percent=40)
    alone(cast, plan, no="7", lead_unit=cast.units["TGPL"], title="Việc riêng")
    page = text_of(browse("coordinator").get(plan.get_absolute_url()))
    for words in ("1799/QĐ-BTP", "05/09/2022", "seed 004", "illustrative", "1. Truyền thông", "6. Thông cáo báo chí",
                  "the units of the ministry", "40%", "20%", "1 task of other units is counted"):  # fmt: skip
        assert words in page, words
    assert "Việc riêng" not in page
    leader = text_of(browse("leader").get(plan.get_absolute_url()))
    assert "Việc riêng" in leader
    assert "counted but not shown" not in leader
    assert "Đề án truyền thông" in text_of(browse("leader").get(scheme.get_absolute_url()))


def test_a_plan_is_submitted_and_issued_on_its_page(cast: Cast, browse: Callable[[str], Client]) -> None:
    plan = draft(cast)
    assert send(browse("officer"), plan, "submit").status_code == 302
    leader = browse("leader")
    assert send(leader, plan, "issue", decision_number="", decision_date="2026-01-15").status_code == 400
    decision = {"decision_number": "12/QĐ-BTP", "decision_date": "05/02/2026"}
    assert send(leader, plan, "issue", **decision).status_code == 302
    issued = Plan.objects.get()
    assert (issued.state, f"{issued.decision_date}") == ("issued", "2026-02-05")


def test_the_group_is_expanded_on_the_page(cast: Cast, browse: Callable[[str], Client]) -> None:
    page = text_of(browse("officer").get(task_of(cast).get_absolute_url()))
    assert "The units of the ministry (2)" in page
    assert "Cục Trợ giúp pháp lý" in page


def test_evidence_of_an_upper_room_is_named_and_led_to_only_when_visible(
    cast: Cast, browse: Callable[[str], Client]
) -> None:
    """A release that this person may not see stays a title."""
    task = bring(cast, task_of(cast), "accepted")
    task_update(actor=cast.officer, task_id=task.pk, text="x", evidence=[LINK])
    evidence_add(actor=cast.spokesperson, task_id=task.pk, kind="release", title="Thông cáo 01", object_id=uuid.uuid4())
    response = browse("coordinator").get(task.get_absolute_url())
    assert "Thông cáo 01" in text_of(response)
    assert f'href="{LINK.url}"' in response.content.decode()


@pytest.mark.parametrize(
    ("who", "query", "expected"),
    [
        ("officer", "mine=lead", {"1", "2"}),
        ("coordinator", "mine=lead", {"3"}),
        ("coordinator", "mine=part", {"1", "3"}),
        ("verifier", "mine=judge", {"2"}),
        ("unit_head", "mine=judge", set()),
        ("leader", "state=submitted", {"2"}),
        ("leader", "figure=not_started", {"1", "3"}),
        ("leader", "search=việc+chung", {"1"}),
        ("leader", "state=unknown", set()),
    ],
)
def test_my_work(cast: Cast, browse: Callable[[str], Client], who: str, query: str, expected: set[str]) -> None:
    """What is asked for stands in the address; what makes no sense shows nothing."""
    plan = plan_of_2022(cast)
    task_of(cast, plan, no="1", title="Việc chung")
    bring(cast, alone(cast, plan, no="2", title="Việc đã trình"), "submitted")
    alone(cast, plan, no="3", title="Việc hạ tầng", lead_unit=cast.units["CNTT"])
    page = text_of(browse(who).get(f"/tasks/?{query}"))
    names = {"1": "1. Việc chung", "2": "2. Việc đã trình", "3": "3. Việc hạ tầng"}
    assert {no for no, name in names.items() if name in page} == expected


def test_a_list_goes_on_to_the_next_page(cast: Cast, browse: Callable[[str], Client]) -> None:
    plan = plan_of_2022(cast)
    for no in range(52):
        alone(cast, plan, no=str(no), title=f"Việc số {no:03}")
    client = browse("leader")
    first = client.get("/tasks/")
    address = re.search(r'href="([^"]*after=[^"]*)"', first.content.decode())
    assert address
    second = text_of(client.get(address[1].replace("&amp;", "&")))
    seen = [f"{no:03}" for no in range(52) if f"Việc số {no:03}" in second]
    assert len(seen) == 2
    assert not any(f"Việc số {no}" in text_of(first) for no in seen)


@pytest.mark.parametrize("address", ["/plans/", "/tasks/", "plan", "task", "scheme"])
def test_the_cost_of_a_page_does_not_grow(
    cast: Cast,
    browse: Callable[[str], Client],
    queries_do_not_grow: Callable[[Callable[[], Any], Callable[[], Any]], None],
    address: str,
) -> None:
    """3 and 33 rows of everything that a page shows."""
    scheme = scheme_of(cast)
    plan = plan_of_2022(cast, scheme=scheme)
    task = bring(cast, task_of(cast, plan), "accepted")
    where = {"plan": plan, "task": task, "scheme": scheme}
    client = browse("officer")

    def add(first: int, last: int) -> None:
        for no in range(first, last):
            objective = objective_record(actor=None, plan=plan, no=str(no), title="Mục tiêu")
            task_of(cast, plan, no=f"n{no}", objective=objective)
            plan_of_2022(cast, code=f"K{no}", scheme=scheme)
            task_update(actor=cast.officer, task_id=task.pk, text="x", evidence=[LINK])

    add(0, 3)
    url = where[address].get_absolute_url() if address in where else address
    queries_do_not_grow(lambda: client.get(url), lambda: add(3, 33))
