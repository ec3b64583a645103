"""How an incident ends: what closing needs, the waiver as it was signed, writers at once, reopening."""

from datetime import datetime
from threading import Event
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from comms.audit.models import AuditEvent
from comms.audit.selectors import history
from comms.core import clock
from comms.core.errors import Conflict
from incidents import policies, selectors, services
from incidents.models import Agreement, CorrectionRequest, Incident, TimelineEntry
from tests.cast import Cast
from tests.incidents.building import claimed, do, given, in_state, mandate
from tests.press.releases.building import do as do_release
from tests.press.releases.building import issued
from tests.races import at_once, await_somebody_waiting, needs_postgresql

pytestmark = pytest.mark.usefixtures("rules")


def correction(cast: Cast, incident: Incident, state: str) -> CorrectionRequest:
    """As far as closing looks at it."""
    now = clock.now()
    values: dict[str, Any] = {"draft": {}, "sent": {}, "answered": {}}.get(state, {})
    if state == "escalated":
        values = {"escalated_to": "court", "escalated_at": now, "escalate_reason": "Không trả lời"}
    if state == "closed":
        values = {"outcome": "corrected", "closed_at": now}
    if state != "draft":
        values |= {"sent_at": now, "mandate": mandate(cast)}
    return CorrectionRequest.objects.create(
        incident=incident,
        outlet_name="Báo minh họa",
        article_title="Bài minh họa",
        passage="Cổng thu phí",
        truth="Cổng không thu phí",
        ground="ND244-7.6",
        author=cast.press_officer,
        state=state,
        **values,
    )


# --- what closing needs ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "closes"), [("draft", True), ("sent", False), ("answered", False), ("escalated", True), ("closed", True)]
)
def test_a_running_correction_request_keeps_it_open(cast: Cast, state: str, closes: bool) -> None:
    """The outlet owes something, or its answer waits to be judged: 409 with a code of its own."""
    incident = in_state(cast, "active")
    correction(cast, incident, state)
    if closes:
        assert do("close", incident, cast.press_officer).state == "closed"
        return
    assert not policies.may_close(cast.press_officer, incident)
    with pytest.raises(Conflict) as refused:
        do("close", incident, cast.press_officer)
    assert refused.value.code == "correction_running"
    incident.refresh_from_db()
    assert incident.state == "active"


def test_the_page_lists_what_the_service_refuses(cast: Cast) -> None:
    """The first unmet check is what the service says; nothing unmet, nothing refused."""
    incident = in_state(cast, "active", triage={"severity": 2})
    unmet = [check for check in policies.closing_checks(incident) if not check.met]
    assert len(unmet) == 1
    with pytest.raises(Conflict) as refused:
        do("close", incident, cast.press_officer)
    assert str(refused.value.detail) == unmet[0].words
    do("waive", incident, cast.leader)
    incident.refresh_from_db()
    assert all(check.met for check in policies.closing_checks(incident))
    assert do("close", incident, cast.press_officer).state == "closed"


def test_what_is_still_open_elsewhere_only_warns(cast: Cast) -> None:
    """A claim without a verdict, an agency that has not answered, an escalated request: said, and it closes."""
    incident = in_state(cast, "active")
    claimed(cast, incident)
    correction(cast, incident, "escalated")
    Agreement.objects.create(
        incident=incident, agency="Bộ minh họa", content="x", content_sha256="0" * 64, asked_by=cast.press_officer
    )
    warnings = policies.closing_warnings(incident)
    assert len(warnings) == 3
    assert all(check.warns and not check.met for check in warnings)
    assert do("close", incident, cast.press_officer).state == "closed"


# --- the waiver -----------------------------------------------------------------------------------


def test_a_waiver_is_signed_with_name_post_time_and_reason(cast: Cast) -> None:
    """Under the leader's name and post of that day; its hash stands in the incident and in the evidence."""
    incident = do("waive", in_state(cast, "active", triage={"severity": 2}), cast.leader, reason="Im lặng có chủ đích")
    assert (incident.waiver_name, incident.waived_at) == (cast.leader.full_name, clock.now())
    assert cast.units["BTP"].name_vi in incident.waiver_post
    event = history(incident).filter(action="incidents.incident.waived").get()
    assert event.data["waiver_sha256"] == incident.waiver_sha256
    [waiver] = selectors.waivers(incident)
    assert (waiver.stands, waiver.intact, waiver.reason) == (True, True, "Im lặng có chủ đích")
    assert selectors.waiver_intact(incident) is True


def test_a_changed_incident_does_not_change_the_waiver(cast: Cast) -> None:
    """Neither its facts nor the leader's name of later days."""
    incident = do("waive", in_state(cast, "active", triage={"severity": 2}), cast.leader)
    signed = (incident.waiver_name, incident.waiver_post, incident.waiver_sha256, incident.waived_at)
    services.incident_update(
        actor=cast.press_officer, incident_id=incident.pk, version=incident.version, title="Tên khác"
    )
    type(cast.leader).objects.filter(pk=cast.leader.pk).update(full_name="Người Khác")
    incident.refresh_from_db()
    assert (incident.waiver_name, incident.waiver_post, incident.waiver_sha256, incident.waived_at) == signed
    assert selectors.waiver_intact(incident) is True


@pytest.mark.parametrize(
    "changed",
    [
        {"waiver_name": "Người Khác"},
        {"waiver_post": "Thứ trưởng"},
        {"waive_reason": "Lý do khác"},
        {"waived_at": datetime(2026, 11, 20, tzinfo=clock.HANOI)},
        {"waiver_sha256": "0" * 64},
    ],
)
def test_a_forged_waiver_is_seen(cast: Cast, changed: dict[str, Any]) -> None:
    """Whoever writes past the service into the row is contradicted by the evidence."""
    incident = do("waive", in_state(cast, "active", triage={"severity": 2}), cast.leader)
    Incident.objects.filter(pk=incident.pk).update(**changed)
    incident.refresh_from_db()
    assert selectors.waiver_intact(incident) is False


def test_a_forged_waiver_with_its_own_hash_is_seen(cast: Cast) -> None:
    """Reckoning the hash anew does not help: the evidence holds the one that was signed."""
    incident = do("waive", in_state(cast, "active", triage={"severity": 2}), cast.leader)
    assert incident.waived_at is not None
    forged = selectors.waiver_digest(
        incident_id=incident.pk,
        version=incident.version - 1,
        name=incident.waiver_name,
        post=incident.waiver_post,
        at=incident.waived_at,
        reason="Lý do khác",
    )
    Incident.objects.filter(pk=incident.pk).update(waive_reason="Lý do khác", waiver_sha256=forged)
    incident.refresh_from_db()
    assert selectors.waiver_intact(incident) is False


def test_half_a_waiver_is_refused_by_the_database(cast: Cast) -> None:
    incident = in_state(cast, "active")
    with pytest.raises(DatabaseError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(waiver_name="Ai đó")


def test_reopening_ends_the_waiver_and_keeps_it_in_history(cast: Cast) -> None:
    """The former one is still told, with its hash; it counts no more, and closing asks again."""
    incident = do("waive", in_state(cast, "active", triage={"severity": 2}), cast.leader, reason="Lần một")
    first = incident.waiver_sha256
    do("close", incident, cast.press_officer)
    again = do("reopen", incident, cast.press_officer)
    assert (again.waived_by, again.waived_at, again.waiver_name, again.waiver_sha256) == (None, None, "", "")
    [former] = selectors.waivers(again)
    assert (former.stands, former.sha256, former.reason, former.intact) == (False, first, "Lần một", True)
    assert selectors.waiver_intact(again) is None
    with pytest.raises(Conflict):
        do("close", again, cast.press_officer)
    second = do("waive", again, cast.leader, reason="Lần hai")
    assert [(waiver.reason, waiver.stands) for waiver in selectors.waivers(second)] == [
        ("Lần hai", True),
        ("Lần một", False),
    ]


# --- writers at once ------------------------------------------------------------------------------


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_close_with_an_answer_leave_one_closing(cast: Cast) -> None:
    """One wins, the other holds an old version; one entry, one event."""
    incident = in_state(cast, "active", triage={"severity": 2})
    services.incident_link_statement(
        actor=cast.press_officer, incident_id=incident.pk, statement_id=given(cast).pk, purpose="first_statement"
    )
    incident.refresh_from_db()

    def close(actor: Any) -> Incident:
        return services.incident_close(actor=actor, incident_id=incident.pk, version=incident.version)

    results = at_once(lambda: close(cast.press_officer), lambda: close(cast.spokesperson))
    assert sorted(type(result).__name__ for result in results) == ["Incident", "StaleVersion"]
    assert TimelineEntry.objects.filter(kind="closed").count() == 1
    assert AuditEvent.objects.filter(action="incidents.incident.closed").count() == 1


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_a_withdrawal_and_then_sees_it(cast: Cast) -> None:
    """The answer is being withdrawn in the same instant: never closed on an answer that is already gone."""
    incident = in_state(cast, "active", triage={"severity": 2})
    release = issued(cast)
    services.incident_link_release(actor=cast.press_officer, incident_id=incident.pk, release_id=release.pk)
    incident.refresh_from_db()

    def withdraw() -> Any:
        with transaction.atomic():
            withdrawn = do_release("withdraw", release, cast.spokesperson, reason="Sai số liệu")
            begun.set()
            await_somebody_waiting()
        return withdrawn

    def close() -> Incident:
        assert begun.wait(20)
        return services.incident_close(actor=cast.press_officer, incident_id=incident.pk, version=incident.version)

    begun = Event()
    withdrawn, closed = at_once(withdraw, close)
    assert not isinstance(withdrawn, Exception), withdrawn
    assert isinstance(closed, Conflict), closed
    assert closed.code == "not_closable"
    assert not AuditEvent.objects.filter(action="incidents.incident.closed").exists()


def test_the_api_tells_what_closing_needs(cast: Cast) -> None:
    """By the same list as the page and the refusal: of one incident, not of a list, and not once it is closed."""
    incident = in_state(cast, "active", triage={"severity": 2})
    correction(cast, incident, "sent")
    client = Client()
    client.force_login(cast.press_officer)
    told = client.get(f"/api/v1/incidents/{incident.pk}/").json()["closing_checks"]
    assert [(row["met"], row["code"]) for row in told if not row["warns"]] == [
        (True, "not_closable"),
        (False, "not_closable"),
        (False, "correction_running"),
    ]
    assert all(row["words"] for row in told)
    assert client.get("/api/v1/incidents/").json()["results"][0]["closing_checks"] is None
    closed = in_state(cast, "closed")
    assert client.get(f"/api/v1/incidents/{closed.pk}/").json()["closing_checks"] == []
