"""A restricted incident is nowhere for who may not see it: no list, no search, no clock, no evidence, no link back."""

from typing import Any

import pytest

from comms.core import subjects
from comms.core.errors import Conflict, NotAllowed, NotVisible
from comms.deadlines.selectors import open_clocks
from incidents import services
from incidents.models import Claim, Incident, IncidentStatement, Sighting, TimelineEntry
from incidents.selectors import counts_by_state, incidents_shown_to, timeline, timeline_rows, unanswered
from tests.api.conftest import client_of
from tests.cast import PEOPLE, Cast
from tests.incidents.building import claimed, do, drafted, hanoi, in_state, reported
from tests.press.releases.building import draft

pytestmark = pytest.mark.usefixtures("rules")

SECRET = "Chuyện kín trong nội bộ"
# Led by the office: its press officer is of the lead unit's press roles.
SEES = {"press_officer", "spokesperson", "leader", "auditor"}
HIDDEN = sorted(set(PEOPLE) - SEES)


@pytest.fixture
def secret(cast: Cast) -> Incident:
    """Reported by the officer of another unit, led by the office, with a claim, a sighting and a running clock."""
    incident = in_state(
        cast,
        "active",
        title=SECRET,
        triage={"restricted": True, "legal_ground": "ND244-7.3", "severity": 2},
        received_at=hanoi(2026, 11, 21, 8),
    )
    claim = claimed(cast, incident, actor=cast.press_officer, text=SECRET)
    services.sighting_add(actor=cast.press_officer, claim_id=claim.pk, url="https://example.org/kin")
    return incident


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_every_way_to_it(cast: Cast, secret: Incident, who: str) -> None:
    """The same answer by every way: rows, clocks, the registry, figures."""
    actor, sees = cast.people[who], who in SEES
    claim = Claim.objects.get()
    ways = {
        "incident": Incident.objects.visible_to(actor).exists(),
        "shown": incidents_shown_to(actor).exists(),
        "unanswered": unanswered(actor).exists(),
        "claim": Claim.objects.visible_to(actor).exists(),
        "sighting": Sighting.objects.visible_to(actor).exists(),
        "timeline": TimelineEntry.objects.visible_to(actor).exists(),
        "clock": open_clocks(actor).exists(),
        "registry": subjects.find(actor, "incidents.incident", secret.pk) is not None,
        "registry of claims": subjects.find(actor, "incidents.claim", claim.pk) is not None,
        "figures": any(count.total for count in counts_by_state(actor).values()),
    }
    assert ways == dict.fromkeys(ways, sees)


@pytest.mark.parametrize("who", HIDDEN)
def test_over_http_it_does_not_exist(cast: Cast, secret: Incident, who: str) -> None:
    """404 with the body of what never was, an empty list, an empty search; and no page says its name."""
    client, claim = client_of(cast.people[who]), Claim.objects.get()
    missing = client.get("/api/v1/incidents/00000000-0000-4000-8000-000000000000/")
    for address in (f"incidents/{secret.pk}/", f"incidents/{secret.pk}/timeline/", f"incidents/{secret.pk}/history/"):
        response = client.get(f"/api/v1/{address}")
        assert (response.status_code, response.content) == (404, missing.content)
    assert client.get(f"/api/v1/claims/{claim.pk}/sightings/").status_code == 404
    for address in (
        "incidents/?search=chuyen+kin",
        "claims/?search=chuyen+kin",
        f"claims/?incident={secret.pk}",
        "deadlines/",
    ):
        response = client.get(f"/api/v1/{address}")
        assert (response.status_code, response.json()["results"]) == (200, [])
    client.credentials()
    client.force_login(cast.people[who])
    for address in ("/incidents/", "/incidents/?search=chuyen+kin", "/deadlines/", "/"):
        page = client.get(address)
        assert page.status_code == 200
        assert SECRET not in page.content.decode()
    assert client.get(f"/incidents/{secret.pk}/").status_code == 404


@pytest.mark.parametrize("who", HIDDEN)
def test_no_service_touches_it(cast: Cast, secret: Incident, who: str) -> None:
    actor, claim = cast.people[who], Claim.objects.get()
    calls: list[Any] = [
        lambda: do("close", secret, actor),
        lambda: services.timeline_add(actor=actor, incident_id=secret.pk, text="x"),
        lambda: services.claim_check(actor=actor, claim_id=claim.pk, version=1),
        lambda: services.sighting_add(actor=actor, claim_id=claim.pk, url="x"),
    ]
    for call in calls:
        with pytest.raises(NotVisible):
            call()


def test_until_somebody_leads_the_office_does(cast: Cast) -> None:
    """Restricted from the report on: the press desk of the office can take it up."""
    incident = reported(cast, actor=cast.leader, restricted=True)
    seers = {who for who, actor in cast.people.items() if Incident.objects.visible_to(actor).filter(pk=incident.pk)}
    assert seers == SEES


def test_only_the_desk_and_leadership_restrict(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        reported(cast, restricted=True)
    incident = in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]})
    for service, values in (
        (services.incident_update, {}),
        (services.incident_assess, {"reason": "Nhạy cảm"}),
    ):
        with pytest.raises(NotAllowed):
            service(actor=cast.unit_head, incident_id=incident.pk, version=incident.version, restricted=True, **values)


def test_nobody_shuts_themselves_out(cast: Cast) -> None:
    """The press officer of the office would not see a restricted incident that another unit leads."""
    incident = in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]})
    with pytest.raises(Conflict) as refused:
        do("assess", incident, cast.press_officer, restricted=True)
    assert refused.value.code == "out_of_own_sight"
    incident.refresh_from_db()
    assert incident.restricted is False
    assert do("assess", incident, cast.spokesperson, restricted=True).restricted is True


def test_a_duplicate_does_not_name_a_hidden_original(cast: Cast, secret: Incident) -> None:
    """Who sees the repeated report learns that it was dismissed, not of what."""
    repeated = reported(cast)
    do("dismiss", repeated, cast.press_officer, duplicate_of=secret.pk)
    assert client_of(cast.officer).get(f"/api/v1/incidents/{repeated.pk}/").json()["duplicate_of"] is None
    assert client_of(cast.leader).get(f"/api/v1/incidents/{repeated.pk}/").json()["duplicate_of"] == str(secret.pk)
    entries = client_of(cast.officer).get(f"/api/v1/incidents/{repeated.pk}/timeline/").json()["results"]
    assert str(secret.pk) not in str(entries)
    history = client_of(cast.officer).get(f"/api/v1/incidents/{repeated.pk}/history/").content.decode()
    assert str(secret.pk) not in history
    client = client_of(cast.officer)
    client.credentials()
    client.force_login(cast.officer)
    page = client.get(f"/incidents/{repeated.pk}/").content.decode()
    assert SECRET not in page
    assert str(secret.pk) not in page


def test_links_show_only_what_the_reader_sees(cast: Cast) -> None:
    """The reporting unit sees the incident, but neither a draft statement nor a draft release of another unit."""
    incident = in_state(cast, "active", actor=cast.coordinator)
    release = draft(cast, title="Bản thảo chưa công bố", units=[cast.units["VP"]])
    statement = drafted(cast, topic="Phát ngôn chưa đưa ra")
    link: dict[str, Any] = {"actor": cast.press_officer, "incident_id": incident.pk}
    services.incident_link_release(release_id=release.pk, **link)
    services.incident_link_statement(statement_id=statement.pk, **link)
    assert IncidentStatement.objects.count() == 1
    client = client_of(cast.coordinator)
    for name in ("releases", "statements"):
        assert client.get(f"/api/v1/incidents/{incident.pk}/{name}/").json()["results"] == []
    said = client.get(f"/api/v1/incidents/{incident.pk}/timeline/").json()["results"]
    linked = {row["kind"]: row["subject"] for row in said if row["kind"].endswith("_linked")}
    assert linked == {"release_linked": None, "statement_linked": None}
    moments = timeline(cast.coordinator, incident.timeline.all())
    assert all(moment.about is None and moment.url == "" for moment in moments if moment.entry.kind.endswith("_linked"))
    seen = {row.kind: row.subject_seen for row in timeline_rows(cast.press_officer, incident)}
    assert seen["release_linked"]
    assert seen["statement_linked"]
    client.credentials()
    client.force_login(cast.coordinator)
    page = client.get(f"/incidents/{incident.pk}/").content.decode()
    assert "Bản thảo chưa công bố" not in page
    assert "Phát ngôn chưa đưa ra" not in page
