"""The pages of message lines, by forms and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from press.messages.models import MessageLine
from tests.cast import PEOPLE, Cast
from tests.press.messages.conftest import MakeLine

HOSTILE = "<script>alert(1)</script>\"'{{ 7*7 }}"
SEES = {"press_officer", "spokesperson", "verifier", "legal_checker", "leader", "auditor", "administrator"}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_reaches_which_page(cast: Cast, line_of: MakeLine, who: str) -> None:
    line = line_of()
    client = signed_in(cast.people[who])
    expected = 200 if who in SEES else 404
    assert client.get(line.get_absolute_url()).status_code == expected
    assert client.get(f"{line.get_absolute_url()}edit/").status_code == expected
    assert (line.topic in client.get("/message-lines/").content.decode()) is (who in SEES)
    assert (line.topic in client.get(f"/message-lines/new/?replaces={line.pk}").content.decode()) is (who in SEES)


def test_a_line_by_its_form_with_rows(cast: Cast) -> None:
    client = signed_in(cast.press_officer)
    values = {
        "topic": HOSTILE,
        "text": "Cổng không thu phí.",
        "avoid": "thu phí\n\n thử nghiệm ",
        "valid_from": "21/11/2026",
        "owner_unit": str(cast.units["VP"].pk),
        "rows-TOTAL_FORMS": "2",
        "rows-INITIAL_FORMS": "0",
        "rows-0-question": "Có thu phí không?",
        "rows-0-answer": "Không.",
    }
    more = client.post("/message-lines/new/", {**values, "more": "1"}).content.decode()
    assert "rows-5-question" in more
    assert not MessageLine.objects.exists()
    assert client.post("/message-lines/new/", values).status_code == 302
    line = MessageLine.objects.get()
    assert (line.avoid, line.qa) == (
        ["thu phí", "thử nghiệm"],
        [{"question": "Có thu phí không?", "answer": "Không."}],
    )
    page = client.get(line.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    edit = {**values, "version": "1", "text": "Cổng miễn phí."}
    assert client.post(f"{line.get_absolute_url()}edit/", edit).status_code == 302
    assert client.post(f"{line.get_absolute_url()}edit/", {**edit, "text": "Khác."}).status_code == 412


def test_the_verbs_of_the_page(cast: Cast, drafted_of: MakeLine) -> None:
    line = drafted_of()
    client = signed_in(cast.spokesperson)
    assert client.post(f"{line.get_absolute_url()}approve/", {"version": 1}).status_code == 302
    assert client.post(f"{line.get_absolute_url()}withdraw/", {"version": 2, "reason": ""}).status_code == 400
    assert client.post(f"{line.get_absolute_url()}withdraw/", {"version": 2, "reason": "Đổi"}).status_code == 302
    line.refresh_from_db()
    assert line.state == "withdrawn"


@pytest.mark.parametrize("validity", ["in_force", "lapsing", "lapsed", "draft", ""])
def test_the_list_by_validity(
    cast: Cast, line_of: MakeLine, validity: str, queries_do_not_grow: Callable[..., None]
) -> None:
    line_of()
    client = signed_in(cast.press_officer)

    def read() -> None:
        assert client.get("/message-lines/", {"validity": validity}).status_code == 200

    queries_do_not_grow(read, lambda: [line_of() for _ in range(3)])


def test_the_api(cast: Cast, line_of: MakeLine) -> None:
    line = line_of()
    client = signed_in(cast.press_officer)
    for query, found in (
        ("at=2026-11-21", 1),
        ("at=2026-10-31", 0),
        ("topic=cong phap", 1),
        ("topic=phap", 0),
        ("search=thu phi", 1),
        ("owner_unit=VP", 1),
        ("lapsed=true", 0),
        ("lapsed=false", 1),
    ):
        assert len(client.get(f"/api/v1/message-lines/?{query}").json()["results"]) == found, query
    body = client.get(f"/api/v1/message-lines/{line.pk}/").json()
    assert (body["in_force"], body["validity"]) == (True, "đang có hiệu lực")
    said = client.post(
        "/api/v1/message-lines/check/",
        {"text": "Cổng thu phí của người dân.", "topic": "Cổng Pháp luật quốc gia"},
        "application/json",
    ).json()
    assert [warning["kind"] for warning in said] == ["contradicts"]
    assert client.get("/api/v1/message-lines/?nothing=1").status_code == 400
