"""The editor in Debian's chromium: marks by buttons and keys, the paper of unsaved words, two people at one draft."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

from comms.org.models import Role, User
from comms.org.services import role_grant, user_create
from press.releases.models import EditLock, Release, ReleaseVersion
from tests.browser import WIDTHS, Browser, overflow, violations
from tests.cast import Cast
from tests.press.releases.building import TEXT, draft

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return str(client.cookies["sessionid"].value)


def select(page: Page, start: int, end: int) -> None:
    page.locator("#id_body").evaluate(
        "(area, [from, to]) => { area.focus(); area.setSelectionRange(from, to); }", [start, end]
    )


def test_marks_by_buttons_and_keys(live_server: Any, cast: Cast) -> None:
    """Bold by its button, taken off by its key; lists, table and link; the browser's own undo knows them."""
    release = draft(cast)
    cookie = session_of(cast.press_officer)
    with Browser(live_server.url) as browser, browser.page(cookie=cookie, language="en") as page:
        page.goto(f"/releases/{release.pk}/edit/")
        body = page.locator("#id_body")
        body.fill("Tin mới\nTin cũ")
        select(page, 0, 3)
        page.get_by_role("button", name="Bold").click()
        expect(body).to_have_value("**Tin** mới\nTin cũ")
        page.keyboard.press("Control+b")
        expect(body).to_have_value("Tin mới\nTin cũ")
        page.keyboard.press("Control+z")
        expect(body).to_have_value("**Tin** mới\nTin cũ")
        body.fill("Một\nHai")
        select(page, 0, 7)
        page.keyboard.press("Control+Shift+7")
        expect(body).to_have_value("1. Một\n2. Hai")
        page.get_by_role("button", name="Numbered list").click()
        expect(body).to_have_value("Một\nHai")
        select(page, 7, 7)
        page.keyboard.type("\n")
        page.get_by_role("button", name="Quote").click()
        page.keyboard.type("Lời nói")
        expect(body).to_have_value("Một\nHai\n> Lời nói")
        body.fill("Một\nHai")
        select(page, 0, 3)
        page.get_by_role("button", name="Link").click()
        page.keyboard.type("https://moj.gov.vn")
        expect(body).to_have_value("[Một](https://moj.gov.vn)\nHai")
        page.on("dialog", lambda dialog: dialog.accept())


def test_the_paper_follows_what_is_typed(live_server: Any, cast: Cast) -> None:
    """By itself after a pause; a refusal is said in words while the last paper stays; nothing is saved."""
    release = draft(cast)
    cookie = session_of(cast.press_officer)
    with Browser(live_server.url) as browser, browser.page(cookie=cookie, language="en") as page:
        page.goto(f"/releases/{release.pk}/edit/")
        status = page.locator("[data-preview-status]")
        frames = page.locator("[data-preview] iframe")
        with page.expect_response("**/preview/") as drawn:
            page.locator("#id_title").fill("Tiêu đề chưa lưu")
        assert (drawn.value.status, drawn.value.header_value("content-type")) == (200, "application/pdf")
        expect(status).to_contain_text("Preview as of", timeout=15000)
        expect(frames).to_have_count(1)
        name = frames.get_attribute("name")
        page.locator("#id_title").fill("")
        page.get_by_role("button", name="Update the preview").click()
        expect(status).to_contain_text("There is no preview of this", timeout=15000)
        expect(frames).to_have_count(1)
        assert frames.get_attribute("name") == name
        page.on("dialog", lambda dialog: dialog.accept())
    release.refresh_from_db()
    assert (release.title, release.version, ReleaseVersion.objects.count()) == (TEXT["title"], 1, 1)


def test_whoever_leaves_with_unsaved_words_is_asked(live_server: Any, cast: Cast) -> None:
    release = draft(cast)
    asked: list[str] = []
    cookie = session_of(cast.press_officer)
    with Browser(live_server.url) as browser, browser.page(cookie=cookie, language="en") as page:
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto(f"/releases/{release.pk}/edit/")
        page.get_by_role("link", name="Cancel").click()
        expect(page).to_have_url(f"{live_server.url}/releases/{release.pk}/")
        assert asked == []
        page.goto(f"/releases/{release.pk}/edit/")
        page.locator("#id_title").press_sequentially("x")
        page.get_by_role("link", name="Cancel").click()
        expect(page).to_have_url(f"{live_server.url}/releases/{release.pk}/")
        assert asked == ["beforeunload"]
        page.goto(f"/releases/{release.pk}/edit/")
        page.locator("#id_title").fill("Đã lưu")
        page.get_by_role("button", name="Save the draft").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Đã lưu")
        assert asked == ["beforeunload"]
    assert not EditLock.objects.exists()


def test_a_take_over_is_shown_to_both(live_server: Any, cast: Cast) -> None:
    second = user_create(actor=None, username="second", full_name="Trần Thị Hai")
    role_grant(actor=None, user=second, unit=cast.units["VP"], kind=Role.Kind.PRESS_OFFICER, starts=date(2020, 1, 1))
    release = draft(cast)
    address = f"/releases/{release.pk}/edit/"
    cookies = session_of(cast.press_officer), session_of(second)
    with (
        Browser(live_server.url) as browser,
        browser.page(cookie=cookies[0], language="en") as first,
        browser.page(cookie=cookies[1], language="en") as other,
    ):
        first.goto(address)
        expect(first.locator("[data-lock-banner]")).to_be_hidden()
        other.goto(address)
        expect(other.get_by_role("main")).to_contain_text(f"{cast.press_officer.full_name} has been editing this draft")
        expect(other.locator("form[data-editor]")).to_have_count(0)
        other.get_by_role("button", name="Take over").click()
        expect(other.get_by_role("main")).to_contain_text(
            f"You took over the editing from {cast.press_officer.full_name}"
        )
        with first.expect_response("**/lock/refresh/"):
            first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(first.locator("[data-lock-banner]")).to_contain_text("Trần Thị Hai took over the editing")
        other.locator("#id_title").fill("Của người thứ hai")
        other.get_by_role("button", name="Save the draft").click()
        expect(other.get_by_role("heading", level=1)).to_have_text("Của người thứ hai")
        first.locator("#id_title").fill("Của người thứ nhất")
        first.get_by_role("button", name="Save the draft").click()
        expect(first.get_by_role("main")).to_contain_text("Someone else changed this meanwhile")
        first.on("dialog", lambda dialog: dialog.accept())
    assert Release.objects.get().title == "Của người thứ hai"


def test_without_a_script_the_page_is_whole(live_server: Any, cast: Cast) -> None:
    """The same buttons: the paper comes into the frame, the draft is saved."""
    release = draft(cast)
    cookie = session_of(cast.press_officer)
    with Browser(live_server.url) as browser, browser.page(cookie=cookie, language="en", javascript=False) as page:
        page.goto(f"/releases/{release.pk}/edit/")
        expect(page.get_by_role("button", name="Bold")).to_be_hidden()
        with page.expect_response("**/preview/") as drawn:
            page.get_by_role("button", name="Update the preview").click()
        assert drawn.value.header_value("content-type") == "application/pdf"
        page.locator("#id_title").fill("Không cần kịch bản")
        page.get_by_role("button", name="Save the draft").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Không cần kịch bản")


def test_axe_finds_nothing_and_nothing_sticks_out(live_server: Any, cast: Cast) -> None:
    release = draft(cast)
    cookie = session_of(cast.press_officer)
    with Browser(live_server.url) as browser:
        for width in WIDTHS.values():
            with browser.page(width=width, cookie=cookie) as page:
                for address in (
                    f"/releases/{release.pk}/edit/",
                    f"/releases/{release.pk}/",
                    f"/releases/{release.pk}/changes/",
                    "/releases/",
                ):
                    page.goto(address)
                    assert (violations(page), overflow(page)) == ([], 0), (width, address)
