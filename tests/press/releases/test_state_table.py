"""The table state × schedule × embargo × correction × withdrawal of press/releases/README.md, cell by cell."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

import press.releases
from comms.core import clock
from comms.core.decisions import actions_for
from press.distribution.policies.deliveries import ready_to_order
from press.releases import policies, selectors, services, states
from press.releases.models import Release
from tests.cast import Cast
from tests.press.releases.building import TEXT, approved, do, draft, in_review, issued, sign_off, signed, stored

HOUR = timedelta(hours=1)
NOTE, NOTICE = "Ngày đúng là 06/9/2022.", "Số liệu trong văn bản sai."


@dataclass(frozen=True)
class Row:
    """One row: the situation, what each reader has, and the verbs that are open to somebody."""

    situation: str
    schedule: str
    embargo: str
    desk: str
    signed_in: str
    recipient: str
    newsroom: str
    feeds: str
    verification: str
    verbs: str

    def line(self) -> str:
        return "| " + " | ".join(getattr(self, field.name) for field in fields(self)) + " |"


NONE = ("nothing", "nothing", "nothing", "nothing", "unknown")
COPY = ("nothing", "copy", "nothing", "nothing", "unknown")
WAITS = ("text", "nothing", "nothing", "nothing", "valid")
OPEN = ("text", "text", "text", "entry", "valid")
ROWS = [
    Row("draft", "–", "any", "file", *NONE, "submit, issue_urgent, translate, void"),
    Row("in_review", "–", "any", "file", *NONE, "sign, return, issue_urgent, translate, void"),
    Row("in_review, all signed", "–", "any", "file", *NONE, "return, approve, issue_urgent, translate, void"),
    Row("approved", "–", "any", "file", *NONE, "return, schedule, issue, translate, void"),
    Row("scheduled", "to come", "any", "file", *NONE, "unschedule, translate, void"),
    Row("scheduled", "has come", "any", "file", *NONE, "unschedule, issue, translate, void"),
    Row("issued, no document yet", "–", "none, over", "file", *WAITS, "correct, translate, withdraw, void"),
    Row("issued, no document yet", "–", "to come", "file", *NONE, "correct, translate, withdraw, void"),
    Row("issued", "–", "none, over", "file", *OPEN, "correct, translate, withdraw"),
    Row("issued", "–", "to come", "file", *COPY, "correct, translate, withdraw, void"),
    Row("issued, by its schedule", "over", "none, over", "file", *OPEN, "correct, translate, withdraw"),
    Row("issued, by its schedule", "over", "to come", "file", *COPY, "correct, translate, withdraw, void"),
    Row("issued urgently", "–", "none, over", "file", *OPEN, "review_urgent, correct, translate, withdraw"),
    Row("issued, erratum in the making", "–", "none, over", "file", *OPEN, "correct, translate, withdraw"),
    Row("issued, its erratum withdrawn", "–", "none, over", "file", *OPEN, "correct, translate, withdraw"),
    Row(
        "corrected",
        "–",
        "none, over",
        "file",
        *("text, corrected", "text", "text, corrected", "entry", "corrected"),
        "correct, translate, withdraw",
    ),
    Row("corrected", "–", "to come", "file", *COPY, "correct, translate, withdraw"),
    Row(
        "withdrawn",
        "–",
        "none, over",
        "file",
        *("text under its notice", "nothing", "text under its notice", "tombstone", "withdrawn"),
        "–",
    ),
    Row("withdrawn", "–", "to come", "file", *NONE, "–"),
    Row(
        "withdrawn before its embargo ended",
        "–",
        "over",
        "file",
        *("text under its notice", "nothing", "nothing", "nothing", "withdrawn"),
        "–",
    ),
    Row("void, never issued", "–", "any", "file", *NONE, "–"),
    Row("void, once issued", "–", "none, over", "file", "nothing", "nothing", "nothing", "nothing", "void", "–"),
    Row("void, once issued", "–", "to come", "file", *NONE, "–"),
]
CASES = [
    pytest.param(row, embargo, id=f"{row.situation}-schedule {row.schedule}-embargo {embargo}")
    for row in ROWS
    for embargo in (["none", "to come", "over"] if row.embargo == "any" else row.embargo.split(", "))
]


# --- the situations: made the day before, looked at now ---------------------------------------------------------


def scheduled(cast: Cast, schedule: str, **given: Any) -> Release:
    at = clock.now() + timedelta(days=1) + (HOUR if schedule == "to come" else -HOUR)
    return do("schedule", approved(cast, **given), cast.spokesperson, scheduled_for=at)


def by_schedule(cast: Cast, **given: Any) -> Release:
    release = do("schedule", approved(cast, **given), cast.spokesperson, scheduled_for=clock.now() + HOUR)
    with clock.frozen(clock.now() + HOUR):
        services.release_issue_due(release_id=release.pk)
        services.document_store(release_id=release.pk, data=b"%PDF by schedule")
    return release


def urgently(cast: Cast, **given: Any) -> Release:
    release = do("issue_urgent", draft(cast, **given), cast.spokesperson, reason="Tin sai lan nhanh")
    services.document_store(release_id=release.pk, data=b"%PDF urgent")
    return release


def erratum_of(cast: Cast, original: Release) -> Release:
    erratum = do("correct", original, cast.press_officer, note=NOTE)
    sign_off(cast, do("submit", erratum, cast.press_officer))
    do("approve", erratum, cast.spokesperson)
    do("issue", erratum, cast.spokesperson)
    services.document_store(release_id=erratum.pk, data=b"%PDF erratum")
    return erratum


def corrected(cast: Cast, **given: Any) -> Release:
    original = stored(cast, **given)
    erratum_of(cast, original)
    return original


def being_corrected(cast: Cast, **given: Any) -> Release:
    original = stored(cast, **given)
    do("correct", original, cast.press_officer, note=NOTE)
    return original


def no_longer_corrected(cast: Cast, **given: Any) -> Release:
    original = stored(cast, **given)
    do("withdraw", erratum_of(cast, original), cast.spokesperson, reason="Sai")
    return original


def withdrawn(cast: Cast, after: timedelta = timedelta(0), **given: Any) -> Release:
    release = stored(cast, **given)
    with clock.frozen(clock.now() + after):
        return do("withdraw", release, cast.spokesperson, reason="Lý do nội bộ", notice=NOTICE)


def void(cast: Cast, make: Callable[..., Release], **given: Any) -> Release:
    return do("void", make(cast, **given), cast.spokesperson, reason="Nhầm")


MAKE: dict[str, Callable[..., Release]] = {
    "draft": draft,
    "in_review": in_review,
    "in_review, all signed": signed,
    "approved": approved,
    "issued, no document yet": issued,
    "issued": stored,
    "issued, by its schedule": by_schedule,
    "issued urgently": urgently,
    "issued, erratum in the making": being_corrected,
    "issued, its erratum withdrawn": no_longer_corrected,
    "corrected": corrected,
    # Half an hour before now, and half an hour after an embargo that is over.
    "withdrawn": lambda cast, **given: withdrawn(cast, timedelta(hours=23.5), **given),
    "withdrawn before its embargo ended": withdrawn,
    "void, never issued": lambda cast, **given: void(cast, approved, **given),
    "void, once issued": lambda cast, **given: void(cast, issued, **given),
}


# --- what each reader has ---------------------------------------------------------------------------------------


def has(shown: str) -> str:
    if TEXT["body"] not in shown:
        return "nothing"
    if NOTICE in shown:
        assert shown.index(NOTICE) < shown.index(TEXT["body"]), "the notice stands above the text"
        return "text under its notice"
    return "text, corrected" if NOTE in shown else "text"


def inside(cast: Cast, release: Release) -> str:
    client = Client()
    client.force_login(cast.outsider, backend="django.contrib.auth.backends.ModelBackend")
    shown = has(client.get(release.get_absolute_url()).content.decode())
    api = APIClient()
    api.force_authenticate(cast.outsider)
    status = api.get(f"/api/v1/releases/{release.pk}/").status_code
    listed = [row["id"] for row in api.get("/api/v1/releases/").json()["results"]]
    assert ((shown != "nothing"), str(release.pk) in listed) == ((status == 200),) * 2
    return shown


def outside(release: Release) -> str:
    response = Client().get(f"/newsroom/{selectors.public_slug(release)}/")
    shown = has(response.content.decode())
    pdf = Client().get(f"/newsroom/{selectors.public_slug(release)}/document.pdf").status_code
    listed = str(release.pk) in Client().get("/newsroom/").content.decode()
    assert ((response.status_code == 200), (pdf == 200), listed) == ((shown != "nothing"),) * 3
    return shown


def in_feeds(release: Release) -> str:
    feed, data = Client().get("/newsroom/feed.atom").content.decode(), Client().get("/newsroom/feed.json").json()
    name = f"urn:uuid:{release.pk}"
    said = "entry" if f"<id>{name}</id>" in feed else "tombstone" if f'ref="{name}"' in feed else "nothing"
    entry = name in [item["id"] for item in data["items"]]
    gone = name in [item["id"] for item in data["_deleted"]["items"]]
    assert (entry, gone) == (said == "entry", said == "tombstone")
    return said


def for_recipients(release: Release) -> str:
    if not ready_to_order(release):
        return "nothing"
    return "copy" if release.under_embargo else "text"


def verbs_of(cast: Cast, release: Release) -> str:
    open_to_somebody = {
        action["verb"]
        for person in cast.people.values()
        for found in selectors.with_details(Release.objects.visible_to(person).filter(pk=release.pk))
        for action in actions_for(person, found, found.transitions, policies)
        if action["allowed"]
    }
    return ", ".join(verb for verb in states.RELEASE if verb in open_to_somebody) or "–"


@pytest.mark.parametrize(("row", "embargo"), CASES)
def test_every_cell(cast: Cast, row: Row, embargo: str) -> None:
    until = {"none": None, "to come": clock.now() + 3 * HOUR, "over": clock.now() - HOUR}[embargo]
    with clock.frozen(clock.now() - timedelta(days=1)):
        if row.situation == "scheduled":
            release = scheduled(cast, row.schedule, embargo_until=until)
        else:
            release = MAKE[row.situation](cast, embargo_until=until)
    release.refresh_from_db()
    assert release.state == row.situation.split(",")[0].split()[0]
    readable = Release.objects.file_visible_to(cast.press_officer).filter(pk=release.pk).exists()
    found = Row(
        situation=row.situation,
        schedule=row.schedule,
        embargo=row.embargo,
        desk="file" if readable else "nothing",
        signed_in=inside(cast, release),
        recipient=for_recipients(release),
        newsroom=outside(release),
        feeds=in_feeds(release),
        verification=APIClient().get(f"/api/v1/verify/{release.verify_code or 'Z' * 20}/").json()["result"],
        verbs=verbs_of(cast, release),
    )
    assert found == row


def test_the_readme_has_the_same_table() -> None:
    readme = (Path(press.releases.__file__).parent / "README.md").read_text()
    begin = readme.index("| situation |")
    table = readme[begin : readme.index("\n\n", begin)].splitlines()[2:]
    assert table == [row.line() for row in ROWS]
