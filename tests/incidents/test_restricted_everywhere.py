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
from incidents.models import Claim, Incident
from incidents.selectors import counts_by_state, restricted_not_shown, unanswered
from tests.api.conftest import client_of
from tests.cast import PEOPLE, Cast
from tests.incidents.building import claimed, do, drafted, in_state, reported
from tests.incidents.building_handling import applied, asked, playbook, told
from tests.incidents.building_intake import come, done
from tests.incidents.building_redress import drafted as letter
from tests.incidents.building_redress import reported_to
from tests.incidents.test_matching import SAID
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
    """With everything that an incident may have: each text of it holds the marker."""
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
    claim = claimed(cast, incident, actor=cast.press_officer, text=f"{SAID} {MARKER}")
    services.sighting_add(claim_id=claim.pk, url=f"https://example.org/{MARKER}", author=MARKER, note=MARKER, **desk)
    services.timeline_add(incident_id=incident.pk, text=MARKER, **desk)
    services.claim_evidence_add(claim_id=claim.pk, title=MARKER, url=f"https://example.org/{MARKER}", **desk)
    services.decision_make(incident_id=incident.pk, kind="speak", reason=MARKER, **desk)
    done("take", come(text=MARKER), cast.press_officer, incident_id=incident.pk, title="")
    told(cast, incident, situation=MARKER, done=MARKER, next_steps=MARKER)
    asked(cast, incident, agency=MARKER, content=MARKER)
    letter(cast, incident, article_title=MARKER, passage=MARKER, truth=MARKER, outlet_name=MARKER)
    reported_to(cast, incident, text=MARKER)
    services.incident_link_statement(incident_id=incident.pk, statement_id=drafted(cast).pk, **desk)
    return applied(cast, incident, playbook(cast))


@pytest.fixture
def beside(cast: Cast, secret: Incident) -> Claim:
    """A claim that says the same, in an incident that is not restricted: the hidden one is suggested for it."""
    incident = in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]})
    claim = claimed(cast, incident, text=SAID)
    assert claim.matches.get().earlier.incident == secret
    return claim


def pages(incident: Incident, beside: Claim) -> dict[str, int]:
    """Address → the status for who does not see the incident."""
    one, claim = incident.get_absolute_url(), incident.claims.get()
    hidden = (
        one,
        *(f"{one}{part}" for part in ("edit/", "sightings/", "sightings/new/", "claims/new/", "dossier.pdf")),
        *(f"{one}{part}" for part in ("timeline/", "timeline/new/", "timeline.csv", "timeline.xlsx")),
        *(f"{one}{part}/new/" for part in ("parts", "updates", "decisions", "agreements", "releases", "actions")),
        *(f"{one}{part}/new/" for part in ("corrections", "centre-reports", "statements", "tasks")),
        claim.get_absolute_url(),
        *(f"{claim.get_absolute_url()}{part}/new/" for part in ("sightings", "evidence", "refutations")),
        beside.matches.get().get_absolute_url(),
        incident.correction_requests.get().get_absolute_url(),
        incident.centre_reports.get().get_absolute_url(),
        incident.public_reports.get().get_absolute_url(),
    )
    shown = (
        "/",
        "/incidents/",
        f"/incidents/?search={MARKER}",
        "/incidents/?severity=2",
        "/incidents/?course=escalate",
        f"/incidents/export.csv?search={MARKER}",
        "/incidents/export.csv",
        "/incidents/export.xlsx",
        "/incidents/claims/",
        f"/incidents/claims/?search={MARKER}",
        f"/incidents/claims/?incident={incident.pk}",
        "/incidents/corrections/",
        "/incidents/corrections/register.csv",
        "/incidents/actions/",
        "/incidents/playbooks/",
        incident.playbook.get_absolute_url(),  # type: ignore[union-attr]  # it was applied
        "/incidents/public-reports/",
        "/deadlines/",
        "/duties/",
        "/tasks/",
        "/notifications/",
        "/newsroom/",
        "/newsroom/report/",
        "/newsroom/refutations/",
        "/newsroom/refutations.atom",
        "/newsroom/feed.atom",
        "/newsroom/feed.json",
        "/sitemap.xml",
    )
    return dict.fromkeys(shown, 200) | dict.fromkeys(hidden, 404)


def calls(incident: Incident) -> dict[str, int]:
    """The same of the API."""
    one, claim = f"incidents/{incident.pk}/", f"claims/{incident.claims.get().pk}/"
    of_incident = (
        *("", "history/", "timeline/", "claims/", "sightings/", "releases/", "statements/", "tasks/", "roles/"),
        *("updates/", "decisions/", "checklist/", "agreements/", "reviews/", "actions/", "refutations/"),
        *("correction-requests/", "centre-reports/", "dossier.pdf"),
    )
    of_claim = ("", "history/", "sightings/", "evidence/", "verdicts/", "verdict-notices/", "matches/")
    hidden = (
        *(f"{one}{part}" for part in of_incident),
        *(f"{claim}{part}" for part in of_claim),
        f"correction-requests/{incident.correction_requests.get().pk}/",
        f"centre-reports/{incident.centre_reports.get().pk}/",
        f"public-reports/{incident.public_reports.get().pk}/",
    )
    listed = (
        "incidents/",
        f"incidents/?search={MARKER}",
        "incidents/?restricted=true",
        "incidents/counts/",
        "claims/",
        f"claims/?search={MARKER}",
        f"claims/?incident={incident.pk}",
        *("correction-requests/", f"correction-requests/?incident={incident.pk}", "centre-reports/", "refutations/"),
        *("verdict-notices/", "public-reports/", f"public-reports/?incident={incident.pk}", "playbooks/"),
        *("deadlines/", "notifications/", "duties/", "tasks/"),
    )
    return dict.fromkeys(listed, 200) | dict.fromkeys(hidden, 404)


def said(response: Any) -> str:
    """What an answer says, also packed."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    return str(content.decode())


@pytest.mark.parametrize("who", [*HIDDEN, "nobody"])
def test_no_door_names_it(cast: Cast, secret: Incident, beside: Claim, who: str) -> None:
    """Neither a page nor an answer of the API holds the marker or the incident's id."""
    client = Client() if who == "nobody" else signed_in(cast.people[who])
    for address, status in pages(secret, beside).items():
        response = client.get(address)
        if who != "nobody":
            assert response.status_code in {status, 403}, address
        if response.status_code != 200:
            continue
        content = said(response)
        # A page repeats what was asked for in the fields of its filters.
        asked_for = 1 if "search=" in address and "export" not in address else 0
        assert content.count(MARKER) <= asked_for + content.count(f"search={MARKER}"), address
        if str(secret.pk) not in address:
            assert str(secret.pk) not in content, address
    if who == "nobody":
        return
    api = client_of(cast.people[who])
    for address, status in calls(secret).items():
        response = api.get(f"/api/v1/{address}")
        assert response.status_code == status, address
        assert MARKER not in said(response), address
        if "?" not in address:
            assert str(secret.pk) not in said(response).replace(address, ""), address
    sees = Claim.objects.visible_to(cast.people[who]).filter(pk=beside.pk).exists()
    around = [client.get(beside.get_absolute_url())]
    around += [api.get(f"/api/v1/claims/{beside.pk}/{part}") for part in ("", "matches/", "history/")]
    for response in around:
        assert response.status_code == (200 if sees else 404)
        assert MARKER not in said(response)
        assert str(secret.claims.get().pk) not in said(response)
    found = api.post("/api/v1/claims/match/", {"text": f"{SAID} {MARKER}"}, format="json")
    assert (found.status_code, str(secret.claims.get().pk) in said(found)) == (200, False)


def test_who_sees_it_finds_the_marker_behind_the_doors(cast: Cast, secret: Incident, beside: Claim) -> None:
    """Else the table above would prove nothing: each hidden address exists, and says the marker or the incident."""
    client, api = signed_in(cast.leader), client_of(cast.leader)
    hidden = [address for address, status in pages(secret, beside).items() if status == 404]
    for address in hidden:
        assert client.get(address).status_code in {200, 302, 403, 503}, address
    for address, status in calls(secret).items():
        if status == 404:
            assert api.get(f"/api/v1/{address}").status_code in {200, 503}, address
    for address in (
        "/incidents/",
        "/incidents/claims/",
        "/incidents/corrections/",
        "/incidents/corrections/register.csv",
    ):
        assert MARKER in said(client.get(address)), address
    assert MARKER in said(client.get(beside.get_absolute_url()))


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
