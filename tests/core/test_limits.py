"""What is costly may be asked for so often a minute."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from comms.core import clock, limits
from comms.core.errors import TooMany
from press.releases import services
from tests.api.conftest import client_of, code_of
from tests.cast import Cast
from tests.conftest import TODAY
from tests.press.releases.building import draft


@pytest.fixture(autouse=True)
def two_a_minute(settings: Any) -> None:
    settings.REQUESTS_A_MINUTE = {"verify_file": 2, "preview": 2}


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", b"%PDF-1.7 a")


def test_a_caller_has_so_many_a_minute() -> None:
    """Each caller and each kind by itself; the next minute begins anew; the refusal says how long to wait."""
    with clock.frozen(TODAY + timedelta(seconds=15)):
        for _ in range(2):
            limits.spend("preview", "a")
        with pytest.raises(TooMany) as refused:
            limits.spend("preview", "a")
        assert refused.value.wait == 45
        limits.spend("preview", "b")
        limits.spend("verify_file", "a")
    with clock.frozen(TODAY + timedelta(seconds=60)):
        limits.spend("preview", "a")


def test_a_cache_that_forgets_refuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "add", lambda *args: True)
    limits.spend("preview", "a")


def test_files_are_verified_so_often_over_http(client: Client, db: None) -> None:
    """Whoever asks, without signing in; 429 with the time to wait, before the file is read."""
    api = APIClient()

    def ask(**more: Any) -> Any:
        return api.post("/api/v1/verify/", {"file": upload()}, format="multipart", **more)

    assert [ask().status_code for _ in range(2)] == [200, 200]
    refused = ask()
    assert (refused.status_code, code_of(refused)) == (429, "too_many")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert ask(REMOTE_ADDR="10.0.0.9").status_code == 200
    assert api.get("/api/v1/verify/ABC/").status_code == 200


def test_the_page_shares_the_count_of_the_api(client: Client, db: None) -> None:
    """A caller who changes the door has no more of it."""
    assert APIClient().post("/api/v1/verify/", {"file": upload()}, format="multipart").status_code == 200
    assert client.post("/verify/", {"file": upload()}).status_code == 200
    refused = client.post("/verify/", {"file": upload()})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert "Quá nhiều yêu cầu" in refused.content.decode()
    assert client.get("/verify/").status_code == 200


def test_previews_are_rendered_so_often(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """By one person, through API and page alike; what is kept costs nothing and is not counted."""
    monkeypatch.setattr(services, "preview", lambda release: b"%PDF-1.7")
    releases = [draft(cast, title=f"Thông cáo {number}") for number in range(3)]
    api, page = client_of(cast.press_officer), Client()
    page.force_login(cast.press_officer)
    first, second, third = (release.pk for release in releases)
    for _ in range(4):
        assert api.get(f"/api/v1/releases/{first}/preview.pdf").status_code == 200
    assert page.get(f"/releases/{second}/preview.pdf").status_code == 200
    refused = page.get(f"/releases/{third}/preview.pdf")
    assert (refused.status_code, "Retry-After" in refused) == (429, True)
    assert code_of(api.get(f"/api/v1/releases/{third}/preview.pdf")) == "too_many"
    assert client_of(cast.leader).get(f"/api/v1/releases/{third}/preview.pdf").status_code == 200
