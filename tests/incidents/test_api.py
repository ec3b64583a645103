"""Incidents, claims, mandates and statements over HTTP: shapes, filters, the chain from end to end, costs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from incidents import services
from incidents.models import Claim, Incident, Sighting
from press.mandates.models import Mandate
from tests.api.conftest import client_of, code_of
from tests.cast import Cast
from tests.files.uploads import image
from tests.incidents.building import claimed, drafted, given, hanoi, in_state, judged, mandate, reported
from tests.press.releases.building import approved, issued

pytestmark = pytest.mark.usefixtures("rules")


def post(client: APIClient, path: str, body: Any = None, version: int | None = None, **options: Any) -> Any:
    headers = {"If-Match": f'"{version}"'} if version else {}
    return client.post(f"/api/v1/{path}", body or {}, headers=headers, **options)


def get(client: APIClient, path: str) -> Any:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.content
    return response.json()


# --- the chain ------------------------------------------------------------------------------------


def test_a_false_claim_from_the_report_to_the_end(cast: Cast) -> None:
    """Reported, triaged with the clock, judged false, refuted by an issued release that stops the clock, closed."""
    officer, desk = client_of(cast.officer), client_of(cast.press_officer)
    made = post(
        officer, "incidents/", {"title": "Cổng thu phí?", "field": "scam", "received_at": "2026-11-20T20:00:00+07:00"}
    )
    assert made.status_code == 201, made.content
    incident = made.json()
    assert (incident["state"], incident["severity"], incident["clocks"]) == ("reported", None, [])
    path = f"incidents/{incident['id']}/"
    triage = {"severity": 3, "priority": "high", "legal_ground": "ND244-7.3", "reason": "Nhiều người chia sẻ"}
    incident = post(desk, f"{path}triage/", triage, incident["version"]).json()
    assert [(row["rule"], row["due_at"], row["stopped_at"]) for row in incident["clocks"]] == [
        ("ND244-7.3", "2026-11-21T20:00:00+07:00", None)
    ]
    assert incident["lead_unit"] == str(cast.units["VP"].pk)
    incident = post(desk, f"{path}activate/", version=incident["version"]).json()
    claim = post(officer, f"{path}claims/", {"text": "Cổng thu phí 50.000 đồng."}).json()
    seen = post(officer, f"claims/{claim['id']}/sightings/", {"url": "https://example.org/1", "reach": 1200})
    assert seen.status_code == 201, seen.content
    claim = post(desk, f"claims/{claim['id']}/check/", version=1).json()
    verdict = {"verdict": "false", "evidence": "QĐ 1799/QĐ-BTP", "legal_source": "Điều 2"}
    claim = post(desk, f"claims/{claim['id']}/judge/", verdict, claim["version"]).json()
    early = post(desk, f"{path}close/", version=incident["version"])
    assert (early.status_code, code_of(early)) == (409, "not_closable")
    release = issued(cast)
    claim = post(desk, f"claims/{claim['id']}/refute/", {"release": str(release.pk)}, claim["version"]).json()
    assert claim["refutation"] == {"type": "press.release", "id": str(release.pk)}
    claim = post(desk, f"claims/{claim['id']}/publish/", version=claim["version"]).json()
    assert (claim["state"], claim["sightings"][0]["reach"], claim["sightings_total"]) == ("published", 1200, 1)
    incident = get(desk, path)
    assert incident["first_statement_at"] == incident["clocks"][0]["stopped_at"] == "2026-11-21T09:00:00+07:00"
    assert incident["clocks"][0]["breached"] is False
    assert incident["clocks"][0]["explanation"]
    assert [row["purpose"] for row in get(desk, f"{path}releases/")["results"]] == ["refutation"]
    incident = post(desk, f"{path}close/", {"reason": "Đã phản bác"}, incident["version"]).json()
    assert incident["state"] == "closed"
    kinds = [row["kind"] for row in get(officer, f"{path}timeline/")["results"]]
    assert kinds[0] == "closed"
    assert {"clock_started", "clock_stopped", "claim_refuted", "release_linked"} <= set(kinds)


def test_a_statement_from_the_draft_to_the_correction(cast: Cast) -> None:
    """Drafted by the desk, approved and given by the spokesperson; outside the mandate 403 with its validity."""
    desk, speaker = client_of(cast.press_officer), client_of(cast.spokesperson)
    body = {
        "person": "spokesperson",
        "capacity": "regular",
        "valid_from": "2026-11-20T08:00:00+07:00",
        "valid_to": "2026-12-31T17:00:00+07:00",
        "decided_at": "2026-11-20T08:00:00+07:00",
        "decided_by": "Bộ trưởng",
    }
    made = post(desk, "mandates/", body)
    assert made.status_code == 201, made.content
    held = made.json()
    assert (held["unit"], held["person_name"]) == (str(cast.units["BTP"].pk), cast.spokesperson.full_name)
    words = {"mandate": held["id"], "form": "interview", "topic": "Cổng", "text": "Cổng không thu phí."}
    statement = post(desk, "statements/", words).json()
    path = f"statements/{statement['id']}/"
    early = {"spoken_at": "2026-11-20T07:59:00+07:00", "spoken_live": True}
    refused = post(speaker, f"{path}give/", early, 1)
    assert (refused.status_code, code_of(refused)) == (403, "outside_mandate")
    assert "20/11/2026 08:00" in refused.json()["detail"]
    statement = post(speaker, f"{path}approve/", version=1).json()
    statement = post(speaker, f"{path}give/", version=2).json()
    assert (statement["state"], statement["spoken_at"]) == ("given", "2026-11-21T09:00:00+07:00")
    statement = post(speaker, f"{path}correct/", {"text": "Cổng hoàn toàn miễn phí.", "note": "Rõ hơn"}, 3).json()
    assert statement["state"] == "corrected"
    assert [row["text"] for row in get(desk, f"{path}versions/")["results"]] == [
        "Cổng hoàn toàn miễn phí.",
        "Cổng không thu phí.",
    ]
    assert [row["id"] for row in get(desk, "statements/?search=MIEN+phi")["results"]] == [statement["id"]]


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        ("2026-11-20T08:00:00%2B07:00", True),
        ("2026-11-20T07:59:59%2B07:00", False),
        ("2026-11-20T01:00:00Z", True),
        ("2026-11-20", True),
        ("2026-11-19", False),
    ],
)
def test_who_may_speak_at_an_instant_or_on_a_day(cast: Cast, at: str, holds: bool) -> None:
    held = mandate(cast, valid_from=hanoi(2026, 11, 20, 8), decided_at=hanoi(2026, 11, 20, 8))
    found = [row["id"] for row in get(client_of(cast.outsider), f"mandates/?at={at}")["results"]]
    assert found == ([str(held.pk)] if holds else [])


@pytest.mark.parametrize(
    "query", ["mandates/?at=yesterday", "mandates/?at=2026-13-01", "mandates/?at=2026-11-20T08:00:00"]
)
def test_an_unclear_instant_is_refused(cast: Cast, query: str) -> None:
    assert client_of(cast.outsider).get(f"/api/v1/{query}").status_code == 400


# --- filters and bodies ---------------------------------------------------------------------------


def test_filters(cast: Cast) -> None:
    """Each filter narrows; an unknown one is refused."""
    open_one = in_state(cast, "active", triage={"severity": 3, "legal_ground": "ND244-7.3"})
    closed = in_state(cast, "closed", title="Xong rồi", drill=True)
    client = client_of(cast.leader)

    def ids(query: str) -> set[str]:
        return {row["id"] for row in get(client, f"incidents/?{query}")["results"]}

    one, two = {str(open_one.pk)}, {str(closed.pk)}
    for query, expected in (
        ("state=active", one),
        ("state=active&state=closed", one | two),
        ("severity=3", one),
        ("drill=true", two),
        ("answered=false", one | two),
        ("answered=true", set()),
        ("legal_ground=ND244-7.3", one),
        ("lead_unit=VP", one | two),
        ("reporting_unit=STP-HUE", set()),
        ("search=xong", two),
        ("received_after=2026-11-22T00:00:00%2B07:00", set()),
    ):
        assert ids(query) == expected, query
    assert client.get("/api/v1/incidents/?colour=red").status_code == 400


def test_dismissal_over_http_names_the_original(cast: Cast) -> None:
    first, second = reported(cast), reported(cast)
    desk = client_of(cast.press_officer)
    body = {"reason": "Trùng", "duplicate_of": str(first.pk)}
    done = post(desk, f"incidents/{second.pk}/dismiss/", body, 1).json()
    assert (done["state"], done["duplicate_of"]) == ("dismissed", str(first.pk))


def test_what_is_not_a_field_is_refused(cast: Cast) -> None:
    incident = reported(cast)
    response = client_of(cast.press_officer).patch(
        f"/api/v1/incidents/{incident.pk}/", {"state": "closed"}, headers={"If-Match": '"1"'}
    )
    assert (response.status_code, code_of(response)) == (400, "invalid")
    assert response.json()["errors"]["state"][0]["code"] == "unknown_field"


def test_a_captured_file_comes_with_its_hash(cast: Cast) -> None:
    """Multipart: the picture is stored, the sighting has its SHA-256; a wrong hash is refused and leaves nothing."""
    claim = claimed(cast, in_state(cast, "active"))
    client, path = client_of(cast.officer), f"claims/{claim.pk}/sightings/"
    picture = image("PNG")

    def send(**fields: Any) -> Any:
        file = SimpleUploadedFile("anh.png", picture, content_type="image/png")
        return post(client, path, {"url": "https://example.org/1", "file": file, **fields}, format="multipart")

    wrong = send(sha256="a" * 64)
    assert (wrong.status_code, wrong.json()["errors"]["sha256"][0]["code"]) == (400, "mismatch")
    assert not Sighting.objects.exists()
    made = send()
    assert made.status_code == 201, made.content
    assert made.json()["sha256"] == Sighting.objects.get().file.sha256


@pytest.mark.parametrize("kind", ["closed", "clock_started"])
def test_nobody_writes_what_the_system_writes(cast: Cast, kind: str) -> None:
    incident = in_state(cast, "active")
    response = post(client_of(cast.press_officer), f"incidents/{incident.pk}/timeline/", {"text": "x", "kind": kind})
    assert response.status_code == 400


# --- costs ----------------------------------------------------------------------------------------


def many(cast: Cast, number: int) -> None:
    for index in range(number):
        incident = in_state(cast, "active", title=f"Việc {index}", triage={"legal_ground": "ND244-7.3"})
        claim = judged(cast, claimed(cast, incident))
        services.sighting_add(actor=cast.officer, claim_id=claim.pk, url=f"https://example.org/{index}")
        link: dict[str, Any] = {"actor": cast.press_officer, "incident_id": incident.pk}
        services.incident_link_statement(statement_id=drafted(cast).pk, **link)
        services.incident_link_release(release_id=approved(cast).pk, **link)


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/incidents/",
        "/api/v1/claims/",
        "/api/v1/statements/",
        "/api/v1/mandates/",
        "/api/v1/incidents/{id}/timeline/",
        "/api/v1/incidents/{id}/releases/",
        "/incidents/",
        "/incidents/{id}/",
        "/statements/",
        "/statements/speakers/",
    ],
)
def test_queries_do_not_grow(cast: Cast, queries_of: Callable[..., int], address: str) -> None:
    """One and five of everything cost the same."""
    many(cast, 1)
    incident = Incident.objects.get()
    url = address.format(id=incident.pk)
    before = queries_of(cast.press_officer, url)
    many(cast, 4)
    for _more in range(4):
        claim = claimed(cast, incident)
        services.sighting_add(actor=cast.officer, claim_id=claim.pk, url="https://example.org/")
        services.incident_link_statement(actor=cast.press_officer, incident_id=incident.pk, statement_id=given(cast).pk)
    assert Claim.objects.count() == 9
    assert Mandate.objects.count() == 1
    assert queries_of(cast.press_officer, url) <= before
