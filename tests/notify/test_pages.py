"""Notices over HTTP and on the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from comms.notify.models import Notification
from comms.org.services import token_create
from tests.cast import Cast
from tests.notify.build import tell
from tests.tasks.build import alone


@pytest.fixture
def api(cast: Cast) -> APIClient:
    client = APIClient(headers={"Accept-Language": "vi"})
    client.credentials(HTTP_AUTHORIZATION=f"Token {token_create(actor=cast.officer, name='test')}")
    return client


@pytest.fixture
def pages(cast: Cast, client: Client) -> Client:
    client.force_login(cast.officer)
    return client


def test_a_list_of_ones_own(cast: Cast, api: APIClient) -> None:
    first, second = tell(cast.officer, "1"), tell(cast.officer, "2", title="Hai")
    tell(cast.unit_head)
    assert first is not None
    assert second is not None
    address = f"/api/v1/notifications/{first.pk}/"
    answer = api.get(address)
    assert answer.json() == {
        "id": str(first.pk), "version": 1, "created_at": "2026-11-21T09:00:00+07:00",
        "updated_at": "2026-11-21T09:00:00+07:00", "state": "unread",
        "actions": [{"verb": "read", "allowed": True, "reason": ""}], "kind": "tests.notice", "kind_words": "test",
        "title": "Nhiệm vụ mới", "body": "Nhiệm vụ 6", "url": "/tasks/", "withheld": False, "read_at": None,
        "mailed_at": None,
    }  # fmt: skip
    assert api.post(f"{address}read/").status_code == 428
    assert api.post(f"{address}read/", headers={"If-Match": answer["ETag"]}).json()["state"] == "read"
    for query, titles in (
        ("", {"Nhiệm vụ mới", "Hai"}),
        ("?unread=true", {"Hai"}),
        ("?unread=false", {"Nhiệm vụ mới"}),
    ):
        assert {row["title"] for row in api.get(f"/api/v1/notifications/{query}").json()["results"]} == titles
    assert api.get("/api/v1/notifications/?unread=perhaps").status_code == 400


def test_hidden_subjects_over_http(cast: Cast) -> None:
    tell(cast.outsider, subject=("tasks.task", alone(cast).pk))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token_create(actor=cast.outsider, name='test')}")
    (row,) = client.get("/api/v1/notifications/").json()["results"]
    assert (row["withheld"], row["body"], row["url"]) == (True, "", "")
    assert "Nhiệm vụ" not in row["title"]


def test_the_page_shows_marks_and_counts(cast: Cast, pages: Client) -> None:
    told = tell(cast.officer, body="<script>alert(1)</script>")
    assert told is not None
    listed = pages.get(reverse("notify:list")).content.decode()
    assert "&lt;script&gt;" in listed
    assert '<b class="count">1<' in listed
    answer = pages.post(reverse("notify:read", args=[told.pk]), {"version": 1})
    assert (answer.status_code, answer["Location"]) == (302, told.get_absolute_url())
    listed = pages.get(reverse("notify:list")).content.decode()
    assert 'class="count"' not in listed
    assert "Đánh dấu" not in listed
    assert told.title not in pages.get(reverse("notify:list"), {"show": "unread"}).content.decode()


def test_all_at_once(cast: Cast, pages: Client) -> None:
    for key in "12":
        tell(cast.officer, key)
    answer = pages.post(reverse("notify:read_all"), follow=True)
    assert "Đã đánh dấu 2 thông báo là đã đọc." in answer.content.decode()
    assert not Notification.objects.unread().exists()


def test_what_belongs_to_somebody_else_is_not_there(cast: Cast, pages: Client) -> None:
    told = tell(cast.unit_head, title="Riêng")
    assert told is not None
    assert "Riêng" not in pages.get(reverse("notify:list")).content.decode()
    assert pages.post(reverse("notify:read", args=[told.pk]), {"version": 1}).status_code == 404
    assert pages.get(reverse("notify:read_all")).status_code == 405


@pytest.mark.parametrize("address", ["/notifications/", "/tasks/", "/api/v1/notifications/"])
def test_more_notices_ask_no_more(
    cast: Cast, pages: Client, address: str, queries_do_not_grow: Callable[[Any, Any], None]
) -> None:
    task = alone(cast)
    tell(cast.officer, "first", subject=("tasks.task", task.pk))

    def grow() -> None:
        for number in range(5):
            tell(cast.officer, str(number), subject=("tasks.task", task.pk))

    queries_do_not_grow(lambda: pages.get(address), grow)
