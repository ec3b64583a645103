"""Every page of an incident in Debian's chromium: both widths, both languages, checked by axe."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from comms.sample.loader import load
from tests.browser import LANGUAGES, WIDTHS, Browser, overflow, violations
from tests.cast import Cast
from tests.journey.incident_records import OF_AN_INCIDENT, cast_of_the_sample, incident_pages


@pytest.fixture
def cast(transactional_db: Any, settings: Any, tmp_path: Path) -> Cast:
    settings.VAR_DIR = tmp_path
    for _line in load():
        pass
    return cast_of_the_sample()


def test_whoever_sees_them_reads_them(cast: Cast) -> None:
    """None fails for the desk, leadership, the unit that reported, the auditor, the administrator and an outsider."""
    addresses = incident_pages(cast)
    answers = {}
    for username in ("press_officer", "spokesperson", "leader", "officer", "auditor", "administrator", "outsider"):
        client = Client()
        client.force_login(cast.people[username])
        answers[username] = [client.get(address).status_code for address in addresses]
    assert {status for statuses in answers.values() for status in statuses} <= {200, 302, 403, 404}
    assert answers["press_officer"].count(200) >= 60
    assert set(answers["outsider"][: len(OF_AN_INCIDENT)]) == {404}


@pytest.mark.needs_chromium
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS.values())
def test_axe_finds_nothing_and_nothing_sticks_out(live_server: Any, cast: Cast, language: str, width: int) -> None:
    client = Client()
    client.force_login(cast.press_officer)
    addresses = [url for url in incident_pages(cast) if client.get(url).status_code == 200]
    assert len(addresses) >= 60
    cookie = str(client.cookies["sessionid"].value)
    found: list[str] = []
    with (
        Browser(live_server.url) as browser,
        browser.page(width=width, language=language, cookie=cookie) as page,
    ):
        for address in addresses:
            page.goto(address)
            found += violations(page)
            if wider := overflow(page):
                found.append(f"{address} {language} {width}: {wider} px wider than the window")
    assert found == []
