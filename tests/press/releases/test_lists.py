"""The list of releases with its filters, and two versions of a text in one."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from rest_framework.test import APIClient

from comms.core import clock
from comms.org.models import User
from press.releases import selectors
from press.releases.models import ReleaseVersion
from tests.cast import Cast
from tests.press.releases.building import do, draft, in_review, issued, signed


def shown(user: User, query: str = "") -> set[str]:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(f"/releases/{query}")
    assert response.status_code == 200
    return {release.title for release in response.context["page"]}


def test_each_filter_alone(cast: Cast) -> None:
    draft(cast, title="Nháp", language="en")
    issued(cast, title="Đã phát hành")
    everything = {"Nháp", "Đã phát hành"}
    for query, expected in {
        "": everything,
        "?state=draft": {"Nháp"},
        "?language=vi": {"Đã phát hành"},
        "?unit=VP": set(),
        "?search=phat": {"Đã phát hành"},
        "?issued_from=21/11/2026&issued_to=21/11/2026": {"Đã phát hành"},
        "?issued_to=20/11/2026": set(),
        "?issued_from=22/11/2026": set(),
        "?order=issued": {"Đã phát hành"},
        "?order=begun": everything,
        "?state=nothing": set(),
    }.items():
        assert shown(cast.press_officer, query) == expected, query


def test_what_waits_for_me(cast: Cast) -> None:
    """The next signer, then the spokesperson; never the author."""
    in_review(cast, title="Chờ ký")
    draft(cast, title="Nháp")
    assert shown(cast.press_officer, "?waiting=me") == set()
    waiting = {name for name in ("unit_head", "legal_checker") if shown(getattr(cast, name), "?waiting=me")}
    assert waiting
    assert shown(cast.spokesperson, "?waiting=me") == set()
    signed(cast, title="Chờ duyệt")
    assert shown(cast.spokesperson, "?waiting=me") == {"Chờ duyệt"}


def test_an_urgent_issue_is_marked_for_its_reviewers_alone(cast: Cast) -> None:
    release = draft(cast, title="Gấp")
    do("issue_urgent", release, cast.spokesperson, reason="Tin sai đang lan nhanh")
    assert shown(cast.legal_checker, "?waiting=urgent") == {"Gấp"}
    assert shown(cast.outsider) == {"Gấp"}
    assert shown(cast.outsider, "?waiting=urgent") == set()


def test_the_api_narrows_by_language_and_issue(cast: Cast) -> None:
    issued(cast, title="Đã phát hành")
    draft(cast, title="Nháp", language="en")
    client = APIClient()
    client.force_authenticate(cast.press_officer)

    def found(**query: str) -> list[str]:
        return [row["title"] for row in client.get("/api/v1/releases/", query).json()["results"]]

    assert found(language="en") == ["Nháp"]
    later = (clock.now() + timedelta(minutes=1)).isoformat()
    assert found(issued_before=later) == ["Đã phát hành"]
    assert found(issued_before=clock.now().isoformat()) == []


def test_the_list_asks_the_same_number_of_questions(cast: Cast, queries_do_not_grow: Any) -> None:
    draft(cast, title="Nháp")
    client = Client()
    client.force_login(cast.press_officer, backend="django.contrib.auth.backends.ModelBackend")
    queries_do_not_grow(lambda: client.get("/releases/"), lambda: draft(cast, title="Nháp"))


def parts_of(before: Any, after: Any, field: str = "body") -> list[tuple[str, str]]:
    changed = selectors.content_diff(ReleaseVersion(content={field: before}), ReleaseVersion(content={field: after}))
    return [(part["op"], part["text"]) for change in changed for part in change["parts"]]


def test_words_are_compared_one_by_one() -> None:
    assert parts_of("Bộ ban hành quyết định", "Bộ công bố quyết định mới") == [
        ("equal", "Bộ "),
        ("delete", "ban hành"),
        ("insert", "công bố"),
        ("equal", " quyết "),
        ("delete", "định"),
        ("insert", "định mới"),
    ]
    assert parts_of("như cũ", "như cũ") == []
    quote = {"text": "Luật có hiệu lực.", "speaker": "Ông A", "post": "Cục trưởng"}
    assert parts_of([quote], [{**quote, "speaker": "Bà B"}], "quotes") == [
        ("equal", "Luật có hiệu lực., "),
        ("delete", "Ông A,"),
        ("insert", "Bà B,"),
        ("equal", " Cục trưởng"),
    ]


@pytest.mark.parametrize("word", ["tin ", "tin\n"])
def test_a_long_text_of_one_word_is_compared_all_the_same(word: str) -> None:
    """difflib alone would take minutes for it; what comes out is still the one text and the other."""
    before, after = word * 1400, f"mới {word}" * 700
    parts = parts_of(before, after)
    assert "".join(text for op, text in parts if op != "insert") == before
    assert "".join(text for op, text in parts if op != "delete") == after


def test_any_two_versions_side_by_side(cast: Cast) -> None:
    release = draft(cast, title="Một", body="Câu đầu.")
    do("update", release, cast.press_officer, title="Hai", embargo_until=clock.now() + timedelta(days=1))
    do("update", release, cast.press_officer, title="Ba")
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(cast.press_officer, backend="django.contrib.auth.backends.ModelBackend")

    def page(query: str) -> str:
        return client.get(f"/releases/{release.pk}/changes/{query}").content.decode()

    assert "<del>Hai</del><ins>Ba</ins>" in page("")
    both = page("?a=1&b=3")
    assert "<del>Một</del><ins>Ba</ins>" in both
    assert "<ins>22/11/2026 09:00</ins>" in both
    assert "Nothing changed" in page("?a=2&b=2")
    assert '<option value="3" selected>' in page("?a=9&b=x")
