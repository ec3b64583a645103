"""Press requests over HTTP: the contract, personal data, filters, keys, bad input, constant cost of a list."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from press.distribution.services.contacts import journalist_create, outlet_create
from press.mandates.models import Mandate
from press.requests.models import PressRequest
from press.requests.services import request_refuse, request_withdraw
from tests.cast import Cast
from tests.press.conftest import hanoi
from tests.press.requests import building_requests as building
from tests.press.requests.building_requests import LEAD, WORDS

pytestmark = pytest.mark.usefixtures("rules")

LIST = "/api/v1/press-requests/"
BODY = {"kind": "head_of_press", "questions": "Khi nào mở Cổng?", "outlet_name": "Báo Pháp luật Việt Nam"}


@pytest.fixture
def as_() -> Callable[[Any], APIClient]:
    def client(person: Any) -> APIClient:
        made = APIClient()
        made.force_authenticate(person)
        return made

    return client


As = Callable[[Any], APIClient]


def do(client: APIClient, address: str, version: int, body: Any = None, verb: str = "post") -> Any:
    call = getattr(client, verb)
    return call(f"{LIST}{address}", body or {}, format="json", headers={"If-Match": f'"{version}"'})


def test_from_the_question_to_the_answer(cast: Cast, as_: As) -> None:
    """Every field and verb of the contract, by the people whose work it is."""
    building.mandate(cast)
    desk, unit, speaker = as_(cast.press_officer), as_(cast.officer), as_(cast.spokesperson)
    made = desk.post(LIST, {**BODY, "received_at": "2026-11-21T09:00:00+07:00"}, format="json")
    assert made.status_code == 201, made.json()
    one = made.json()
    assert (one["state"], one["way"], one["clock"]["rule"]) == ("received", "api", "ND237-18.1")
    assert one["clock"]["due_at"] == "2026-12-22T00:00:00+07:00"
    assert made.headers["ETag"] == '"1"'
    pk = one["id"]
    body = {"lead_unit": LEAD, "coordinating": [{"unit": "CNTT", "asked_for": "Số lượt"}]}
    one = do(desk, f"{pk}/assign/", 1, body).json()
    assert (one["lead_unit"], one["coordinating"][0]["unit"]) == (
        str(cast.units[LEAD].pk),
        str(cast.units["CNTT"].pk),
    )
    one = do(as_(cast.coordinator), f"{pk}/contribute/", 2, {"unit": "CNTT", "contribution": "1,2 triệu"}).json()
    one = do(desk, f"{pk}/promise/", one["version"], {"date": "2026-11-30"}).json()
    assert one["promised_for"] == "2026-11-30"
    one = do(unit, f"{pk}/draft/", one["version"], {"answer": WORDS}).json()
    one = do(speaker, f"{pk}/approve/", one["version"]).json()
    assert one["mandate"] == str(Mandate.objects.get().pk)
    one = do(desk, f"{pk}/answer/", one["version"]).json()
    assert (one["state"], one["outcome"], one["overdue"], one["clock"]["breached"]) == (
        "answered",
        "answered",
        False,
        False,
    )
    parts = unit.get(f"{LIST}{pk}/units/").json()["results"]
    assert [(row["part"], row["late"]) for row in parts] == [("lead", False), ("coordinating", False)]
    assert unit.get(f"{LIST}{pk}/versions/").json()["results"][0]["text"] == WORDS
    assert desk.get(f"{LIST}{pk}/promises/").json()["results"][0]["by"] == cast.press_officer.full_name
    assert desk.get(f"{LIST}{pk}/history/").json()["results"][0]["wording"]


def test_who_asked_is_shown_to_the_desk_alone(cast: Cast, as_: As) -> None:
    outlet = outlet_create(actor=cast.press_officer, name="Báo Tư pháp", kind="newspaper")
    asker = journalist_create(actor=cast.press_officer, name="Trần Thị Bình", email="binh@example.vn")
    request = building.registered(
        cast, outlet_id=outlet.pk, outlet_name="", journalist_id=asker.pk, source_text="Tôi là Bình, 0912 345 678"
    )
    request = building.assigned(cast, request)
    full = as_(cast.press_officer).get(f"{LIST}{request.pk}/").json()
    assert (full["journalist"], full["journalist_name"]) == (str(asker.pk), "Trần Thị Bình")
    assert full["source_text"].startswith("Tôi là Bình")
    told = as_(cast.officer).get(f"{LIST}{request.pk}/")
    assert (told.json()["outlet"], told.json()["outlet_name"]) == (str(outlet.pk), "Báo Tư pháp")
    for where in (f"{LIST}{request.pk}/", LIST, f"{LIST}{request.pk}/history/", f"{LIST}{request.pk}/units/"):
        text = as_(cast.officer).get(where).content.decode()
        for secret in ("Bình", "binh@example.vn", "0912", str(asker.pk)):
            assert secret not in text


def test_a_refusal_that_is_not_yet_told_is_an_open_duty(cast: Cast, as_: As) -> None:
    grounds = building.grounds()
    request = building.registered(cast)
    speaker, desk = as_(cast.spokesperson), as_(cast.press_officer)
    wrong = do(speaker, f"{request.pk}/refuse/", 1, {"ground": "LBC16-38.2A", "reason": "Bí mật"})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["ground"])
    one = do(speaker, f"{request.pk}/refuse/", 1, {"ground": "LBC25-31.2A", "reason": "Bí mật"}).json()
    assert (one["outcome"], one["refusal_ground"]) == ("refused", str(grounds["LBC25-31.2A"].pk))
    assert (one["reason_owed"], [row["code"] for row in one["warnings"]]) == (True, ["reason_owed"])
    one = do(desk, f"{request.pk}/send_reason/", 2).json()
    assert (one["reason_owed"], one["warnings"]) == (False, [])


@pytest.mark.parametrize(
    ("at", "codes"),
    [
        ("", ["LBC16-38.2A", "LBC25-31.2A"]),
        ("?at=2026-06-30", ["LBC16-38.2A"]),
        ("?at=2026-07-01", ["LBC25-31.2A"]),
        ("?at=2016-12-31", []),
    ],
)
def test_grounds_of_a_day(cast: Cast, as_: As, at: str, codes: list[str]) -> None:
    building.grounds()
    rows = as_(cast.outsider).get(f"/api/v1/refusal-grounds/{at}").json()["results"]
    assert [row["code"] for row in rows] == codes
    assert as_(cast.outsider).get("/api/v1/refusal-grounds/?at=soon").status_code == 400
    assert as_(cast.leader).post("/api/v1/refusal-grounds/", {}).status_code == 405


def test_filters(cast: Cast, as_: As) -> None:
    """Each finds its own, and nothing beyond what the reader sees."""
    late = building.received(cast, hanoi(2026, 10, 1), subject="Thi hành án dân sự")
    led = building.assigned(cast, building.received(cast, hanoi(2026, 11, 10), kind="opinions"))
    gone = building.received(cast, hanoi(2026, 11, 15), kind="other")
    request_withdraw(actor=cast.press_officer, request_id=gone.pk, version=1)
    desk = as_(cast.press_officer)

    def found(query: str) -> list[str]:
        answer = desk.get(f"{LIST}?{query}")
        assert answer.status_code == 200, answer.json()
        return [row["id"] for row in answer.json()["results"]]

    every = [str(row.pk) for row in (gone, led, late)]
    assert found("") == every
    assert found("state=withdrawn&state=assigned") == every[:2]
    assert found("kind=opinions") == [every[1]]
    assert found("unit=" + LEAD) == found(f"lead_unit={cast.units[LEAD].pk}") == [every[1]]
    assert found("unit=CNTT") == []
    assert found("overdue=true") == [every[2]]
    assert found("overdue=false") == every[:2]
    assert found("received_after=2026-11-10T00:00:00%2B07:00") == [every[0]]
    assert found("received_before=2026-11-10T00:00:00%2B07:00") == [every[2]]
    assert found("search=thi hanh an") == [every[2]]
    assert found("ordering=received_at") == every[::-1]
    assert found("classification=information") == []
    for wrong in ("nonsense=1", "state=gone", "overdue=yes", "ordering=answer", "received_after=soon", "outlet=x"):
        assert desk.get(f"{LIST}?{wrong}").status_code == 400, wrong
    assert [row["id"] for row in as_(cast.officer).get(LIST).json()["results"]] == [every[1]]
    assert as_(cast.outsider).get(LIST).json()["results"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"questions": ""}, "questions"),
        ({"questions": "a\u0000b"}, "questions"),
        ({"received_at": "2026-11-21T09:00:00"}, "received_at"),
        ({"received_at": "2026-11-21T09:00:01+07:00"}, "received_at"),
        ({"received_at": "2016-12-31T09:00:00+07:00", "received_reason": "Sổ"}, "received_at"),
        ({"received_at": "2026-11-20T09:00:00+07:00"}, "received_reason"),
        ({"state": "answered"}, "state"),
        ({"follows": "0f8fad5b-d9cb-469f-a165-70867728950e"}, "follows"),
        ({"outlet_name": ""}, "outlet_name"),
        ({"reply_to": "a@b@c"}, "reply_to"),
    ],
)
def test_bad_input_names_its_field(cast: Cast, as_: As, body: dict[str, Any], field: str) -> None:
    answer = as_(cast.press_officer).post(LIST, {**BODY, **body}, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not PressRequest.objects.exists()


def test_an_instant_of_another_offset_is_the_same_moment(cast: Cast, as_: As) -> None:
    """01/07/2026 00:30 in Hanoi is 30/06 in UTC: the law is that of Hanoi."""
    body = {**BODY, "received_at": "2026-06-30T17:30:00Z", "received_reason": "Sổ trực"}
    assert as_(cast.press_officer).post(LIST, body, format="json").json()["clock"]["rule"] == "ND237-18.1"


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("assign", {"lead_unit": "NOWHERE"}, "lead_unit"),
        ("assign", {"lead_unit": LEAD, "coordinating": [{"unit": "CNTT", "due_at": "2026-12-22T00:00:00+07:00"}]},
         "coordinating"),
        ("assign", {"lead_unit": LEAD, "coordinating": "CNTT"}, "coordinating"),
        ("promise", {"date": "2026-11-21"}, "date"),
        ("promise", {"date": "30/11/2026"}, "date"),
        ("withdraw", {"nonsense": 1}, "nonsense"),
        ("hand_over", {"classification": "statement", "to_unit": "CNTT", "reason": "x"}, "classification"),
        ("transfer", {"reason": "x"}, "unit"),
        ("classify", {"classification": "statement"}, "reason"),
        ("conclude", {"concluded_at": "2026-11-21T09:00:00+07:00", "reason": "x"}, "concluded_at"),
    ],
)  # fmt: skip
def test_bad_bodies_of_verbs(cast: Cast, as_: As, verb: str, body: dict[str, Any], field: str) -> None:
    request = building.registered(cast)
    answer = do(as_(cast.press_officer), f"{request.pk}/{verb}/", 1, body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), answer.json()


def test_versions_and_states_answer_by_the_grammar(cast: Cast, as_: As) -> None:
    request = building.registered(cast)
    desk = as_(cast.press_officer)
    assert desk.post(f"{LIST}{request.pk}/withdraw/", {}, format="json").status_code == 428
    assert do(desk, f"{request.pk}/withdraw/", 7).status_code == 412
    assert do(desk, f"{request.pk}/answer/", 1).status_code == 409
    assert do(desk, f"{request.pk}/", 1, {"subject": "Cổng"}, verb="patch").json()["version"] == 2
    assert do(as_(cast.outsider), f"{request.pk}/withdraw/", 2).status_code == 404


def test_a_key_registers_once(cast: Cast, as_: As) -> None:
    desk, headers = as_(cast.press_officer), {"Idempotency-Key": "tiep-nhan-1"}
    first = desk.post(LIST, BODY, format="json", headers=headers)
    again = desk.post(LIST, BODY, format="json", headers=headers)
    other = desk.post(LIST, {**BODY, "questions": "Khác?"}, format="json", headers=headers)
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json()["id"] == first.json()["id"]
    assert PressRequest.objects.count() == 1


def test_a_release_or_an_earlier_request_out_of_sight_is_not_named(cast: Cast, as_: As) -> None:
    earlier = building.registered(cast)
    request = building.assigned(cast, building.registered(cast, follows_id=earlier.pk))
    assert as_(cast.press_officer).get(f"{LIST}{request.pk}/").json()["follows"] == str(earlier.pk)
    assert as_(cast.officer).get(f"{LIST}{request.pk}/").json()["follows"] is None
    chain = as_(cast.officer).get(f"{LIST}{request.pk}/chain/").json()["results"]
    assert [(row["id"], row["follows"]) for row in chain] == [(str(request.pk), None)]


def test_a_list_costs_the_same_however_long(
    cast: Cast, as_: As, queries_do_not_grow: Callable[[Callable[[], Any], Callable[[], Any]], None]
) -> None:
    client = as_(cast.press_officer)
    ground = building.grounds()["LBC25-31.2A"]

    def grow() -> None:
        first = building.registered(cast)
        building.assigned(
            cast,
            building.registered(cast, follows_id=first.pk),
            coordinating=[{"unit_id": cast.units["CNTT"].pk}],
        )
        request_refuse(actor=cast.spokesperson, request_id=first.pk, version=1, ground_id=ground.pk, reason="x")
        building.approved(cast)

    grow()
    queries_do_not_grow(lambda: client.get(LIST), lambda: [grow(), grow()])
