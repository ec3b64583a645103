"""Tasks and progress over HTTP: shapes, filters, evidence, costs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from comms.core import clock
from plans.models import Plan
from plans.services import objective_record
from tasks.models import Evidence, Task, TaskUpdate
from tests.api.conftest import Caller, client_of, code_of
from tests.cast import Cast
from tests.plans.build import draft, plan_of_2022, scheme_of
from tests.tasks.build import alone, bring, pdf, task_of
from tests.tasks.test_progress import put

TASKS = "/api/v1/tasks/"


def post(client: APIClient, path: str, body: Any = None, version: int | None = None, **options: Any) -> Any:
    headers = {"If-Match": f'"{version}"'} if version else {}
    return client.post(f"/api/v1/{path}", body or {}, headers=headers, **options)


def found(client: APIClient, query: str) -> list[str]:
    response = client.get(f"{TASKS}?{query}")
    assert response.status_code == 200, response.content
    return [row["no"] for row in response.json()["results"]]


def test_the_work_on_task_6(cast: Cast) -> None:
    """The officer accepts, reports 40 %, submits with a file; the head of the same unit cannot verify, the verifying
    unit does; an unrelated department does not find the task."""
    task = task_of(cast, evidence_required=True)
    officer, head, verifier, outsider = (
        client_of(getattr(cast, name)) for name in ("officer", "unit_head", "verifier", "outsider")
    )
    path = f"tasks/{task.pk}/"

    seen = officer.get(f"/api/v1/{path}").json()
    assert {"verb": "accept", "allowed": True, "reason": ""} in seen["actions"]
    accepted = post(officer, f"{path}accept/", version=seen["version"]).json()
    assert accepted["state"] == "accepted"

    report = post(officer, f"{path}updates/", {"text": "Đã dự thảo thông cáo", "percent": 40})
    assert report.status_code == 201
    assert (report.json()["percent"], report.json()["actor"]) == (40, cast.officer.full_name)
    now = officer.get(f"/api/v1/{path}").json()
    assert (now["state"], now["declared_percent"]) == ("in_progress", 40)

    refused = post(officer, f"{path}submit/", version=now["version"])
    assert (refused.status_code, code_of(refused)) == (409, "evidence_required")
    given = post(officer, f"{path}evidence/", {"file": pdf(), "title": "Thông cáo"}, format="multipart")
    assert given.status_code == 201, given.content
    assert given.json()["kind"] == "file"
    for client, status in ((verifier, 200), (outsider, 404)):
        assert client.get(given.json()["file_url"], headers={"Accept": "*/*"}).status_code in (status, 302)
    submitted = post(officer, f"{path}submit/", version=now["version"]).json()
    assert submitted["state"] == "submitted"
    assert submitted["submitted_by_unit"] == str(cast.units["C-PBGDPL-TGPL"].pk)

    for client in (officer, head):
        refused = post(client, f"{path}verify/", version=submitted["version"])
        assert (refused.status_code, code_of(refused)) == (403, "not_allowed")
    assert post(outsider, f"{path}verify/", version=submitted["version"]).status_code == 404
    assert outsider.get(f"/api/v1/{path}").status_code == 404
    assert outsider.get(f"/api/v1/plans/{task.plan_id}/").status_code == 404
    assert outsider.get(f"/api/v1/plans/{task.plan_id}/progress/").status_code == 404

    verified = post(verifier, f"{path}verify/", version=submitted["version"]).json()
    assert (verified["state"], verified["declared_percent"]) == ("verified", 100)
    figures = verifier.get(f"/api/v1/plans/{task.plan_id}/progress/").json()
    assert (figures["declared_percent"], figures["verified_percent"]) == (100, 100)
    told = [event["action"].split(".")[-1] for event in verifier.get(f"/api/v1/{path}history/").json()["results"]]
    assert told == ["verified", "submitted", "added", "updated", "started", "accepted", "recorded"]


def test_a_tasks_shape(cast: Cast, api: APIClient) -> None:
    """Every field of the contract; named units and groups apart; nothing unknown is invented."""
    task = task_of(cast, illustrative=["timing_text"], timing_text="Thường xuyên")
    body = api.get(f"{TASKS}{task.pk}/").json()
    assert body["coordinating"] == [
        {"unit": str(cast.units["CNTT"].pk), "deliverable": "", "due_on": None, "state": "assigned"}
    ]
    assert body["coordinating_groups"] == ["ministry_units"]
    expected = {"plan": str(task.plan_id), "objective": None, "no": "6", "lead_unit": str(cast.units["V-PBGDPL"].pk),
                "deliverable": "", "timing_text": "Thường xuyên", "due_on": None, "first_due_on": None, "weight": 1,
                "declared_percent": 0, "overdue": False, "due_soon": False, "evidence_required": False,
                "state": "assigned", "illustrative": ["timing_text"], "version": 1}  # fmt: skip
    assert {name: body[name] for name in expected} == expected
    assert [action["verb"] for action in body["actions"]] == list(task.transitions)


def test_a_task_is_made_and_changed(cast: Cast, api: APIClient) -> None:
    plan = draft(cast)
    body = {
        "plan": plan.code,
        "title": "Họp báo",
        "lead_unit": "CNTT",
        "coordinating": [{"unit": "VP", "deliverable": "Tin"}],
        "coordinating_groups": ["ministry_units"],
        "weight": 2.5,
        "due_on": "2026-12-01",
    }
    made = api.post(TASKS, body)
    assert made.status_code == 201, made.content
    assert (made.json()["weight"], made.json()["coordinating"][0]["deliverable"]) == (2.5, "Tin")
    address = f"{TASKS}{made.json()['id']}/"
    assert api.patch(address, {"weight": 3}).status_code == 428
    changed = api.patch(address, {"coordinating": [], "coordinating_groups": []}, headers={"If-Match": '"1"'})
    assert (changed.json()["coordinating"], changed.json()["coordinating_groups"]) == ([], [])
    assert api.patch(address, {"weight": 3}, headers={"If-Match": '"1"'}).status_code == 412
    for wrong in ({"state": "verified"}, {"declared_percent": 5}, {"plan": plan.code}, {"overdue": True}):
        refused = api.patch(address, wrong, headers={"If-Match": '"2"'})
        assert refused.status_code == 400
        assert next(iter(refused.json()["errors"].values()))[0]["code"] == "unknown_field"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"lead_unit": "V-PBGDPL"}, "lead_unit"),
        ({"lead_unit": "NOWHERE"}, "lead_unit"),
        ({"plan": "0b6f0d52-2f5c-4c9b-a0ab-1c4f5b7c2f11"}, "plan"),
        ({"weight": 0}, "weight"),
        ({"weight": True}, "weight"),
        ({"coordinating": [{"unit": "CNTT"}]}, "coordinating"),
        ({"coordinating": [{"unit": "VP", "note": "x"}]}, "coordinating.0.note"),
        ({"coordinating_groups": ["all"]}, "coordinating_groups.0"),
        ({"due_on": "31/12/2026"}, "due_on"),
        ({"illustrative": ["nothing"]}, "illustrative"),
        ({"title": None}, "title"),
    ],
)
def test_refused_tasks_leave_no_row(cast: Cast, api: APIClient, body: dict[str, Any], field: str) -> None:
    given = {"plan": draft(cast).code, "title": "Họp báo", "lead_unit": "CNTT", **body}
    refused = api.post(TASKS, given)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert not Task.objects.exists()


def test_filters(cast: Cast, caller: Caller) -> None:
    """Each filter of the contract; units by code or id; the work of predecessors is the unit's work."""
    client, today, units = caller("leader"), clock.today(), cast.units
    plan = plan_of_2022(cast)
    objective = objective_record(actor=None, plan=plan, no="1", title="Một")
    task_of(cast, plan, no="1", objective=objective)
    put(alone(cast, plan, no="2", lead_unit=units["CNTT"]), due_on=today - timedelta(1))
    put(alone(cast, plan, no="3", lead_unit=units["TGPL"]), due_on=today + timedelta(1), state="accepted")
    alone(cast, plan_of_2022(cast, code="K"), no="4", lead_unit=units["VP"])
    assert found(client, "") == ["2", "3", "1", "4"] or found(client, "") == ["2", "3", "4", "1"]
    assert found(client, f"plan={plan.pk}") == found(client, f"plan={plan.code}") == ["1", "2", "3"]
    assert found(client, f"objective={objective.pk}") == ["1"]
    assert found(client, f"plan={plan.code}&unit=CNTT") == ["1", "2"]
    assert found(client, f"plan={plan.code}&unit=C-PBGDPL-TGPL") == ["1", "3"]
    assert sorted(found(client, "unit=VP")) == ["1", "4"]
    assert found(client, "lead_unit=CNTT") == found(client, f"lead_unit={units['CNTT'].pk}") == ["2"]
    assert found(client, "lead_unit=C-PBGDPL-TGPL") == []
    assert found(client, "coordinating_unit=CNTT") == ["1"]
    assert found(client, "coordinating_unit=VP") == ["1"]
    assert found(client, "coordinating_unit=STP-HUE") == found(client, "coordinating_unit=CTXD-VB") == []
    assert found(client, "coordinating_unit=NOWHERE") == found(client, "unit=NOWHERE") == []
    assert found(client, "state=accepted") == ["3"]
    assert found(client, f"plan={plan.code}&state=accepted&state=assigned") == ["1", "2", "3"]
    assert found(client, "overdue=true") == ["2"]
    assert sorted(found(client, "overdue=false")) == ["1", "3", "4"]
    assert found(client, f"due_before={today}") == ["2"]
    assert found(client, f"due_after={today}") == ["3"]
    assert found(client, f"plan={plan.code}&search=thong+cao") == ["1", "2", "3"]
    assert found(client, "search=khong+co") == []
    assert found(client, f"plan={plan.code}&ordering=-due_on") == ["1", "3", "2"]
    for wrong in (
        "colour=red",
        "state=unknown",
        "overdue=yes",
        "due_before=1/1/2026",
        "ordering=weight",
        "objective=x",
    ):
        assert client.get(f"{TASKS}?{wrong}").status_code == 400, wrong


def test_pages_go_through_equal_due_dates(cast: Cast, caller: Caller) -> None:
    """Nothing is doubled or lost where many tasks have no due date."""
    plan = plan_of_2022(cast)
    for no in range(7):
        alone(cast, plan, no=str(no))
    for query in ("", f"&plan={plan.code}"):
        seen: list[str] = []
        address = f"{TASKS}?page_size=3{query}"
        client = caller("leader")
        while address:
            page = client.get(address).json()
            seen += [row["no"] for row in page["results"]]
            address = page["next"]
        assert sorted(seen) == list("0123456")
    assert seen == list("0123456")


@pytest.mark.parametrize("percent", [-1, 101, 100.01, 33.333, "abc", True, [], "NaN", "Infinity", "1e400"])
def test_a_refused_percent_leaves_no_row(cast: Cast, api: APIClient, percent: Any) -> None:
    task = bring(cast, task_of(cast), "accepted")
    refused = post(api, f"tasks/{task.pk}/updates/", {"percent": percent})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["percent"])
    raw = api.post(f"{TASKS}{task.pk}/updates/", '{"percent": NaN}', content_type="application/json")
    assert code_of(raw) == "malformed_json"
    assert not TaskUpdate.objects.exists()
    assert Task.objects.get().state == "accepted"


def test_reports_with_evidence(cast: Cast, api: APIClient) -> None:
    """As JSON with links, as a form with a file; newest first."""
    task = bring(cast, task_of(cast), "accepted")
    path = f"tasks/{task.pk}/updates/"
    links = [{"url": "https://moj.gov.vn/1", "title": "Tin"}, {"url": "https://moj.gov.vn/2"}]
    assert post(api, path, {"text": "Đã đăng", "evidence": links}).status_code == 201
    form = {"text": "Kèm tệp", "percent": "60", "file": pdf(), "title": "Biên bản"}
    assert post(api, path, form, format="multipart").status_code == 201
    listed = api.get(f"/api/v1/{path}").json()["results"]
    assert [(row["seq"], row["percent"], len(row["evidence"])) for row in listed] == [(2, 60, 1), (1, None, 2)]
    assert [row["title"] for row in api.get(f"{TASKS}{task.pk}/evidence/").json()["results"]] == [
        "Tin",
        "https://moj.gov.vn/2",
        "Biên bản",
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "file"),
        ({"url": "http://moj.gov.vn"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://moj.gov.vn", "object_id": "0b6f0d52-2f5c-4c9b-a0ab-1c4f5b7c2f11"}, "object_id"),
        ({"url": "https://moj.gov.vn", "kind": "release"}, "kind"),
    ],
)
def test_refused_evidence_leaves_no_row(cast: Cast, api: APIClient, body: dict[str, Any], field: str) -> None:
    """People give files and links; what upper rooms report does not come over this address."""
    task = bring(cast, task_of(cast), "accepted")
    refused = post(api, f"tasks/{task.pk}/evidence/", body)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert not Evidence.objects.exists()


def test_progress(cast: Cast, caller: Caller) -> None:
    """The shape of the contract, by id and by code, of the plan and of its scheme."""
    client, scheme = caller("leader"), scheme_of(cast)
    plan = plan_of_2022(cast, scheme=scheme)
    objective = objective_record(actor=None, plan=plan, no="1", title="Một")
    put(alone(cast, plan, objective=objective), declared_percent=40)
    body = client.get(f"/api/v1/progress/?plan={plan.pk}").json()
    assert body == client.get(f"/api/v1/plans/{plan.pk}/progress/").json()
    assert body == client.get(f"/api/v1/progress/?plan={plan.code}").json()
    expected = {"plan": str(plan.pk), "scheme": None, "unit": None, "as_of": "2026-11-21", "declared_percent": 40,
                "verified_percent": 0, "weight": 1}  # fmt: skip
    assert {name: body[name] for name in expected} == expected
    assert body["counts"] == {"total": 1, "done_on_time": 0, "done_late": 0, "done_undated": 0, "in_progress": 0,
                              "not_started": 1, "blocked": 0, "cancelled": 0, "due_soon": 0, "overdue": 0}  # fmt: skip
    assert [(one["objective"], one["no"], one["declared_percent"]) for one in body["by_objective"]] == [
        (str(objective.pk), "1", 40)
    ]
    assert [(one["code"], one["declared_percent"]) for one in body["by_unit"]] == [("V-PBGDPL", 40)]
    assert len(body["rule"]) > 100
    of_scheme = client.get(f"/api/v1/schemes/{scheme.pk}/progress/?units=current").json()
    assert (of_scheme["scheme"], of_scheme["by_unit"][0]["code"]) == (str(scheme.pk), "C-PBGDPL-TGPL")
    assert client.get("/api/v1/progress/").json()["counts"]["total"] == 1
    empty = client.get(f"/api/v1/progress/?plan={plan.code}&unit=CNTT").json()
    assert (empty["declared_percent"], empty["verified_percent"], empty["counts"]["total"]) == (None, None, 0)
    for wrong, status in (
        ("as_of=2026-11-22", 400),
        ("units=future", 400),
        ("unit=X", 400),
        ("plan=X", 404),
        ("x=1", 400),
    ):
        assert client.get(f"/api/v1/progress/?{wrong}").status_code == status, wrong


def test_the_tasks_behind_a_figure(cast: Cast, caller: Caller) -> None:
    plan = plan_of_2022(cast)
    alone(cast, plan, no="1")
    put(alone(cast, plan, no="2"), state="blocked")
    client = caller("leader")
    body = client.get(f"/api/v1/progress/why/?plan={plan.pk}&figure=blocked").json()
    assert [row["no"] for row in body["results"]] == ["2"]
    assert set(body) == {"next", "previous", "results"}
    for wrong in (f"plan={plan.pk}", f"plan={plan.pk}&figure=luck"):
        assert list(client.get(f"/api/v1/progress/why/?{wrong}").json()["errors"]) == ["figure"]
    assert caller("outsider").get(f"/api/v1/progress/why/?plan={plan.pk}&figure=total").status_code == 404


def test_objectives_weigh_what_their_tasks_weigh(cast: Cast, caller: Caller) -> None:
    """Cancelled ones left out; `weight` is never written."""
    plan = plan_of_2022(cast)
    objective = objective_record(actor=None, plan=plan, no="1", title="Một")
    objective_record(actor=None, plan=plan, no="2", title="Hai")
    alone(cast, plan, no="1", objective=objective, weight="2.5")
    alone(cast, plan, no="2", objective=objective)
    put(alone(cast, plan, no="3", objective=objective, weight=9), state="cancelled")
    client = caller("unit_head")
    rows = client.get(f"/api/v1/plans/{plan.pk}/objectives/").json()["results"]
    assert [(row["no"], row["weight"], row["plan"]) for row in rows] == [
        ("1", 3.5, str(plan.pk)),
        ("2", 0, str(plan.pk)),
    ]
    assert client.get(f"/api/v1/objectives/?plan={plan.code}").json()["results"] == rows
    locked = client.post(f"/api/v1/plans/{plan.pk}/objectives/", {"no": "3", "title": "Ba"})
    assert (locked.status_code, code_of(locked)) == (409, "use_amendment")
    plan = draft(cast)
    made = client.post(f"/api/v1/plans/{plan.pk}/objectives/", {"no": "3", "title": "Ba"})
    assert (made.status_code, made.json()["weight"]) == (201, 0)
    assert made.headers["Location"].endswith(f"/api/v1/objectives/{made.json()['id']}/")
    assert (
        client.post(f"/api/v1/plans/{plan.pk}/objectives/", {"no": "4", "title": "4", "weight": 1}).status_code == 400
    )
    for parents in ({}, {"plan": str(plan.pk), "scheme": str(scheme_of(cast).pk)}):
        assert client.post("/api/v1/objectives/", {"no": "9", "title": "9", **parents}).status_code in (400, 403)


@pytest.mark.parametrize("who", ["leader", "officer", "coordinator"])
@pytest.mark.parametrize("address", ["tasks/?page_size=200", "tasks/?plan=KH-1799&unit=CNTT", "plans/", "objectives/",
                                     "progress/why/?figure=total&plan=KH-1799", "progress/?plan=KH-1799"])  # fmt: skip
def test_the_cost_of_a_list_does_not_grow(
    cast: Cast,
    queries_do_not_grow: Callable[[Callable[[], Any], Callable[[], Any]], None],
    address: str,
    who: str,
) -> None:
    """3 rows and 33 rows cost the same number of queries."""
    plan = plan_of_2022(cast)
    client = APIClient()
    client.force_authenticate(getattr(cast, who))

    def add(first: int, last: int) -> None:
        for no in range(first, last):
            objective = objective_record(actor=None, plan=plan, no=str(no), title="Mục tiêu")
            task_of(cast, plan, no=str(no), objective=objective)
            plan_of_2022(cast, code=f"K{no}")

    def read() -> None:
        getattr(cast, who).forget_roles()
        response = client.get(f"/api/v1/{address}")
        assert response.status_code == 200

    add(0, 3)
    queries_do_not_grow(read, lambda: add(3, 33))


def test_progress_reports_cost_the_same_however_many(
    cast: Cast, queries_do_not_grow: Callable[[Callable[[], Any], Callable[[], Any]], None]
) -> None:
    task = bring(cast, task_of(cast), "accepted")
    client = APIClient()
    client.force_authenticate(cast.officer)

    def add(count: int) -> None:
        for _n in range(count):
            body = {"text": "x", "evidence": [{"url": "https://moj.gov.vn"}]}
            assert post(client, f"tasks/{task.pk}/updates/", body).status_code == 201

    add(3)
    for child in ("updates", "evidence"):
        queries_do_not_grow(lambda child=child: client.get(f"{TASKS}{task.pk}/{child}/"), lambda: add(10))


def test_a_hidden_plan_takes_no_task(cast: Cast, caller: Caller) -> None:
    """Somebody else's draft and a plan that does not exist are refused alike."""
    plan = draft(cast, verifying_unit=None)
    answers = [
        caller("outsider").post(TASKS, {"plan": name, "title": "x", "lead_unit": "CNTT"}).json()["errors"]
        for name in (plan.code, "NOWHERE", str(plan.pk))
    ]
    assert answers[0] == answers[1] == answers[2]
    assert Plan.objects.count() == 1
