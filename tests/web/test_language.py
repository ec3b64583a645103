"""Vietnamese first; English when somebody has chosen it."""

import pytest
from django.test import Client

from comms.org.models import User
from tests.cast import Cast
from tests.web.conftest import SignedIn


def heading_language(client: Client, path: str = "/login/", **headers: str) -> str:
    answer = client.get(path, headers=headers)
    language = answer["Content-Language"]
    assert f'<html lang="{language}">' in answer.content.decode()
    return language


def test_a_page_does_not_follow_the_browser(client: Client, db: None) -> None:
    """Accept-Language of a page is ignored: Vietnamese until somebody chooses."""
    assert heading_language(client, accept_language="en-GB,en;q=0.9") == "vi"


@pytest.mark.parametrize(
    ("asked", "given"), [("en", "en"), ("en-GB,vi;q=0.5", "en"), ("fr", "vi"), ("", "vi"), ("vi,en", "vi")]
)
def test_the_api_follows_accept_language(client: Client, db: None, asked: str, given: str) -> None:
    words = {"vi": "Không tìm thấy nội dung tại địa chỉ này.", "en": "Nothing was found at this address."}
    answer = client.get("/api/v1/nothing/", headers={"accept-language": asked})
    assert answer.json()["detail"] == words[given]


def test_the_switch_is_remembered_in_a_cookie(client: Client, db: None) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/login/?next=/units/"})
    assert answer["Location"] == "/login/?next=/units/"
    cookie = answer.cookies["django_language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")
    assert heading_language(client) == "en"


def test_the_switch_is_remembered_with_the_person(cast: Cast, as_: SignedIn) -> None:
    """On another machine, without the cookie, the chosen language is there again."""
    as_(cast.officer).post("/language/", {"language": "en"})
    assert User.objects.get(pk=cast.officer.pk).language == "en"
    assert heading_language(as_(cast.officer), "/units/") == "en"
    assert heading_language(as_(cast.leader), "/units/") == "vi"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", ""])
def test_the_switch_leads_only_to_pages_of_this_service(client: Client, db: None, target: str) -> None:
    assert client.post("/language/", {"language": "en", "next": target})["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: Client, db: None) -> None:
    answer = client.post("/language/", {"language": "xx"})
    assert answer.status_code == 400
    assert "Không có ngôn ngữ này." in answer.content.decode()
    assert "django_language" not in answer.cookies
    assert client.get("/language/").status_code == 405
