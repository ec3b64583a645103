"""A file leaves through one view, to whoever sees its subject."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comms.core import subjects
from comms.files.models import StoredFile
from comms.files.services import content_store
from comms.org.models import Unit
from tests.cast import Cast
from tests.files.uploads import PDF


@pytest.fixture
def stored(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> StoredFile:
    """A file of a subject that only `officer` sees."""
    seen = subjects.SubjectType(
        visible=lambda user: Unit.objects.all() if user.username == "officer" else Unit.objects.none(),
        label=str,
        url=Unit.get_absolute_url,
    )
    monkeypatch.setitem(subjects._types, "org.unit", seen)
    return content_store(actor=cast.officer, content=PDF, name="Báo cáo đợt 1.pdf", subject=cast.units["VP"])


def asked(user: Any, address: str, method: str = "get") -> Any:
    client = Client()
    if user:
        client.force_login(user)
    return getattr(client, method)(address)


def test_who_sees_the_subject_receives_the_bytes(cast: Cast, stored: StoredFile) -> None:
    """As an attachment that no browser shows, runs or keeps."""
    response = asked(cast.officer, stored.get_absolute_url())
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == PDF
    assert {
        name: response.headers[name]
        for name in (
            "Content-Type",
            "Content-Length",
            "X-Content-Type-Options",
            "Content-Security-Policy",
            "Cache-Control",
            "Cross-Origin-Resource-Policy",
        )
    } == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(PDF)),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=\"Bao cao dot 1.pdf\"; filename*=UTF-8''B%C3%A1o")
    response.close()


def test_who_does_not_see_it_learns_nothing(cast: Cast, stored: StoredFile) -> None:
    """The same 404 as for a file that does not exist, for every other person of the cast."""
    missing = asked(cast.officer, reverse("files:file", args=[uuid.uuid4()]))
    assert missing.status_code == 404
    for username, user in cast.people.items():
        if username != "officer":
            response = asked(user, stored.get_absolute_url())
            assert (username, response.status_code) == (username, 404)
            assert "Content-Disposition" not in response.headers


def test_a_stranger_is_sent_to_the_sign_in(cast: Cast, stored: StoredFile) -> None:
    """Nobody without an account receives a byte."""
    response = asked(None, stored.get_absolute_url())
    assert response.status_code == 302
    assert reverse("web:login") in response.headers["Location"]


def test_a_file_of_an_unregistered_subject_is_nobody_s(
    cast: Cast, stored: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Default deny."""
    monkeypatch.delitem(subjects._types, "org.unit")
    assert asked(cast.officer, stored.get_absolute_url()).status_code == 404
    assert not StoredFile.objects.visible_to(cast.administrator).exists()


def test_files_are_only_read(cast: Cast, stored: StoredFile) -> None:
    """No other method is answered."""
    for method in ("post", "put", "patch", "delete"):
        assert asked(cast.officer, stored.get_absolute_url(), method).status_code == 405
    response = asked(cast.officer, stored.get_absolute_url(), "head")
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b""
    response.close()


def test_there_is_no_media_directory(cast: Cast, stored: StoredFile) -> None:
    """The place in the storage is no address."""
    for address in (f"/{stored.path}", f"/media/{stored.path}"):
        assert asked(cast.officer, address).status_code == 404
