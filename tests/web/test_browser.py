"""The pages as people see them, in Debian's chromium: signing in, a step by keyboard, and what axe finds.

What is needed from the database is made before the browser starts: its event loop forbids Django's queries.
"""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from comms.org.services import user_create
from tests.browser import LANGUAGES, WIDTHS, Browser, overflow, violations
from tests.cast import PASSWORD, Cast

pytestmark = [pytest.mark.needs_chromium, pytest.mark.usefixtures("gallery")]

PAGES = [
    "/units/",
    "/units/C-PBGDPL-TGPL/",
    "/units/?search=nothing-of-this",
    "/no-such-page/",
    "/gallery/VP/?errors=1",
    "/gallery/VP/edit/",
]


@pytest.fixture
def session(cast: Cast) -> str:
    """The session key of a signed-in officer."""
    client = Client()
    client.force_login(cast.officer)
    return str(client.cookies["sessionid"].value)


def test_signing_in_by_keyboard_without_javascript(live_server: Any, cast: Cast) -> None:
    """Name, Tab, password, Enter, and the page that was asked for; its first stop is the way past the header."""
    user_create(actor=None, username="person", full_name="Nguyễn Văn A", password=PASSWORD)
    with Browser(live_server.url) as browser, browser.page(javascript=False) as page:
        page.goto("/units/")
        expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
        page.keyboard.type("person")
        page.keyboard.press("Tab")
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Tên đăng nhập hoặc mật khẩu không đúng.")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Đơn vị")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.get_by_text("Tài khoản").locator("xpath=ancestor::summary").click()
        page.get_by_role("button", name="Đăng xuất").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")


def test_a_step_with_a_reason_without_javascript(live_server: Any, session: str) -> None:
    """The step unfolds, asks for its reason, complains, and is done; the refused one tells why and does nothing."""
    with Browser(live_server.url) as browser, browser.page(cookie=session, javascript=False, width=390) as page:
        page.goto("/gallery/VP/")
        page.get_by_role("link", name="Đến các bước").click()
        refused = page.get_by_role("button", name="Duyệt")
        expect(refused).to_have_accessible_description("Chỉ người phát ngôn được duyệt.")
        refused.click(force=True)
        steps = page.locator("#actions")
        steps.get_by_text("Đổi tên").first.click()
        steps.get_by_role("button", name="Đổi tên").click()
        expect(steps.get_by_role("alert")).to_contain_text("Trường này là bắt buộc.")
        steps.get_by_label("Lý do").fill("Một lý do")
        steps.get_by_role("button", name="Đổi tên").click()
        expect(page.get_by_role("status")).to_have_text("Đã đổi tên.")


def test_the_menu_of_a_narrow_window_opens_by_keyboard_without_javascript(live_server: Any, session: str) -> None:
    """Closed it takes one row, which names where one is; in a wide window the entries stand open."""
    with Browser(live_server.url) as browser:
        with browser.page(cookie=session, javascript=False, width=390) as page:
            page.goto("/units/")
            menu = page.get_by_role("navigation", name="Điều hướng chính")
            entry = menu.get_by_role("link", name="Kế hoạch", exact=True)
            expect(entry).to_be_hidden()
            assert (menu.bounding_box() or {})["height"] < 60
            expect(menu.locator("summary b")).to_have_text("Đơn vị")
            menu.locator("summary").focus()
            page.keyboard.press("Enter")
            expect(entry).to_be_visible()
            expect(menu.get_by_role("link", name="Đơn vị", exact=True)).to_have_attribute("aria-current", "page")
            page.keyboard.press("Tab")
            expect(menu.get_by_role("link").first).to_be_focused()
        with browser.page(cookie=session, width=1280) as page:
            page.goto("/units/")
            menu = page.get_by_role("navigation", name="Điều hướng chính")
            expect(menu.locator("summary")).to_be_hidden()
            expect(menu.get_by_role("link", name="Kế hoạch", exact=True)).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=list(WIDTHS))
def test_axe_finds_nothing_and_nothing_sticks_out(live_server: Any, session: str, width: int, language: str) -> None:
    """Every kind of page, in light and dark, at both widths and in both languages."""
    found: list[str] = []
    with Browser(live_server.url) as browser:
        for cookie, paths in {"": ["/login/"], session: PAGES}.items():
            with browser.page(width=width, language=language, cookie=cookie) as page:
                for path in paths:
                    page.goto(path)
                    assert page.evaluate("document.documentElement.lang") == language
                    found += violations(page)
                    found += [f"{path} is {overflow(page)} px too wide"] if overflow(page) else []
                    if language == "vi":  # the words do not change the colours
                        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
                        found += [f"dark: {line}" for line in violations(page)]
                        page.emulate_media(color_scheme="light", reduced_motion="reduce")
    assert not found, "\n".join(found)


def test_the_checks_can_fail(live_server: Any, session: str) -> None:
    """axe runs under the page's own policy, and the width is measured."""
    with Browser(live_server.url) as browser, browser.page(cookie=session) as page:
        page.goto("/units/")
        page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=/login/>')")
        assert any("image-alt" in line for line in violations(page))
        page.evaluate("document.querySelector('h1').innerHTML = '<pre>' + 'x'.repeat(400)")
        assert overflow(page) > 0


def test_a_style_that_the_policy_refuses_is_noticed(live_server: Any, session: str) -> None:
    with Browser(live_server.url) as browser:
        visit = browser.page(cookie=session)
        page = visit.__enter__()
        page.goto("/units/")
        page.evaluate("document.querySelector('h1').innerHTML = '<b style=\"color:red\">x</b>'")
        with pytest.raises(AssertionError, match="style"):
            visit.__exit__(None, None, None)
