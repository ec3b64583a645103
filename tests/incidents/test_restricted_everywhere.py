"""A restricted incident through every door: counted, and not named.  Each of its texts holds the same marker word."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from comms.audit.models import AuditEvent
from comms.audit.selectors import history
from comms.core import subjects
from comms.dashboard.selectors import overview
from comms.notify.models import Notification
from incidents import services
from incidents.models import Incident
from incidents.selectors import counts_by_state, restricted_not_shown, unanswered
from tests.api.conftest import client_of
from tests.cast import PEOPLE, Cast
from tests.incidents.building import claimed, do, in_state, reported
from tests.incidents.building_intake import come, done
from tests.incidents.test_pages import signed_in

pytestmark = pytest.mark.usefixtures("rules")

MARKER = "Kinkuc"
# Led by the office: its press officer sees it; the unit that reported it does not.
SEES = {"press_officer", "spokesperson", "leader", "auditor"}
HIDDEN = sorted(set(PEOPLE) - SEES)
# Would see it were it not restricted: the reporting unit, the lead unit, and who reads everything.
COUNTS = {"officer", "unit_head", "verifier", "administrator"}


@pytest.fixture
def secret(cast: Cast) -> Incident:
    """With a claim, a sighting, an entry, a report by the public, an escalation and a watch."""
    incident = reported(cast, title=MARKER, summary=MARKER)
    triage = {
        "restricted": True,
        "severity": 2,
        "legal_ground": "ND244-7.3",
        "course": "escalate",
        "extent": 3,
        "overrule_reason": MARKER,
        "reason": MARKER,
    }
    incident = do("triage", incident, cast.press_officer, **triage)
    desk: dict[str, Any] = {"actor": cast.press_officer}
    claim = claimed(cast, incident, actor=cast.press_officer, text=MARKER)
    services.sighting_add(claim_id=claim.pk, url=f"https://example.org/{MARKER}", author=MARKER, note=MARKER, **desk)
    services.timeline_add(incident_id=incident.pk, text=MARKER, **desk)
    done("take", come(text=MARKER), cast.press_officer, incident_id=incident.pk, title="")
    return incident


def pages(incident: Incident) -> dict[str, int]:
    """Address → the status for who does not see the incident."""
    one, claim = incident.get_absolute_url(), incident.claims.get()
    return {
        "/": 200,
        "/incidents/": 200,
        f"/incidents/?search={MARKER}": 200,
        "/incidents/?severity=2": 200,
        "/incidents/?course=escalate": 200,
        f"/incidents/export.csv?search={MARKER}": 200,
        "/incidents/export.csv": 200,
        "/incidents/export.xlsx": 200,
        one: 404,
        f"{one}edit/": 404,
        f"{one}sightings/": 404,
        f"{one}sightings/new/": 404,
        f"{one}claims/new/": 404,
        f"{one}timeline/new/": 404,
        claim.get_absolute_url(): 404,
        "/deadlines/": 200,
        "/notifications/": 200,
        "/newsroom/": 200,
        "/newsroom/report/": 200,
        "/newsroom/feed.atom": 200,
        "/newsroom/feed.json": 200,
        "/sitemap.xml": 200,
    }


def calls(incident: Incident) -> dict[str, int]:
    """The same of the API."""
    one, claim = f"incidents/{incident.pk}/", incident.claims.get()
    return {
        "incidents/": 200,
        f"incidents/?search={MARKER}": 200,
        "incidents/?restricted=true": 200,
        "incidents/counts/": 200,
        one: 404,
        **{f"{one}{part}/": 404 for part in ("history", "timeline", "claims", "sightings", "releases", "tasks")},
        "claims/": 200,
        f"claims/?search={MARKER}": 200,
        f"claims/?incident={incident.pk}": 200,
        f"claims/{claim.pk}/": 404,
        f"claims/{claim.pk}/history/": 404,
        f"claims/{claim.pk}/sightings/": 404,
        "deadlines/": 200,
        "notifications/": 200,
        "public-reports/": 200,
    }


def said(response: Any) -> str:
    """What an answer says, also packed."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return str(content.decode())


@pytest.mark.parametrize("who", [*HIDDEN, "nobody"])
def test_no_door_names_it(cast: Cast, secret: Incident, who: str) -> None:
    """Neither a page nor an answer of the API holds the marker or the incident's id."""
    client = Client() if who == "nobody" else signed_in(cast.people[who])
    for address, status in pages(secret).items():
        response = client.get(address)
        if who != "nobody":
            assert response.status_code in {status, 403}, address
        if response.status_code == 200 and "search=" not in address:
            assert MARKER not in said(response), address
            assert str(secret.pk) not in said(response) if not response.streaming else True
    if who == "nobody":
        return
    api = client_of(cast.people[who])
    for address, status in calls(secret).items():
        response = api.get(f"/api/v1/{address}")
        assert response.status_code == status, address
        assert MARKER not in said(response), address


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_counted_for_who_would_see_it(cast: Cast, secret: Incident, who: str) -> None:
    """One restricted incident more, in counts, board, export and overview; for nobody else, and never twice."""
    actor, expected = cast.people[who], int(who in COUNTS)
    assert restricted_not_shown(actor) == expected
    counted = sum(count.restricted for count in counts_by_state(actor).values())
    assert counted == overview(actor).restricted_incidents == expected
    assert client_of(actor).get("/api/v1/incidents/counts/").json()["restricted"] == expected
    client = signed_in(actor)
    words = "restricted, not named"
    for address in ("/incidents/export.csv", "/incidents/export.xlsx"):
        assert (words in said(client.get(address))) is bool(expected)
    assert ("and 1 restricted, not shown" in said(client.get("/incidents/"))) is bool(expected)


FILTERS: list[str] = ["", f"?search={MARKER}", "?search=khong+co", "?severity=1", "?field=health", "?course=watch"]


@pytest.mark.parametrize("query", FILTERS)
def test_the_number_tells_nothing_of_the_content(cast: Cast, secret: Incident, query: str) -> None:
    """No word and no filter moves it."""
    client = signed_in(cast.administrator)
    assert "In all 1 restricted incidents" in said(client.get(f"/incidents/{query}"))
    assert "1 restricted, not named" in said(client.get(f"/incidents/export.csv{query}"))


@pytest.mark.parametrize("who", HIDDEN)
def test_no_notice_and_no_evidence(cast: Cast, secret: Incident, who: str) -> None:
    """Who may not see it was told nothing, finds no subject, and reads no evidence of it."""
    actor = cast.people[who]
    told = Notification.objects.visible_to(actor)
    assert not [notice for notice in told if MARKER in f"{notice.title} {notice.body}"]
    events = AuditEvent.objects.filter(subject_id__in=[secret.pk, secret.claims.get().pk])
    assert events.exists()
    assert not subjects.visible_rows(actor, events).exists()
    assert subjects.find(actor, "incidents.incident", secret.pk) is None
    assert history(secret).exists()


@pytest.mark.parametrize(
    "figure",
    [
        lambda user: overview(user).open_incidents,
        lambda user: overview(user).restricted_incidents,
        lambda user: sum(count.total for count in counts_by_state(user).values()),
        lambda user: sum(count.restricted for count in counts_by_state(user).values()),
        restricted_not_shown,
        lambda user: unanswered(user).count(),
    ],
)
@pytest.mark.parametrize("who", ["leader", "administrator"])
def test_a_drill_is_in_no_figure(cast: Cast, figure: Callable[[Any], int], who: str) -> None:
    """Open or restricted: neither the overview nor the counts nor the unanswered move."""
    before = figure(cast.people[who])
    in_state(cast, "active", drill=True)
    in_state(cast, "active", drill=True, actor=cast.leader, restricted=True)
    assert figure(cast.people[who]) == before


def test_drills_stand_beside_the_count(cast: Cast) -> None:
    in_state(cast, "active", drill=True)
    in_state(cast, "active")
    count = counts_by_state(cast.leader)["active"]
    assert (count.total, count.drills) == (1, 1)
    board = said(signed_in(cast.leader).get("/incidents/"))
    assert "and 1 drill" in board
