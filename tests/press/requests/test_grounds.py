"""The lawful grounds of refusal: loading them, correcting them, their page."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import comms.sample
from comms.audit.models import AuditEvent
from comms.core.errors import Invalid, NotAllowed
from press.requests.models import PressRequest, RefusalGround
from press.requests.services.grounds import grounds_load
from tests.cast import PEOPLE, Cast
from tests.press.conftest import hanoi


def ground_rows() -> list[dict[str, str]]:
    path = Path(comms.sample.__file__).parent / "data" / "refusal_grounds.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def grounds(db: Any) -> None:
    grounds_load(ground_rows())


def test_every_ground_of_the_file_stands_with_its_days(grounds: None) -> None:
    """Four grounds until 30/06/2026 without a duty to tell the reason, three from 01/07/2026 with it."""
    assert RefusalGround.objects.count() == len(ground_rows()) == 7
    last, first = date(2026, 6, 30), date(2026, 7, 1)
    assert {ground.code[:5] for ground in RefusalGround.objects.in_force_on(last)} == {"LBC16"}
    of_new_law = RefusalGround.objects.in_force_on(first)
    assert {ground.code for ground in of_new_law} == {"LBC25-31.2A", "LBC25-31.2B", "LBC25-31.2C"}
    assert all(ground.reason_must_be_told and ground.confidence == "P" for ground in of_new_law)
    assert not RefusalGround.objects.in_force_on(date(2016, 12, 31)).exists()


def test_loading_again_changes_nothing(grounds: None) -> None:
    events = AuditEvent.objects.count()
    assert grounds_load(ground_rows()) == 0
    assert AuditEvent.objects.count() == events


def test_a_corrected_row_is_brought_up_to_date_with_evidence(cast: Cast, grounds: None) -> None:
    rows = [row | {"confidence": "C"} if row["id"] == "LBC25-31.2A" else row for row in ground_rows()]
    assert grounds_load(rows, actor=cast.administrator) == 1
    ground = RefusalGround.objects.get(code="LBC25-31.2A")
    assert (ground.confidence, ground.version) == ("C", 2)
    event = AuditEvent.objects.latest("seq")
    assert (event.action, event.subject_id, event.actor_id) == (
        "press.refusal_ground.recorded",
        ground.pk,
        cast.administrator.pk,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"id": "LBC16-38.2A"},
        {"id": "x" * 21},
        {"valid_from": "01/07/2026"},
        {"valid_from": ""},
        {"valid_from": "0001-01-01"},
        {"valid_to": "2001-01-01"},
        {"valid_to": "2026-02-29"},
        {"text_vi": " "},
        {"text_vi": "a\0b"},
        {"legal_basis": ""},
        {"legal_basis": "x" * 201},
        {"reason_must_be_told": "perhaps"},
        {"confidence": "X"},
        {"confidence": None},
    ],
)
def test_a_file_with_a_wrong_row_loads_nothing(db: Any, wrong: dict[str, Any]) -> None:
    rows = ground_rows()
    rows[3] |= wrong
    with pytest.raises(Invalid) as refused:
        grounds_load(rows)
    assert [error.code for error in refused.value.errors["rows"]] == ["row"]
    assert "4" in str(refused.value.errors["rows"][0].detail)
    assert not RefusalGround.objects.exists()


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"administrator"}))
def test_only_an_administrator_enters_them(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        grounds_load(ground_rows(), actor=cast.people[who])
    assert not RefusalGround.objects.exists()


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        ({"valid_from": "2026-11-20", "valid_to": "2026-11-20"}, True),
        ({"valid_from": "2026-07-01", "valid_to": ""}, True),
        ({"valid_from": "2026-11-21", "valid_to": ""}, False),
        ({"valid_from": "2026-07-01", "valid_to": "2026-11-19"}, False),
    ],
)
def test_a_ground_keeps_the_days_on_which_it_was_used(
    cast: Cast, grounds: None, days: dict[str, str], kept: bool
) -> None:
    ground = RefusalGround.objects.get(code="LBC25-31.2B")
    refused_at = hanoi(2026, 11, 20, 10)
    PressRequest.objects.create(
        kind="other",
        subject="Vụ án",
        questions="?",
        received_at=refused_at,
        desk_unit=cast.units["VP"],
        registered_by=cast.press_officer,
        state="refused",
        outcome="refused",
        ended_at=refused_at,
        refusal_ground=ground,
        end_reason="Đang điều tra",
    )
    rows = [row | days if row["id"] == ground.code else row for row in ground_rows()]
    if kept:
        assert grounds_load(rows) <= 1
    else:
        with pytest.raises(Invalid):
            grounds_load(rows)
        ground.refresh_from_db()
        assert (ground.valid_from, ground.valid_to) == (date(2026, 7, 1), None)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_the_page_is_for_everybody(cast: Cast, grounds: None, who: str) -> None:
    client = signed_in(cast.people[who])
    page = client.get("/press-requests/refusal-grounds/").content.decode()
    assert page.index("In force") < page.index("LBC25-31.2A") < page.index("Former grounds") < page.index("LBC16-38.2A")
    assert page.count("to be confirmed") == 3
    assert page.count("The reason must be told") == 3
    administers = who == "administrator"
    assert ("/press-requests/refusal-grounds/new/" in page) is administers
    assert client.get("/press-requests/refusal-grounds/new/").status_code == (200 if administers else 403)


def test_an_administrator_adds_a_ground_without_code(cast: Cast, grounds: None) -> None:
    client = signed_in(cast.administrator)
    values = {
        "code": "LBC25-31.2D",
        "valid_from": "01/12/2026",
        "text_vi": "<script>alert(1)</script>",
        "legal_basis": "Luật Báo chí",
        "reason_must_be_told": "on",
        "confidence": "K",
    }
    refused = client.post("/press-requests/refusal-grounds/new/", values | {"valid_to": "01/11/2026"})
    assert refused.status_code == 400
    assert RefusalGround.objects.count() == 7
    made = client.post("/press-requests/refusal-grounds/new/", values)
    assert (made.status_code, made["Location"]) == (302, "/press-requests/refusal-grounds/#LBC25-31.2D")
    ground = RefusalGround.objects.get(code="LBC25-31.2D")
    assert (ground.valid_from, ground.valid_to, ground.reason_must_be_told) == (date(2026, 12, 1), None, True)
    page = client.get("/press-requests/refusal-grounds/").content.decode()
    assert page.index("To come") < page.index("LBC25-31.2D")
    assert "&lt;script&gt;" in page


def test_a_code_that_exists_is_corrected_not_doubled(cast: Cast, grounds: None) -> None:
    client = signed_in(cast.administrator)
    values = {
        "code": "LBC25-31.2A",
        "valid_from": "01/07/2026",
        "text_vi": "Bí mật nhà nước",
        "legal_basis": "Luật Báo chí",
        "confidence": "C",
    }
    assert client.post("/press-requests/refusal-grounds/new/", values).status_code == 302
    assert RefusalGround.objects.get(code="LBC25-31.2A").text_vi == "Bí mật nhà nước"
    assert RefusalGround.objects.count() == 7
