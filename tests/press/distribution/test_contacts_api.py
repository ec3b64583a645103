"""Contacts over HTTP: versions, filters, the words of refusals, and what nobody is told."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from comms.core import clock
from press.distribution.models import Journalist, MediaOutlet
from tests.cast import Cast

API = "/api/v1"


@pytest.fixture
def client(cast: Cast) -> APIClient:
    made = APIClient()
    made.force_authenticate(cast.press_officer)
    made.credentials(HTTP_ACCEPT_LANGUAGE="en")
    return made


def post(client: APIClient, address: str, version: int | None = None, **body: Any) -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return client.post(f"{API}/{address}", body, format="json", headers=headers)


def patch(client: APIClient, address: str, version: int, **body: Any) -> Any:
    return client.patch(f"{API}/{address}", body, format="json", headers={"If-Match": f'"{version}"'})


def names(client: APIClient, address: str) -> set[str]:
    answer = client.get(f"{API}/{address}")
    assert answer.status_code == 200, answer.content
    return {row["name"] for row in answer.json()["results"]}


def test_a_journalist_from_entry_to_forgetting(client: APIClient) -> None:
    outlet = post(client, "media-outlets/", name="Báo Minh họa", kind="newspaper").json()
    made = post(
        client,
        "journalists/",
        name="Phạm Minh A",
        email="a@example.vn",
        language="en",
        beats=["Pháp luật"],
        consent_at="2026-11-01T08:00:00+07:00",
        consent_source="Phiếu đăng ký",
    )
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    own = f"journalists/{made.json()['id']}/"
    assert (made.json()["language"], made.json()["languages"]) == ("en", ["en"])
    changed = patch(client, own, 1, language="vi")
    assert (changed.status_code, changed.json()["languages"]) == (200, ["vi", "en"])
    assert patch(client, own, 1, language="vi").status_code == 412
    assert client.patch(f"{API}/{own}", {"note": "x"}, format="json").status_code == 428
    spell = post(client, f"{own}employments/", outlet=outlet["id"], starts="2026-01-01", post="Phóng viên")
    assert (spell.status_code, spell.json()["outlet_name"], spell.json()["ends"]) == (201, "Báo Minh họa", None)
    assert client.get(f"{API}/{own}").json()["version"] == 2
    ended = post(client, f"{own}end_employment/", 2, outlet=outlet["id"], ends="2026-06-30")
    assert ended.json()["employments"] == [spell.json() | {"ends": "2026-06-30"}]
    gone = post(client, f"{own}forget/", 3)
    assert gone.status_code == 200
    assert (gone.json()["name"], gone.json()["active"], gone.json()["employments"]) == ("", False, [])
    assert post(client, f"{own}forget/", 4).status_code == 409
    told = client.get(f"{API}/{own}history/").content.decode()
    assert "a@example.vn" not in told
    assert "Phạm" not in told


def test_wrong_bodies_are_told_by_field(client: APIClient) -> None:
    post(client, "journalists/", name="A", email="a@example.vn")
    for body, field, code in (
        ({"name": "B", "email": "A@example.vn"}, "email", "unique"),
        ({"name": "B", "email": "b"}, "email", "invalid"),
        ({"name": "B", "email": "b@example.vn", "unsubscribed_at": None}, "unsubscribed_at", "unknown_field"),
        ({"name": "B", "email": "b@example.vn", "languages": ["fr"]}, "languages.0", "invalid_choice"),
        (
            {"name": "B", "email": "b@example.vn", "consent_at": "2026-11-01T08:00:00+07:00"},
            "consent_source",
            "required",
        ),
    ):
        answer = post(client, "journalists/", **body)
        assert answer.status_code == 400, body
        found = answer.json()["errors"]
        assert field in found, found
        assert found[field][0]["code"] == code
    hooked = post(client, "media-outlets/", name="X", kind="other", webhook_url="http://example.vn/")
    assert (hooked.status_code, list(hooked.json()["errors"])) == (400, ["webhook_url"])


def test_the_secret_of_a_hook_is_told_by_one_address_alone(client: APIClient) -> None:
    made = post(client, "media-outlets/", name="Báo A", kind="online", webhook_url="https://example.vn/hook")
    own = f"media-outlets/{made.json()['id']}/"
    told = post(client, f"{own}new_secret/", 1)
    secret = told.json()["webhook_secret"]
    assert (told.status_code, told["ETag"]) == (200, '"2"')
    assert secret == MediaOutlet.objects.get().webhook_secret
    for address in (own, "media-outlets/", f"{own}history/"):
        answer = client.get(f"{API}/{address}").content.decode()
        assert secret not in answer
        assert "webhook_secret" not in answer
    assert post(client, f"{own}new_secret/", 1).status_code == 412
    assert post(client, f"{own}new_secret/").status_code == 428
    bare = post(client, "media-outlets/", name="Báo B", kind="online").json()
    assert post(client, f"media-outlets/{bare['id']}/new_secret/", 1).status_code == 409


def test_filters(client: APIClient) -> None:
    paper = post(client, "media-outlets/", name="Báo Đời sống", kind="newspaper").json()
    post(client, "media-outlets/", name="Đài Tiếng nói", kind="radio", language="en", active=False)
    one = post(client, "journalists/", name="Nguyễn Đình Ân", email="an@example.vn", beats=["Trợ giúp pháp lý"]).json()
    post(
        client, "journalists/", name="B", email="b@example.vn", languages=["en", "vi"], beats=["Kinh tế"], active=False
    )
    mailing = post(client, "distribution-lists/", name="Báo trung ương").json()
    post(client, "distribution-lists/", name="Nước ngoài", language="en", active=False, embargo_trusted=True)
    post(client, f"distribution-lists/{mailing['id']}/members/", journalist=one["id"])
    post(client, f"distribution-lists/{mailing['id']}/members/", outlet=paper["id"])
    post(client, f"journalists/{one['id']}/employments/", outlet=paper["id"], starts="2026-01-01")
    for address, expected in (
        ("media-outlets/?search=doi song", {"Báo Đời sống"}),
        ("media-outlets/?kind=radio", {"Đài Tiếng nói"}),
        ("media-outlets/?active=true", {"Báo Đời sống"}),
        ("media-outlets/?language=en", {"Đài Tiếng nói"}),
        (f"media-outlets/?list={mailing['id']}", {"Báo Đời sống"}),
        ("journalists/?search=nguyen an", {"Nguyễn Đình Ân"}),
        ("journalists/?beat=phap ly", {"Nguyễn Đình Ân"}),
        ("journalists/?beat=dinh", set()),
        ("journalists/?language=vi", {"Nguyễn Đình Ân"}),
        ("journalists/?language=en", {"B"}),
        ("journalists/?active=false", {"B"}),
        (f"journalists/?outlet={paper['id']}", {"Nguyễn Đình Ân"}),
        (f"journalists/?list={mailing['id']}", {"Nguyễn Đình Ân"}),
        ("distribution-lists/?search=trung uong", {"Báo trung ương"}),
        ("distribution-lists/?language=en", {"Nước ngoài"}),
        ("distribution-lists/?active=true", {"Báo trung ương"}),
        ("distribution-lists/?embargo_trusted=true", {"Nước ngoài"}),
    ):
        assert names(client, address) == expected, address
    for address in (
        "media-outlets/?x=1",
        "journalists/?kind=radio",
        "journalists/?outlet=1",
        "journalists/?language=fr",
    ):
        assert client.get(f"{API}/{address}").status_code == 400, address


def test_members_say_who_is_skipped(client: APIClient) -> None:
    mailing = post(client, "distribution-lists/", name="L").json()
    own = f"distribution-lists/{mailing['id']}/"
    one = post(client, "journalists/", name="A", email="a@example.vn").json()
    paper = post(client, "media-outlets/", name="B", kind="other", email="b@example.vn").json()
    made = post(client, f"{own}members/", journalist=one["id"])
    assert (made.status_code, made.json()["skipped_reason"]) == (201, "has not agreed to receive releases")
    assert post(client, f"{own}members/", outlet=paper["id"]).status_code == 201
    assert post(client, f"{own}members/").status_code == 400
    rows = client.get(f"{API}/{own}members/").json()["results"]
    assert [(row["kind"], row["name"], bool(row["skipped_reason"])) for row in rows] == [
        ("journalist", "A", True),
        ("outlet", "B", False),
    ]
    Journalist.objects.create(name="C", email="B@example.vn", unsubscribed_at=clock.now())
    rows = client.get(f"{API}/{own}members/").json()["results"]
    assert rows[1]["skipped_reason"] == "has unsubscribed", "its mailbox is that of somebody who left"
    left = post(client, f"{own}remove_member/", 1, journalist=one["id"])
    assert (left.status_code, left.json()["member_count"], left.json()["version"]) == (200, 1, 2)


def test_lists_cost_no_more_queries_with_more_rows(client: APIClient, cast: Cast, queries_do_not_grow: Any) -> None:
    def grow() -> None:
        for _index in range(3):
            number = Journalist.objects.count()
            one = post(client, "journalists/", name=f"A{number}", email=f"a{number}@example.vn").json()
            paper = post(client, "media-outlets/", name=f"B{number}", kind="other").json()
            post(client, f"journalists/{one['id']}/employments/", outlet=paper["id"], starts="2026-01-01")
            mailing = post(client, "distribution-lists/", name=f"L{number}").json()
            post(client, f"distribution-lists/{mailing['id']}/members/", outlet=paper["id"])

    grow()
    for address in ("media-outlets/", "journalists/", "distribution-lists/"):
        queries_do_not_grow(lambda address=address: client.get(f"{API}/{address}"), grow)
