"""Looking at pages as people see them: signed in as somebody, at two widths, in two languages, with an axe check.

As a fixture's helper in tests (`Browser(live_server.url)`), or by hand on a running server:

    python -m tests.browser http://127.0.0.1:8000 --as officer --password … --out /tmp/shots / /units/ /units/VP/
"""

import argparse
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from tests.services import CHROMIUM

WIDTHS = {"phone": 390, "desktop": 1280}
LANGUAGES = ("vi", "en")


class Browser:
    """One Chromium: `with Browser("http://…") as browser: …`."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")

    def __enter__(self) -> "Browser":
        self._playwright = sync_playwright().start()
        self._chromium = self._playwright.chromium.launch(executable_path=shutil.which(CHROMIUM), args=["--no-sandbox"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._chromium.close()
        self._playwright.stop()

    @contextmanager
    def page(
        self, *, width: int = 1280, language: str = "vi", cookie: str = "", javascript: bool = True
    ) -> Iterator[Page]:
        """A page of an own session.  `cookie` is a session key (`client.cookies["sessionid"].value`).

        Whatever the page writes to the console as an error, a refused style or script included, fails on leaving.
        """
        context = self._chromium.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 800},
            locale="vi-VN",
            reduced_motion="reduce",  # what moves is measured while it moves
            java_script_enabled=javascript,
            base_url=self.base_url,
        )
        cookies = [{"name": "django_language", "value": language, "url": self.base_url}]
        if cookie:
            cookies.append({"name": "sessionid", "value": cookie, "url": self.base_url})
        context.add_cookies(cookies)  # type: ignore[arg-type]  # the plain dictionaries are what it documents
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        try:
            yield page
        finally:
            context.close()
        complaints = [text for text in complaints if "the server responded with a status of" not in text]
        assert not complaints, complaints


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, one line each; none on a good page."""
    found: Sequence[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{page.url} {rule['id']}: {rule['help']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 on a good page."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def sign_in(page: Page, username: str, password: str) -> None:
    page.goto("/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("main button.primary")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base_url")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--as", dest="username", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--languages", nargs="*", default=list(LANGUAGES))
    parser.add_argument("--dark", action="store_true")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with Browser(given.base_url) as browser:
        cookie = ""
        if given.username:
            with browser.page() as page:
                sign_in(page, given.username, given.password)
                cookie = next((c["value"] for c in page.context.cookies() if c["name"] == "sessionid"), "")
        for language in given.languages:
            for name, width in WIDTHS.items():
                with browser.page(width=width, language=language, cookie=cookie) as page:
                    if given.dark:
                        page.emulate_media(color_scheme="dark")
                    for path in given.paths:
                        page.goto(path)
                        title = re.sub(r"\W+", "_", path).strip("_") or "home"
                        file = given.out / f"{title}-{name}-{language}.png"
                        page.screenshot(path=file, full_page=True)
                        lines = [str(file), f"overflow {overflow(page)} px", *violations(page)]
                        sys.stdout.write("\n  ".join(lines) + "\n")


if __name__ == "__main__":
    main()
