"""Schemes and plans over HTTP."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from plans.models import Plan
from tests.api.conftest import Caller, code_of
from tests.cast import Cast
from tests.plans.build import draft, plan_of_2022, scheme_of

PLANS = "/api/v1/plans/"
BODY = {"code": "KH-2026", "title": "Kế hoạch năm 2026", "starts": "2026-01-01", "owner_unit": "C-PBGDPL-TGPL"}
DECISION = {"decision_number": "12/QĐ-BTP", "decision_date": "2026-01-15"}


def act(client: APIClient, plan: dict[str, Any], verb: str, body: Any = None, **headers: str) -> Any:
    return client.post(
        f"{PLANS}{plan['id']}/{verb}/", body or {}, headers={"If-Match": f'"{plan["version"]}"', **headers}
    )


def test_a_plan_from_draft_to_archive(cast: Cast, caller: Caller) -> None:
    """Drafted and submitted by the officer, issued by the leadership with a key, carried out and put away."""
    officer, leader, head = caller("officer"), caller("leader"), caller("unit_head")
    plan = officer.post(PLANS, BODY).json()
    assert (plan["state"], plan["scheme"], plan["verifying_unit"], plan["decision_number"]) == ("draft", None, None, "")
    plan = act(officer, plan, "submit").json()
    without_key = act(leader, plan, "issue", DECISION)
    assert (without_key.status_code, code_of(without_key)) == (400, "idempotency_key_missing")
    key = {"Idempotency-Key": str(uuid4())}
    issued = act(leader, plan, "issue", DECISION, **key)
    again = act(leader, plan, "issue", DECISION, **key)
    assert issued.status_code == again.status_code == 200
    assert issued.json() == again.json()
    assert issued.json()["decision_date"] == "2026-01-15"
    other = act(leader, plan, "issue", {**DECISION, "decision_number": "13/QĐ-BTP"}, **key)
    assert other.status_code == 422
    plan = issued.json()
    for verb in ("start", "close", "archive"):
        plan = act(head, plan, verb).json()
    assert plan["state"] == "archived"
    assert {action["verb"]: action["allowed"] for action in plan["actions"]} == dict.fromkeys(
        ["submit", "return", "issue", "start", "amend", "close", "archive"], False
    )
    assert all(action["reason"] for action in plan["actions"])


def test_refusals(cast: Cast, caller: Caller) -> None:
    """Wrong moment 409, wrong person 403 with the reason, old version 412, hidden 404, unknown field 400."""
    officer = caller("officer")
    plan = officer.post(PLANS, BODY).json()
    assert code_of(act(officer, plan, "start")) == "not_allowed"
    assert code_of(act(caller("unit_head"), plan, "start")) == "illegal_transition"
    assert act(caller("outsider"), plan, "submit").status_code == 404
    assert act(officer, {**plan, "version": 9}, "submit").status_code == 412
    assert officer.patch(f"{PLANS}{plan['id']}/", {"state": "issued"}, headers={"If-Match": '"1"'}).status_code == 400
    assert officer.post(PLANS, {**BODY, "owner_unit": "VP", "code": "X"}).status_code == 403
    taken = officer.post(PLANS, BODY)
    assert taken.json()["errors"]["code"][0]["code"] == "unique"
    assert officer.put(f"{PLANS}{plan['id']}/", BODY).status_code == 405
    assert Plan.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"starts": "01/01/2026"}, "starts"),
        ({"ends": "2025-01-01"}, "ends"),
        ({"year": -1}, "year"),
        ({"year": "hai nghìn"}, "year"),
        ({"owner_unit": "V-PBGDPL"}, "owner_unit"),
        ({"verifying_unit": "NOWHERE"}, "verifying_unit"),
        ({"scheme": str(uuid4())}, "scheme"),
        ({"illustrative": ["x"]}, "illustrative"),
        ({"illustrative": "x"}, "illustrative"),
        ({"title": "x" * 501}, "title"),
        ({"title": "\x00"}, "title"),
        ({"code": ""}, "code"),
    ],
)
def test_refused_plans_leave_no_row(cast: Cast, api: APIClient, body: dict[str, Any], field: str) -> None:
    refused = api.post(PLANS, {**BODY, **body})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field]), refused.content
    assert not Plan.objects.exists()


def test_filters(cast: Cast, caller: Caller) -> None:
    client, scheme = caller("leader"), scheme_of(cast)
    plan_of_2022(cast, scheme=scheme, year=2022)
    draft(cast)

    def codes(query: str) -> list[str]:
        response = client.get(f"{PLANS}?{query}")
        assert response.status_code == 200, response.content
        return [row["code"] for row in response.json()["results"]]

    assert codes("") == ["KH-2026", "KH-1799"]
    assert codes(f"scheme={scheme.pk}") == codes("scheme=DA") == codes("year=2022") == ["KH-1799"]
    assert codes("state=draft") == codes("search=nam 2026") == ["KH-2026"]
    assert codes("ordering=code") == ["KH-1799", "KH-2026"]
    for wrong in ("owner=VP", "year=x", "state=none", "ordering=owner_unit"):
        assert client.get(f"{PLANS}?{wrong}").status_code == 400


def test_schemes(cast: Cast, caller: Caller) -> None:
    """The head of the owner unit records and changes; `aim`, source and marks are there."""
    head = caller("verifier")
    body = {"code": "DA", "title": "Đề án", "starts": "2021-01-01", "ends": "2026-12-31", "owner_unit": "VP",
            "aim": "Chuyên nghiệp", "source": "seed", "illustrative": ["aim"]}  # fmt: skip
    made = head.post("/api/v1/schemes/", body)
    assert made.status_code == 201, made.content
    scheme = made.json()
    assert (scheme["aim"], scheme["illustrative"], scheme["owner_unit"]) == (
        "Chuyên nghiệp",
        ["aim"],
        str(cast.units["VP"].pk),
    )
    changed = head.patch(f"/api/v1/schemes/{scheme['id']}/", {"title": "Đề án mới"}, headers={"If-Match": '"1"'})
    assert changed.json()["title"] == "Đề án mới"
    assert "state" not in scheme
