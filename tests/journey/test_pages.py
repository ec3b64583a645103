"""The pages of the main job in Debian's chromium, on the real input: signed in, looked at, checked by axe."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from comms.deadlines.models import Clock
from comms.duties.models import Duty
from comms.org.models import User
from comms.sample.cast import PASSWORD
from comms.sample.loader import load
from comms.sample.main_job import Outcome, do_main_job
from press.conferences.models import PressConference
from press.mandates.models import Mandate
from press.messages.models import MessageLine
from press.requests.models import PressRequest
from tests.browser import LANGUAGES, WIDTHS, Browser, overflow, sign_in, violations

pytestmark = [pytest.mark.needs_chromium]


@pytest.fixture
def outcome(transactional_db: Any, settings: Any, tmp_path: Path) -> Outcome:
    """The sample with the main job done."""
    settings.VAR_DIR = tmp_path
    for _line in load():
        pass
    people = {user.username: user for user in User.objects.all()}
    *_steps, result = do_main_job(people)
    assert isinstance(result, Outcome)
    return result


def pages_of(outcome: Outcome) -> list[str]:
    records = [outcome.task.plan, outcome.task, outcome.release, outcome.statement, outcome.answered, outcome.open]
    lists = ["/", "/plans/", "/tasks/", "/releases/", "/statements/", "/incidents/", "/deadlines/", "/units/"]
    plan = outcome.task.plan
    own = ("timeline", "leadership", "table", "content", "why/?figure=total", "tasks/new")
    of_plan = [f"{plan.get_absolute_url()}{name}{'' if '?' in name else '/'}" for name in own]
    scheme = [plan.scheme.get_absolute_url(), f"{plan.scheme.get_absolute_url()}leadership/"] if plan.scheme else []
    requests = [f"/press-requests/{name}" for name in ("", "new/", "paste/", "refusal-grounds/")]
    drafted = PressRequest.objects.get(state="drafting").get_absolute_url()
    press = ["/desk/", *requests, *(f"{drafted}{name}" for name in ("", "edit/", "assign/", "draft/"))]
    return [*lists, "/plans/new/", *(one.get_absolute_url() for one in records), *of_plan, *scheme, *press, *speaking()]


def speaking() -> list[str]:
    """Mandates, lines, conferences, duties and the working calendar, with one record of each."""
    lists = [f"/{name}/" for name in ("statements/speakers", "statements/said", "message-lines", "press-conferences")]
    law = [f"/{name}/" for name in ("duties", "duties/annual-report/2026", "deadlines/rules", "deadlines/calendar")]
    made = [f"/{name}/new/" for name in ("statements/speakers", "message-lines", "press-conferences", "statements")]
    records = [model.objects.order_by("id").first() for model in (Mandate, MessageLine, Duty, Clock)]
    conferences = [one.get_absolute_url() for one in PressConference.objects.order_by("held_at")]
    of_conference = [f"{one}{name}/" for one in conferences for name in ("accreditations", "minutes", "ask")]
    own = [one.get_absolute_url() for one in records if one is not None]
    return [*lists, *law, *made, "/deadlines/explain/", "/newsroom/spokespersons/", *own, *conferences, *of_conference]


def test_a_leader_signs_in_and_reads_the_overview(live_server: Any, outcome: Outcome) -> None:
    """From the sign-in to the overview; a figure opens the list behind it."""
    with Browser(live_server.url) as browser, browser.page() as page:
        sign_in(page, "leader", PASSWORD)
        expect(page.get_by_role("heading", level=1)).to_have_text("Tổng quan")
        main = page.get_by_role("main")
        expect(main.get_by_text("14,3%").first).to_be_visible()
        expect(main.get_by_role("link", name=outcome.open.title).first).to_be_visible()
        main.get_by_role("link", name="thời hạn luật định đang chạy").click()
        expect(page.get_by_role("main")).to_contain_text("ND244-7.4")


@pytest.mark.parametrize("username", ["leader", "press_officer", "officer"])
def test_axe_finds_nothing_and_nothing_sticks_out(live_server: Any, outcome: Outcome, username: str) -> None:
    """Every page of the main job, at both widths and in both languages, for readers with different rights."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    addresses = [url for url in pages_of(outcome) if client.get(url).status_code == 200]
    assert len(addresses) >= 10
    cookie = str(client.cookies["sessionid"].value)
    found: list[str] = []
    with Browser(live_server.url) as browser:
        for language in LANGUAGES:
            for width in WIDTHS.values():
                with browser.page(width=width, language=language, cookie=cookie) as page:
                    for address in addresses:
                        page.goto(address)
                        found += violations(page)
                        if wider := overflow(page):
                            found.append(f"{address} {language} {width}: {wider} px wider than the window")
    assert found == []
