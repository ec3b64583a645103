"""Default deny: every page asks who is there, except those named here."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

# The only addresses that answer somebody who has not signed in.  The API has its own doorkeeper and its own test.
PUBLIC = {
    "copies/<str:token>/",
    "copies/<str:token>/document.pdf",
    "unsubscribe/<str:token>/",
    "healthz",
    "language/",
    "login/",
    "logout/",
    *(
        prefix + address
        for prefix in ("", "en/")
        for address in (
            "newsroom/",
            "newsroom/<path:rest>",
            "newsroom/<slug:words>-<uuid:pk>/",
            "newsroom/<slug:words>-<uuid:pk>/document.pdf",
            "newsroom/<slug:words>-<uuid:pk>/files/<uuid:attachment>/",
            "newsroom/feed.atom",
            "newsroom/feed.json",
            "newsroom/refutations/",
            "newsroom/refutations.atom",
            "newsroom/refutations/<slug:words>-<uuid:pk>/",
            "newsroom/report/",
            "newsroom/report/<slug:code>/",
            "newsroom/spokespersons/",
            "newsroom/spokespersons.json",
        )
    ),
    "readyz",
    "preview/<str:token>/",
    "preview/<str:token>/document.pdf",
    "robots.txt",
    "sign/<str:token>/",
    "sign/<str:token>/document.pdf",
    "sitemap.xml",
    "verify/",
    "verify/<str:code>/",
}
API = "api/"


def patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, address)
        else:
            yield address, pattern


def pages() -> list[tuple[str, URLPattern]]:
    return [(address, pattern) for address, pattern in patterns(get_resolver()) if not address.startswith(API)]


def test_every_page_but_the_named_ones_asks_for_sign_in() -> None:
    """A view is open only when it is marked so, and only the named ones are."""
    found = {address for address, pattern in pages() if not getattr(pattern.callback, "login_required", True)}
    assert found <= PUBLIC
    assert {"login/", "healthz"} <= found
    assert len(pages()) > len(found)


@pytest.mark.parametrize("path", ["/units/", "/units/VP/", "/units/NO-SUCH/"])
def test_a_stranger_is_led_to_the_door(client: Client, db: None, path: str) -> None:
    """Also where nothing is: the answer does not tell what exists."""
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/login/?next={path}")


def test_nothing_is_kept_by_caches(client: Client, db: None) -> None:
    for path in ("/login/", "/units/", "/nothing/"):
        assert client.get(path)["Cache-Control"] in {
            "no-store",
            "max-age=0, no-cache, no-store, must-revalidate, private",
        }


def test_pages_bring_no_style_and_no_script_of_their_own(client: Client, db: None) -> None:
    """The policy allows only files of this service, and the page keeps to it."""
    answer = client.get("/login/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page
