"""Deadlines over HTTP."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from comms.deadlines.models import Clock
from comms.org.models import Unit
from comms.org.services import token_create
from tests.cast import Cast
from tests.conftest import TODAY
from tests.deadlines.test_clocks import start, stop

ADDRESS = "/api/v1/deadlines/"


@pytest.fixture
def client(cast: Cast) -> APIClient:
    client = APIClient(headers={"Accept-Language": "en"})
    client.credentials(HTTP_AUTHORIZATION=f"Token {token_create(actor=cast.officer, name='test')}")
    return client


def ids(client: APIClient, query: str = "") -> list[str]:
    answer = client.get(f"{ADDRESS}{query}")
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_a_clock_explains_itself(rules: Any, cast: Cast, client: APIClient) -> None:
    started = start(cast)
    answer = client.get(f"{ADDRESS}{started.pk}/").json()
    assert answer == {
        "id": str(started.pk),
        "version": 1,
        "created_at": "2026-11-21T09:00:00+07:00",
        "updated_at": "2026-11-21T09:00:00+07:00",
        "rule": "ND244-7.3",
        "duty": "first_statement",
        "legal_basis": "NĐ 244/2026/NĐ-CP, khoản 3 Điều 7",
        "subject": {"type": "org.unit", "id": str(cast.units["VP"].pk)},
        "started_at": "2026-11-21T08:00:00+07:00",
        "start_decided_by": cast.press_officer.full_name,
        "start_reason": "tiếp nhận vụ việc",
        "due_at": "2026-11-22T08:00:00+07:00",
        "stopped_at": None,
        "stopped_by": "",
        "breached": False,
        "breach_reason": "",
        "explanation": [
            "Rule ND244-7.3 (NĐ 244/2026/NĐ-CP, khoản 3 Điều 7): 24 hours.",
            "The start is 08:00 on 21/11/2026.",
            "24 hours are counted as they pass; days off do not move them.",
            "Due at 08:00 on 22/11/2026.",
        ],
        "actions": [{"verb": "explain_breach", "allowed": False, "reason": "This deadline was not missed."}],
    }


def test_lists_are_narrowed(rules: Any, cast: Cast, client: APIClient) -> None:
    """Running or stopped, breached or kept, due before an instant, on one object."""
    late = start(cast, started_at=TODAY - timedelta(hours=30))
    soon = start(cast, on=cast.units["CNTT"])
    met = start(cast, "answer_press_head")
    stop(cast, subject="answer_press_head")
    names = {str(late.pk): "late", str(soon.pk): "soon", str(met.pk): "met"}

    def listed(query: str) -> list[str]:
        return [names[pk] for pk in ids(client, query)]

    assert listed("") == ["late", "soon", "met"]
    assert listed("?open=true") == ["late", "soon"]
    assert listed("?open=false") == ["met"]
    assert listed("?breached=true") == ["late"]
    assert listed("?breached=false") == ["soon", "met"]
    assert listed("?open=true&breached=false") == ["soon"]
    assert listed("?before=2026-11-22T08:00:00%2B07:00") == ["late"]
    assert listed("?before=2026-11-22T08:00:01%2B07:00") == ["late", "soon"]
    assert listed(f"?subject={cast.units['CNTT'].pk}") == ["soon"]
    assert listed("?ordering=-due_at") == ["met", "soon", "late"]
    assert listed("?rule=ND244-7.3") == ["late", "soon"]
    assert listed("?duty=answer_press_head") == ["met"]
    assert listed("?subject_type=org.unit") == ["late", "soon", "met"]
    assert listed("?subject_type=press.release") == []


@pytest.mark.parametrize("query", ["?open=yes", "?before=tomorrow", "?subject=VP", "?ordering=rule", "?state=open"])
def test_a_question_that_makes_no_sense_is_refused(rules: Any, client: APIClient, query: str) -> None:
    assert client.get(f"{ADDRESS}{query}").status_code == 400


def test_a_clock_on_an_object_that_is_not_visible_does_not_exist(rules: Any, cast: Cast, client: APIClient) -> None:
    hidden = start(cast)
    Clock.objects.update(subject_type="no.such")
    assert ids(client) == []
    assert client.get(f"{ADDRESS}{hidden.pk}/").status_code == 404


def test_nothing_is_written_through_this_address(rules: Any, cast: Cast, client: APIClient) -> None:
    """Clocks are started and stopped by the objects that they run on."""
    started = start(cast)
    assert client.post(ADDRESS, {}).status_code == 405
    assert client.patch(f"{ADDRESS}{started.pk}/", {}, headers={"If-Match": '"1"'}).status_code == 405
    assert APIClient().get(ADDRESS).status_code == 401


def test_the_sum_of_a_trial(rules: Any, client: APIClient) -> None:
    answer = client.post(f"{ADDRESS}explain/", {"rule": "ND237-18.2", "start": "2026-11-20T23:59:00+07:00"})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["rule"], body["due_at"]) == ("ND237-18.2", "2026-12-01T00:00:00+07:00")
    assert body["explanation"][-1] == "Due at 24:00 on 30/11/2026."
    assert "Tuesday 24/11/2026: not counted (Vietnam Cultural Day)." in body["explanation"]
    assert not Clock.objects.exists()


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"rule": "ND237-18.2", "start": "2026-06-30T23:59:00+07:00"}, "rule", "rule_not_in_force"),
        ({"rule": "ND237-18.2", "start": "2100-12-31T23:59:00+07:00"}, "start", "calendar_not_known"),
        ({"rule": "ND237-18.2", "start": "9999-12-31T23:59:00+07:00"}, "start", "range"),
        ({"rule": "ND244-7.3", "start": "9999-12-31T23:59:59-12:00"}, "start", None),
        ({"rule": "ND237-18.2", "start": "2026-11-20T23:59:00"}, "start", "offset"),
        ({"rule": "ND237-18.2", "start": "yesterday"}, "start", "invalid"),
        ({"rule": "nothing", "start": "2026-11-20T23:59:00+07:00"}, "rule", "does_not_exist"),
        ({"start": "2026-11-20T23:59:00+07:00"}, "rule", "required"),
        ({"rule": "ND237-18.2", "start": "2026-11-20T23:59:00+07:00", "x": 1}, "x", "unknown_field"),
    ],
)
def test_a_trial_that_cannot_be_counted(
    rules: Any, client: APIClient, body: dict[str, Any], field: str, code: str | None
) -> None:
    answer = client.post(f"{ADDRESS}explain/", body)
    assert answer.status_code == 400, answer.content
    errors = answer.json()["errors"]
    assert set(errors) == {field}
    assert code is None or errors[field][0]["code"] == code


def test_a_duty_takes_the_rule_of_the_day(rules: Any, client: APIClient) -> None:
    """The last moment of the old law and the first of the new, given in another time zone than Hanoi's."""
    old = client.post(f"{ADDRESS}explain/", {"duty": "answer_press_opinions", "start": "2026-06-30T16:59:59Z"})
    new = client.post(f"{ADDRESS}explain/", {"duty": "answer_press_opinions", "start": "2026-06-30T17:00:00Z"})
    assert (old.json()["rule"], new.json()["rule"]) == ("LBC16-39.2", "ND237-18.3")
    assert new.json()["start"] == "2026-07-01T00:00:00+07:00"


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        (
            {"rule": "ND237-18.2", "start": "2026-06-30T23:59:00+07:00"},
            "rule",
            (
                "The rule ND237-18.2 was not in force on 30/06/2026. "
                "LBC16-39.2K (Luật Báo chí 103/2016/QH13, khoản 2 Điều 39)."
            ),
        ),
        (
            {"duty": "first_statement", "start": "2017-03-29T12:00:00+07:00"},
            "rule",
            (
                "No legal deadline for this was in force on 29/03/2017. "
                "The first is ND09-6.3A (NĐ 09/2017/NĐ-CP, điểm a khoản 3 Điều 6), from 30/03/2017."
            ),
        ),
        (
            {"duty": "first_statement", "start": "2026-11-20T12:00:00+07:00"},
            "rule",
            (
                "Several rules were in force on 20/11/2026; name one of them: "
                "ND244-7.3 (NĐ 244/2026/NĐ-CP, khoản 3 Điều 7), ND244-7.4 (NĐ 244/2026/NĐ-CP, khoản 4 Điều 7)."
            ),
        ),
        (
            {"rule": "ND244-7.3", "duty": "press_conference", "start": "2026-11-20T12:00:00+07:00"},
            "duty",
            "This is not what the rule is about.",
        ),
    ],
)
def test_a_refused_trial_says_which_law_holds(
    rules: Any, client: APIClient, body: dict[str, Any], field: str, words: str
) -> None:
    answer = client.post(f"{ADDRESS}explain/", body)
    assert answer.status_code == 400
    assert [error["detail"] for error in answer.json()["errors"][field]] == [words]


def test_the_reason_of_a_missed_deadline(rules: Any, cast: Cast, client: APIClient) -> None:
    """Only where there is one to explain, by the desk; with the version, and told in the history of the clock."""
    late, kept = start(cast, started_at=TODAY - timedelta(hours=30)), start(cast, on=cast.units["CNTT"])
    desk = APIClient(headers={"Accept-Language": "en"})
    desk.credentials(HTTP_AUTHORIZATION=f"Token {token_create(actor=cast.press_officer, name='test')}")

    def explain(person: APIClient, pk: Any, version: int = 1, **body: Any) -> Any:
        return person.post(f"{ADDRESS}{pk}/explain_breach/", body, headers={"If-Match": f'"{version}"'})

    assert explain(client, late.pk, reason="x").status_code == 403
    assert explain(desk, kept.pk, reason="x").json()["code"] == "not_breached"
    assert explain(desk, late.pk, 7, reason="x").status_code == 412
    assert explain(desk, late.pk, reason=" ").status_code == 400
    assert desk.post(f"{ADDRESS}{late.pk}/explain_breach/", {"reason": "x"}).status_code == 428
    assert desk.get(f"{ADDRESS}{late.pk}/").json()["actions"] == [
        {"verb": "explain_breach", "allowed": True, "reason": ""}
    ]
    done = explain(desk, late.pk, reason="chờ kết luận xác minh")
    assert (done.status_code, done.json()["breach_reason"], done.json()["version"]) == (
        200,
        "chờ kết luận xác minh",
        2,
    )
    events = desk.get(f"{ADDRESS}{late.pk}/history/").json()["results"]
    assert [event["action"] for event in events] == ["deadlines.clock.breach_explained", "deadlines.clock.started"]
    assert desk.get(f"{ADDRESS}{kept.pk}/history/").json()["results"][0]["data"]["clock"] == str(kept.pk)


def test_rules_are_read_by_everybody_and_kept_by_the_administrator(rules: Any, cast: Cast, client: APIClient) -> None:
    address = "/api/v1/deadline-rules/"
    admin = APIClient(headers={"Accept-Language": "en"})
    admin.credentials(HTTP_AUTHORIZATION=f"Token {token_create(actor=cast.administrator, name='test')}")
    held = client.get(f"{address}?at=2026-06-30&subject=first_statement").json()["results"]
    assert [row["code"] for row in held] == ["ND09-6.3A"]
    assert (held[0]["limit"], held[0]["duty"]) == ("24 hours", "first_statement")
    old = client.get(f"{address}?duty=answer_press_head&at=2026-07-01").json()["results"][0]
    ended = admin.patch(f"{address}{old['id']}/", {"valid_to": "2026-12-31"}, headers={"If-Match": '"1"'})
    assert (ended.status_code, ended.json()["valid_to"], ended.json()["version"]) == (200, "2026-12-31", 2)
    new = {
        "code": "MH-1",
        "duty": "answer_press_head",
        "valid_from": "2027-01-01",
        "amount": "10",
        "unit": "working_days",
        "trigger": "request_received",
        "legal_basis": "văn bản minh họa",
    }
    made = admin.post(address, new)
    assert made.status_code == 201, made.content
    assert admin.post(address, new | {"valid_from": "2028-01-01"}).status_code == 409
    wrong = admin.post(address, new | {"code": "MH-2", "duty": "rain", "unit": "weeks", "amount": "", "x": 1}).json()
    assert set(wrong["errors"]) == {"duty", "unit", "amount", "x"}
    events = client.get(f"{address}{old['id']}/history/").json()["results"]
    assert events[0]["data"]["changes"] == {"valid_to": [None, "2026-12-31"]}
    trial = client.post(f"{ADDRESS}explain/", {"duty": "answer_press_head", "start": "2027-01-04T09:00:00+07:00"})
    assert (trial.json()["rule"], trial.json()["due_at"]) == ("MH-1", "2027-01-19T00:00:00+07:00")


def test_the_list_does_not_cost_more_with_more_clocks(
    rules: Any, cast: Cast, client: APIClient, queries_do_not_grow: Callable[..., None]
) -> None:
    units = list(Unit.objects.all())
    start(cast, on=units[0])
    queries_do_not_grow(lambda: ids(client), lambda: [start(cast, on=unit) for unit in units[1:]])
