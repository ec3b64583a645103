"""Triage: course, what suggests severity and priority, and the reason for deciding otherwise."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings

from comms.core import clock
from comms.core.errors import Invalid
from comms.notify.models import Notification
from incidents import services
from incidents.models import TimelineEntry
from incidents.states import Extent, Priority, Severity, Spread
from incidents.suggesting import overruled, suggest
from tests.api.conftest import client_of
from tests.cast import Cast
from tests.incidents.building import do, in_state, reported

pytestmark = pytest.mark.usefixtures("rules")

PRIORITIES = [
    ["low", "low", "normal", "high"],
    ["low", "normal", "high", "high"],
    ["normal", "high", "high", "urgent"],
    ["high", "high", "urgent", "urgent"],
]


@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize("spread", list(Spread))
def test_the_matrix(severity: Severity, spread: Spread) -> None:
    """Every cell; the severity that was decided counts, whatever the extent suggests."""
    expected = PRIORITIES[severity - 1][spread - 1]
    assert suggest(extent=None, spread=spread, severity=severity).priority == expected
    assert suggest(extent=Extent(severity), spread=spread).priority == expected
    assert suggest(extent=Extent(5 - severity), spread=spread, severity=severity).priority == expected
    assert settings.INCIDENT_PRIORITIES == PRIORITIES


def test_nothing_given_suggests_nothing() -> None:
    found = suggest(extent=None, spread=None)
    assert (found.severity, found.priority, found.reasons) == (None, None, ())
    assert suggest(extent=None, spread=Spread.SURGING).priority is None
    assert overruled(extent=None, spread=None, severity=4, priority="low") == ()


@pytest.mark.parametrize(
    ("decided", "differs"),
    [
        ({"severity": 3, "priority": "high"}, False),
        ({"severity": 2, "priority": "high"}, True),
        ({"severity": None, "priority": "high"}, True),
        ({"severity": 3, "priority": "urgent"}, True),
        ({"severity": 3, "priority": "high", "spread": None}, False),
        ({"severity": 3, "priority": "low", "spread": None}, False),
        ({"severity": 1, "priority": "normal", "extent": None, "spread": 3}, False),
    ],
)
def test_deciding_otherwise_needs_a_reason(cast: Cast, decided: dict[str, Any], differs: bool) -> None:
    """Where extent or spread is given and the decision differs: 400 without the reason, kept with it."""
    values = {"extent": 3, "spread": 3} | decided
    incident = reported(cast)
    if not differs:
        assert do("triage", incident, cast.press_officer, **values).overrule_reason == ""
        return
    with pytest.raises(Invalid) as refused:
        do("triage", incident, cast.press_officer, **values)
    assert refused.value.errors["overrule_reason"][0].code == "overrule_reason_missing"
    incident.refresh_from_db()
    assert incident.state == "reported"
    done = do("triage", incident, cast.press_officer, **values, overrule_reason="Đã có đính chính")
    assert done.overrule_reason == "Đã có đính chính"


def test_who_gives_no_estimate_is_asked_nothing(cast: Cast) -> None:
    """As before: severity and priority alone."""
    done = do("triage", reported(cast), cast.press_officer, severity=4, priority="low")
    assert (done.severity, done.priority, done.extent, done.overrule_reason) == (4, "low", None, "")


def test_the_second_look_asks_again_only_for_what_changes(cast: Cast) -> None:
    """A reason stands while the decision does; another decision needs its own, or none where it follows."""
    first = {"extent": 3, "spread": 3, "severity": 2, "priority": "high", "overrule_reason": "Đã có đính chính"}
    incident = in_state(cast, "active", triage=first)
    kept = services.incident_assess(
        actor=cast.press_officer, incident_id=incident.pk, version=incident.version, reason="Xem", kind="outage"
    )
    assert (kept.overrule_reason, kept.kind) == ("Đã có đính chính", "outage")
    with pytest.raises(Invalid):
        do("assess", incident, cast.press_officer, priority="urgent")
    follows = do("assess", incident, cast.press_officer, severity=3, priority="high")
    assert follows.overrule_reason == ""


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"course": "watch"}, "required"),
        ({"course": "watch", "watch_until": date(2026, 11, 20)}, "past"),
        ({"course": "handle", "watch_until": date(2026, 12, 1)}, "not_watched"),
        ({"watch_until": date(2026, 12, 1)}, "not_watched"),
    ],
)
def test_a_watch_has_its_day(cast: Cast, values: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        do("triage", reported(cast), cast.press_officer, **values)
    assert refused.value.errors["watch_until"][0].code == code


def test_the_day_goes_with_the_watch(cast: Cast) -> None:
    incident = in_state(cast, "triaged", triage={"course": "watch", "watch_until": date(2026, 11, 25)})
    assert do("assess", incident, cast.press_officer, course="handle").watch_until is None


def test_the_end_of_a_watch_is_told_once(cast: Cast) -> None:
    """On its day, not before: the desk, and head and press roles of the lead unit; each once."""
    lead = {"lead_unit": cast.units["C-PBGDPL-TGPL"]}
    in_state(cast, "triaged", triage={"course": "watch", "watch_until": date(2026, 11, 25), **lead})
    assert services.watches_tell() == 0
    with clock.frozen(clock.now() + timedelta(days=4)):
        assert services.watches_tell() == 3
        assert services.watches_tell() == 0
    told = set(Notification.objects.filter(kind="incidents.watch_ends").values_list("person__username", flat=True))
    assert told == {"press_officer", "spokesperson", "unit_head"}


def test_the_end_of_a_restricted_watch_is_told_to_who_sees_it(cast: Cast) -> None:
    triage = {
        "course": "watch",
        "watch_until": date(2026, 11, 21),
        "restricted": True,
        "lead_unit": cast.units["C-PBGDPL-TGPL"],
    }
    incident = reported(cast, actor=cast.leader, restricted=True)
    do("triage", incident, cast.spokesperson, **triage)
    services.watches_tell()
    told = set(Notification.objects.filter(kind="incidents.watch_ends").values_list("person__username", flat=True))
    assert told == {"spokesperson"}


def test_escalation_is_told_and_written(cast: Cast) -> None:
    """To leadership and the spokespersons of the office; again only when it becomes the course again."""
    incident = in_state(cast, "triaged", triage={"course": "escalate"})
    do("assess", incident, cast.press_officer, course="escalate", priority="urgent")
    entries = TimelineEntry.objects.filter(incident=incident, kind="escalated")
    assert entries.count() == 1
    told = Notification.objects.filter(kind="incidents.escalated")
    assert set(told.values_list("person__username", flat=True)) == {"leader", "spokesperson"}
    assert all(notice.subject_id == incident.pk for notice in told)
    do("assess", incident, cast.press_officer, course="handle")
    do("assess", incident, cast.press_officer, course="escalate")
    assert entries.count() == 2


def test_the_suggestion_is_explained(cast: Cast) -> None:
    client = client_of(cast.officer)
    found = client.get("/api/v1/incidents/suggest/?extent=3&spread=4").json()
    assert (found["severity"], found["priority"], len(found["reasons"])) == (3, Priority.URGENT, 2)
    decided = client.get("/api/v1/incidents/suggest/?extent=3&spread=4&severity=1").json()
    assert (decided["severity"], decided["priority"]) == (3, Priority.HIGH)
    for query in ("extent=5", "spread=x", "severity=0", "other=1"):
        assert client.get(f"/api/v1/incidents/suggest/?{query}").status_code == 400


def test_the_api_decides_and_filters(cast: Cast) -> None:
    incident, client = reported(cast), client_of(cast.press_officer)
    body = {
        "severity": 2,
        "extent": 3,
        "reason": "Đã xem",
        "kind": "impostor",
        "course": "watch",
        "watch_until": "2026-12-01",
    }
    path = f"/api/v1/incidents/{incident.pk}/triage/"
    etag = client.get(f"/api/v1/incidents/{incident.pk}/")["ETag"]
    refused = client.post(path, body, format="json", headers={"if-match": etag})
    assert refused.status_code == 400
    assert refused.json()["errors"]["overrule_reason"][0]["code"] == "overrule_reason_missing"
    body["overrule_reason"] = "Một bài, ít người đọc"
    done = client.post(path, body, format="json", headers={"if-match": etag})
    assert done.status_code == 200, done.content
    shown = done.json()
    assert {name: shown[name] for name in ("kind", "course", "extent", "watch_until")} == {
        "kind": "impostor",
        "course": "watch",
        "extent": 3,
        "watch_until": "2026-12-01",
    }
    for query, number in (("course=watch", 1), ("course=handle", 0), ("kind=impostor", 1), ("kind=leak", 0)):
        assert len(client.get(f"/api/v1/incidents/?{query}").json()["results"]) == number
