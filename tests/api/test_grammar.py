"""The grammar of writes: versions, verbs, children, bodies, on a resource that declares everything."""

import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from comms.audit.models import AuditEvent
from plans.models import Objective, Plan
from plans.services import scheme_record
from tests.api.conftest import PLAN, Caller, code_of
from tests.api.trial import TRIALS
from tests.cast import Cast

pytestmark = pytest.mark.urls("tests.api.trial")


def address(plan: dict[str, Any], *path: str) -> str:
    return f"{TRIALS}{plan['id']}/" + "".join(f"{part}/" for part in path)


def test_create_answers_201_with_address_and_version(api: APIClient) -> None:
    """The answer to a create is what GET at its Location gives."""
    made = api.post(TRIALS, PLAN)
    assert made.status_code == 201
    assert made.headers["ETag"] == '"1"'
    again = api.get(made.headers["Location"])
    assert again.json() == made.json()
    assert again.headers["ETag"] == '"1"'
    assert made.json()["state"] == "draft"


def test_actions_say_what_and_why_not(api: APIClient, caller: Caller, plan: dict[str, Any]) -> None:
    """The officer may submit; the rest is refused with a reason in the caller's language."""
    actions = {item["verb"]: item for item in plan["actions"]}
    assert actions["submit"] == {"verb": "submit", "allowed": True, "reason": ""}
    assert not actions["issue"]["allowed"]
    english = api.get(address(plan), headers={"Accept-Language": "en"}).json()["actions"]
    assert next(item for item in english if item["verb"] == "issue")["reason"].startswith("Not possible while")
    assert "actions" not in api.get(TRIALS).json()["results"][0]


def test_a_change_needs_the_version_it_was_made_on(api: APIClient, plan: dict[str, Any]) -> None:
    """PATCH with the version changes the given fields only, and raises the version."""
    changed = api.patch(address(plan), {"title": "Tên mới"}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200
    assert (changed.json()["title"], changed.json()["code"], changed.json()["version"]) == ("Tên mới", "KH-1", 2)
    assert changed.headers["ETag"] == '"2"'
    stale = api.patch(address(plan), {"title": "Khác"}, headers={"If-Match": '"1"'})
    assert code_of(stale) == "stale_version"
    assert stale.json()["current_version"] == 2
    assert Plan.objects.get().title == "Tên mới"


@pytest.mark.parametrize(
    ("if_match", "status", "code"),
    [
        (None, 428, "if_match_missing"),
        ("", 428, "if_match_missing"),
        ("*", 400, "if_match_invalid"),
        ("1", 400, "if_match_invalid"),
        ('"1", "2"', 400, "if_match_invalid"),
        ('"1', 400, "if_match_invalid"),
        ('W/"1"', 412, "stale_version"),
        ('"abc"', 412, "stale_version"),
        ('"01"', 412, "stale_version"),
        ('"0"', 412, "stale_version"),
        ('"2"', 412, "stale_version"),
        ('"99999999999999999999999999"', 412, "stale_version"),
        ('"١"', 400, "if_match_invalid"),
    ],
)
def test_if_match(api: APIClient, plan: dict[str, Any], if_match: str | None, status: int, code: str) -> None:
    """Only one strong tag with the present version lets a change or a verb through."""
    events = AuditEvent.objects.count()
    headers = {} if if_match is None else {"If-Match": if_match}
    for response in (
        api.patch(address(plan), {"title": "X"}, headers=headers),
        api.post(address(plan, "submit"), headers=headers),
    ):
        assert (response.status_code, code_of(response)) == (status, code)
    assert Plan.objects.get().version == 1
    assert AuditEvent.objects.count() == events


def test_a_verb_answers_with_the_object(api: APIClient, caller: Caller, plan: dict[str, Any]) -> None:
    """submit → return with a reason → submit again → issue, each with the version that it follows."""
    submitted = api.post(address(plan, "submit"), headers={"If-Match": '"1"'})
    assert (submitted.status_code, submitted.json()["state"], submitted.headers["ETag"]) == (200, "submitted", '"2"')
    assert code_of(api.post(address(plan, "submit"), headers={"If-Match": '"2"'})) == "illegal_transition"
    leader = caller("leader")
    returned = leader.post(address(plan, "return"), {"reason": "Thiếu đơn vị"}, headers={"If-Match": '"2"'})
    assert returned.json()["state"] == "draft"
    assert code_of(leader.post(address(plan, "submit"), headers={"If-Match": '"3"'})) == "not_allowed"
    assert api.post(address(plan, "submit"), headers={"If-Match": '"3"'}).status_code == 200
    decision = {"decision_number": "1/QĐ-BTP", "decision_date": "2026-11-20"}
    headers = {"If-Match": '"4"', "Idempotency-Key": "k1"}
    issued = leader.post(address(plan, "issue"), decision, headers=headers)
    assert (issued.json()["state"], issued.json()["version"]) == ("issued", 5)
    worded = [item["action"] for item in api.get(address(plan, "history")).json()["results"]]
    assert worded[0] == "plans.plan.issued"
    assert worded[-1] == "plans.plan.created"


def test_what_is_hidden_answers_as_what_does_not_exist(caller: Caller, api: APIClient, plan: dict[str, Any]) -> None:
    """Somebody who may not see the plan gets the bytes of an unknown id, whatever is asked and sent along."""
    nowhere = {"id": "00000000-0000-4000-8000-000000000000"}
    outsider = caller("outsider")

    def answers(target: dict[str, Any]) -> list[bytes]:
        return [
            response.content
            for response in (
                outsider.get(address(target)),
                outsider.get(address(target, "history")),
                outsider.get(address(target, "lines")),
                outsider.post(address(target, "lines"), {"no": "1", "title": "x"}),
                outsider.post(address(target, "submit")),
                outsider.post(address(target, "submit"), {"junk": 1}, headers={"If-Match": '"1"'}),
                outsider.patch(address(target), {"title": "x"}, headers={"If-Match": '"1"'}),
            )
            if code_of(response) == "not_found"
        ]

    assert len(answers(plan)) == 7
    assert answers(plan) == answers(nowhere)
    assert api.get(address(plan)).status_code == 200
    assert outsider.get(TRIALS).json()["results"] == []


def test_a_child_needs_no_version_and_leaves_its_parents_alone(api: APIClient, plan: dict[str, Any]) -> None:
    """POST to a child list makes the child; the parent keeps its version."""
    made = api.post(address(plan, "lines"), {"no": "1", "title": "Nhóm một"})
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    assert made.json()["plan"] == plan["id"]
    listed = api.get(address(plan, "lines")).json()
    assert [row["no"] for row in listed["results"]] == ["1"]
    assert api.get(address(plan)).headers["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"state": "issued"}, "state", "unknown_field"),
        ({"id": "00000000-0000-4000-8000-000000000000"}, "id", "unknown_field"),
        ({"version": 7}, "version", "unknown_field"),
        ({"junk": 1}, "junk", "unknown_field"),
        ({"title": ""}, "title", "blank"),
        ({"title": "   "}, "title", "blank"),
        ({"title": None}, "title", "null"),
        ({"title": 5}, "title", "invalid"),
        ({"title": True}, "title", "invalid"),
        ({"title": ["x"]}, "title", "invalid"),
        ({"title": "hai\ndòng"}, "title", "control"),
        ({"title": "a\x00b"}, "title", "control"),
        ({"title": "x" * 501}, "title", "max_length"),
        ({"year": "hai nghìn"}, "year", "invalid"),
        ({"year": 10**12}, "year", "max_value"),
        ({"year": -1}, "year", "min_value"),
        ({"year": 40_000}, "year", "max_value"),
        ({"year": 1e300}, "year", "invalid"),
        ({"year": 2026.5}, "year", "invalid"),
        ({"year": True}, "year", "invalid"),
        ({"starts": "05/02/2026"}, "starts", "invalid"),
        ({"starts": "2026-02-30"}, "starts", "invalid"),
        ({"starts": 20260205}, "starts", "invalid"),
        ({"ends": "2025-01-01"}, "ends", "order"),
        ({"owner_unit": "NOPE"}, "owner_unit", "does_not_exist"),
        ({"owner_unit": "a\x00b"}, "owner_unit", "does_not_exist"),
        ({"owner_unit": 5}, "owner_unit", "does_not_exist"),
        ({"scheme": "00000000-0000-4000-8000-000000000000"}, "scheme", "does_not_exist"),
        ({"scheme": "x"}, "scheme", "does_not_exist"),
    ],
)
def test_a_wrong_field_is_named(api: APIClient, body: dict[str, Any], field: str, code: str) -> None:
    """400 with the field and a code; nothing is written."""
    events = AuditEvent.objects.count()
    response = api.post(TRIALS, {**PLAN, **body})
    assert code_of(response) == "invalid"
    assert response.status_code == 400
    assert [item["code"] for item in response.json()["errors"][field]] == [code], response.json()
    assert not Plan.objects.exists()
    assert AuditEvent.objects.count() == events


def test_all_complaints_come_at_once(api: APIClient) -> None:
    """Unknown, missing and wrong fields are listed together."""
    errors = api.post(TRIALS, {"junk": 1, "title": ""}).json()["errors"]
    assert {name: items[0]["code"] for name, items in errors.items()} == {
        "junk": "unknown_field",
        "title": "blank",
        "code": "required",
        "starts": "required",
        "owner_unit": "required",
    }


def test_text_is_stored_composed(api: APIClient) -> None:
    """Decomposed Vietnamese is stored and answered in NFC."""
    made = api.post(TRIALS, {**PLAN, "title": "Kê\u0301 hoạch\u200b"})
    assert made.json()["title"] == "Kế hoạch"


def test_an_empty_change_is_refused(api: APIClient, plan: dict[str, Any]) -> None:
    assert code_of(api.patch(address(plan), {}, headers={"If-Match": '"1"'})) == "invalid"


def test_a_refused_child_leaves_no_row(api: APIClient, plan: dict[str, Any]) -> None:
    assert api.post(address(plan, "lines"), {"no": "1", "title": "a"}).status_code == 201
    assert code_of(api.post(address(plan, "lines"), {"no": "1", "title": "b"})) == "invalid"
    assert Objective.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("nope=1", "nope", "unknown_parameter"),
        ("format=json", "format", "unknown_parameter"),
        ("state=unheard", "state", "invalid_choice"),
        ("year=x", "year", "invalid"),
        ("year=2026&year=2025", "year", "repeated_parameter"),
        ("open=maybe", "open", "invalid"),
        ("starts_after=01/02/2026", "starts_after", "invalid"),
        ("made_before=2026-11-21", "made_before", "invalid"),
        ("made_before=2026-11-21T09:00", "made_before", "invalid"),
        ("made_before=2026-13-21T09:00:00Z", "made_before", "invalid"),
        ("ordering=title", "ordering", "unknown_ordering"),
        ("ordering=", "ordering", "unknown_ordering"),
        ("ordering=--code", "ordering", "unknown_ordering"),
        ("ordering=code,-code", "ordering", "unknown_ordering"),
        ("ordering=owner_unit__name_sort", "ordering", "unknown_ordering"),
        ("fields=code,nope", "fields", "unknown_field"),
        ("fields=", "fields", "unknown_field"),
        ("page_size=0", "page_size", "page_size"),
        ("page_size=201", "page_size", "page_size"),
        ("page_size=-1", "page_size", "page_size"),
        ("page_size=ten", "page_size", "page_size"),
        ("page_size=", "page_size", "page_size"),
        ("page_size=%D9%A1", "page_size", "page_size"),
        ("cursor=", "cursor", "cursor"),
        ("cursor=%00", "cursor", "control"),
        ("cursor=bm9wZQ", "cursor", "cursor"),
        ("cursor=%C4%91", "cursor", "cursor"),
        ("search=%00", "search", "control"),
        ("search=" + "x" * 201, "search", "max_length"),
    ],
)
def test_a_wrong_parameter_is_named(api: APIClient, query: str, field: str, code: str) -> None:
    """What a list does not know it does not pass over in silence."""
    response = api.get(f"{TRIALS}?{query}")
    assert (response.status_code, code_of(response)) == (400, "invalid")
    assert [item["code"] for item in response.json()["errors"][field]] == [code]


def test_parameters_belong_to_reading(api: APIClient, plan: dict[str, Any]) -> None:
    """A write takes none, a detail only `fields`."""
    assert code_of(api.get(address(plan) + "?search=x")) == "invalid"
    assert code_of(api.post(TRIALS + "?fields=code", PLAN)) == "invalid"
    assert code_of(api.post(address(plan, "submit") + "?force=1", headers={"If-Match": '"1"'})) == "invalid"
    assert api.get(address(plan) + "?fields=code,actions").json().keys() == {"code", "actions"}


def test_filters_filter(api: APIClient, plan: dict[str, Any]) -> None:
    """Known filters do what they say, also a repeatable one."""
    for query, found in {
        "state=draft": 1,
        "state=issued": 0,
        "state=issued&state=draft": 1,
        "open=true": 0,
        "open=false": 1,
        "starts_after=2026-01-01": 1,
        "starts_after=2026-01-02": 0,
        "made_before=2026-11-21T09:00:00%2B07:00": 0,
        "made_before=2026-11-21T09:00:01+07:00": 1,
        "made_before=2026-11-21T02:00:01Z": 1,
        "search=ke hoach": 1,
        "search=100%25": 0,
        "search=_": 0,
    }.items():
        assert len(api.get(f"{TRIALS}?{query}").json()["results"]) == found, query


def test_a_missing_slash_never_turns_a_write_into_a_read(api: APIClient) -> None:
    assert code_of(api.post(TRIALS[:-1], PLAN)) == "not_found"
    assert not Plan.objects.exists()


def test_what_is_hidden_cannot_be_named_in_a_body(caller: Caller, cast: Cast) -> None:
    """A scheme that the caller may not see answers as one that does not exist; one that is seen is taken."""
    scheme = scheme_record(
        actor=None,
        code="DA",
        title="Đề án",
        starts=date(2022, 1, 1),
        ends=date(2026, 12, 31),
        owner_unit=cast.units["VP"],
    )
    body = {**PLAN, "owner_unit": "STP-HUE", "scheme": str(scheme.pk)}
    hidden = caller("outsider").post(TRIALS, body)
    unknown = caller("outsider").post(TRIALS, {**body, "scheme": "00000000-0000-4000-8000-000000000000"})
    assert hidden.json()["errors"]["scheme"][0]["code"] == "does_not_exist"
    assert hidden.content == unknown.content
    assert caller("officer").post(TRIALS, {**PLAN, "scheme": str(scheme.pk)}).status_code == 201


def test_the_body_is_read_before_the_transaction_begins(api: APIClient) -> None:
    """A slow sender holds no lock: while its bytes arrive no transaction of the write is open."""
    open_before = len(connection.savepoint_ids)
    open_while_reading = []

    class Slow(BytesIO):
        def read(self, *args: Any) -> bytes:
            open_while_reading.append(len(connection.savepoint_ids))
            return super().read(*args)

    raw = json.dumps(PLAN).encode()
    response = api.generic(
        "POST",
        TRIALS,
        b"",
        content_type="application/json",
        **{"CONTENT_LENGTH": str(len(raw)), "wsgi.input": Slow(raw)},
    )
    assert response.status_code == 201
    assert set(open_while_reading) == {open_before}
