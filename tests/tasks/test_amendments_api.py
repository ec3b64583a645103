"""Amendments, copies and carrying over through HTTP."""

import json
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from comms.audit.models import AuditEvent
from plans.models import Plan, Topic
from tasks.models import Amendment, Task
from tasks.services import LineInput
from tests.api.conftest import Caller, code_of
from tests.cast import Cast
from tests.plans.build import draft
from tests.tasks.amending import amend, change, issued_plan, new, objective, task

DECISION = {"decision_number": "45/QĐ-BTP", "decision_date": "2026-06-01", "reason": "Điều chỉnh tiến độ"}


def send(client: APIClient, plan: Plan, *lines: dict[str, Any], query: str = "", **words: Any) -> Any:
    version = Plan.objects.get(pk=plan.pk).version
    body = {**DECISION, "lines": list(lines), **words}
    return client.post(f"/api/v1/plans/{plan.pk}/amend/{query}", body, headers={"If-Match": f'"{version}"'})


def changing(no: str, /, **values: Any) -> dict[str, Any]:
    return {"subject": "task", "act": "change", "target": str(task(no).pk), "values": values}


def test_dry_run_then_the_same_for_good(cast: Cast, caller: Caller) -> None:
    """The effect changes nothing; the ledger then says the same, figures as numbers."""
    plan, client = issued_plan(cast), caller("unit_head")
    lines = (
        changing("1", due_on="2026-12-15", weight=3),
        {"subject": "task", "act": "drop", "target": str(task("3").pk)},
        {"subject": "task", "act": "add", "values": {"title": "Mới", "lead_unit": "CNTT", "objective": "II"}},
    )
    events = AuditEvent.objects.count()
    shown = send(client, plan, *lines, query="?dry_run=true")
    assert shown.status_code == 200, shown.content
    effect = shown.json()
    assert (Task.objects.count(), Amendment.objects.count(), AuditEvent.objects.count()) == (4, 0, events)
    assert (effect["progress_before"]["weight"], effect["progress_after"]["weight"]) == (5, 6)
    assert effect["lines"][0]["before"] == {"due_on": "2026-09-30", "weight": "2"}
    done = send(client, plan, *lines)
    assert (done.status_code, done.json()["version"]) == (200, plan.version + 1)
    assert done.headers["ETag"] == f'"{plan.version + 1}"'
    (row,) = client.get(f"/api/v1/plans/{plan.pk}/amendments/").json()["results"]
    assert (row["no"], row["state"], row["decision_number"]) == (1, "confirmed", "45/QĐ-BTP")
    assert (row["progress_before"], row["progress_after"]) == (effect["progress_before"], effect["progress_after"])
    told = [{name: line[name] for name in ("position", "subject", "act", "before", "after")} for line in row["lines"]]
    assert told == [{name: line[name] for name in told[0]} for line in effect["lines"]]
    assert row["lines"][2]["task"] == str(Task.objects.get(title="Mới").pk)
    one = client.get(f"/api/v1/plans/{plan.pk}/amendments/{row['id']}/")
    assert {name: value for name, value in one.json().items() if name != "actions"} == row
    amend(cast, plan, change("4", weight=7), decision_number="46")
    assert [row["no"] for row in client.get(f"/api/v1/plans/{plan.pk}/amendments/").json()["results"]] == [2, 1]


def test_refusals(cast: Cast, caller: Caller) -> None:
    """Old version 412, none 428, wrong state 409, unknown fields and parameters 400, each line by its index."""
    plan, client = issued_plan(cast), caller("unit_head")
    body = {**DECISION, "lines": [changing("1", weight=3)]}
    address = f"/api/v1/plans/{plan.pk}/amend/"
    assert client.post(address, body).status_code == 428
    assert client.post(address, body, headers={"If-Match": '"99"'}).status_code == 412
    for query in ("?dry_run=yes", "?force=true"):
        assert send(client, plan, changing("1", weight=3), query=query).status_code == 400
    wrong = send(client, plan, changing("1", weight=3), changing("4", weight=0))
    assert list(wrong.json()["errors"]) == ["lines.1.weight"]
    unknown = send(client, plan, {**changing("1"), "colour": 1})
    assert unknown.json()["errors"]["lines.0.colour"][0]["code"] == "unknown_field"
    assert list(send(client, plan).json()["errors"]) == ["lines"]
    assert list(send(client, plan, changing("1", weight=3), decision_date="2026-11-22").json()["errors"]) == [
        "decision_date"
    ]
    elsewhere = {"subject": "task", "act": "drop", "target": str(uuid4())}
    assert list(send(client, plan, elsewhere).json()["errors"]) == ["lines.0.task"]
    assert code_of(send(caller("officer"), plan, changing("1", weight=3))) == "not_allowed"
    closed = draft(cast, code="K")
    assert code_of(send(client, closed, changing("1", weight=3))) == "illegal_transition"
    assert (task("1").weight, Plan.objects.get(pk=plan.pk).version) == (2, plan.version)


UNPRINTABLE: list[tuple[dict[str, Any], str]] = [
    ({"objective": "I\x00"}, "objective"),
    ({"topics": ["1\x00"]}, "topics"),
    ({"title": "Mới\x00"}, "title"),
    ({"lead_unit": "CN\x00TT"}, "lead_unit"),
    ({"lead_unit": "CNTT\x1f"}, "lead_unit"),
    ({"colour\x00": "x"}, "values"),
    ({"coordinating": [{"unit": "VP", "deliverable": "a\x00b"}]}, "coordinating"),
    ({"coordinating": [{"unit": "VP", "deliver\x00": "a"}]}, "coordinating"),
    ({"due_precision": {"a": ["\x00"]}}, "due_precision"),
]


@pytest.mark.parametrize(("values", "field"), UNPRINTABLE)
def test_characters_that_nobody_can_print(cast: Cast, caller: Caller, values: dict[str, Any], field: str) -> None:
    """Refused by their field wherever they stand in a line, and never read as if they were not there."""
    plan = issued_plan(cast)
    line = {"subject": "task", "act": "add", "values": {"title": "Mới", "lead_unit": "CNTT", **values}}
    version = Plan.objects.get(pk=plan.pk).version
    refused = caller("unit_head").post(
        f"/api/v1/plans/{plan.pk}/amend/",
        json.dumps({**DECISION, "lines": [changing("1", weight=3), line]}),
        content_type="application/json",
        headers={"If-Match": f'"{version}"'},
    )
    assert refused.status_code == 400, refused.content
    errors = refused.json()["errors"]
    assert {name: one["code"] for name, (one,) in errors.items()} == {f"lines.1.{field}": "characters"}


def test_a_draft_is_not_in_the_ledger(cast: Cast, caller: Caller) -> None:
    plan, client = issued_plan(cast), caller("unit_head")
    kept = amend(cast, plan, change("1", weight=3))
    draft_of = Amendment.objects.create(plan=plan, prepared_by=cast.officer.pk, prepared_label="x")
    assert [row["id"] for row in client.get(f"/api/v1/plans/{plan.pk}/amendments/").json()["results"]] == [str(kept.pk)]
    assert client.get(f"/api/v1/plans/{plan.pk}/amendments/{draft_of.pk}/").status_code == 404
    assert client.get(f"/api/v1/plans/{draft(cast, code='K').pk}/amendments/{kept.pk}/").status_code == 404


def test_a_copy_and_its_unfinished_tasks(cast: Cast, caller: Caller) -> None:
    """201 with the address of the new draft; the tasks then go over, once."""
    plan, client = issued_plan(cast), caller("officer")
    body = {"code": "KH-2027", "title": "Kế hoạch năm 2027", "year": 2027, "starts": "2027-01-01"}
    made = client.post(f"/api/v1/plans/{plan.pk}/copy/", body)
    assert made.status_code == 201, made.content
    assert made.headers["Location"].endswith(f"/api/v1/plans/{made.json()['id']}/")
    assert (made.json()["state"], made.json()["copied_from"]) == ("draft", str(plan.pk))
    assert client.get("/api/v1/tasks/?plan=KH-2027").json()["results"][0]["carried_from"] is None
    again = client.post(f"/api/v1/plans/{plan.pk}/copy/", body)
    assert again.json()["errors"]["code"][0]["code"] == "unique"
    wrong = client.post(f"/api/v1/plans/{plan.pk}/copy/", {**body, "code": "X", "units": {"VP": "NOWHERE"}})
    assert list(wrong.json()["errors"]) == ["units"]
    target = draft(cast, code="KH-MOI", starts="2027-01-01")
    over = f"/api/v1/plans/{plan.pk}/carry-over/"
    one = client.post(over, {"to": "KH-MOI", "tasks": [str(task_in(plan, "1").pk)]})
    assert (one.status_code, one.json()["id"]) == (200, str(target.pk))
    assert client.post(over, {"to": str(target.pk)}).status_code == 200
    assert code_of(client.post(over, {"to": "KH-MOI"})) == "nothing_to_carry"
    rows = client.get("/api/v1/tasks/?plan=KH-MOI").json()["results"]
    assert [row["carried_from"] for row in rows] == [str(task_in(plan, no).pk) for no in ("1", "2", "3", "4")]


def test_a_reader_of_one_task_reads_no_line_about_another(cast: Cast, caller: Caller) -> None:
    """The coordinator of task 1 sees that a line is about a task, and nothing else; nor which tasks held a topic."""
    plan = issued_plan(cast)
    topic = {"subject": "topic", "act": "drop", "target": Topic.objects.get().pk}
    amend(
        cast,
        plan,
        change("1", weight=3),
        change("4", title="Kín"),
        new(title="Kín", lead_unit="VP"),
        LineInput(**topic),
    )
    address = f"/api/v1/plans/{plan.pk}/amendments/"
    (row,) = caller("coordinator").get(address).json()["results"]
    assert caller("coordinator").get(f"{address}{row['id']}/").json()["lines"] == row["lines"]
    shown, *withheld, dropped = row["lines"]
    assert (shown["before"], shown["after"]) == ({"weight": "2"}, {"weight": "3"})
    nothing = {"subject": "task", "task": None, "objective": None, "topic": None, "before": None, "after": None}
    assert withheld == [{"position": 2, "act": "change", **nothing}, {"position": 3, "act": "add", **nothing}]
    assert dropped["before"] == {"kind": "focus_topic", "no": "1", "text": "Chuyển đổi số"}
    (whole,) = caller("verifier").get(address).json()["results"]
    assert [line["after"] for line in whole["lines"][1:2]] == [{"title": "Kín"}]
    assert whole["lines"][3]["before"]["carried_by"] == ["2"]


def task_in(plan: Plan, no: str) -> Task:
    found: Task = Task.objects.get(plan=plan, no=no)
    return found


@pytest.mark.parametrize("address", ["amendments/"])
def test_the_ledger_costs_the_same_however_long(cast: Cast, queries_do_not_grow: Any, address: str) -> None:
    plan, client = issued_plan(cast), APIClient()
    client.force_authenticate(cast.officer)

    def grow() -> None:
        for weight in range(3, 9):
            amend(cast, plan, change("1", weight=weight), new(), decision_number=f"{weight}/QĐ")

    amend(cast, plan, change("1", weight=20), change("2", objective="II"))
    assert objective("II").tasks.count() == 1
    queries_do_not_grow(lambda: client.get(f"/api/v1/plans/{plan.pk}/{address}"), grow)
