"""The life of an incident: states, rights, what closing needs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from comms.audit.models import AuditEvent
from comms.core import clock
from comms.core.decisions import actions_for
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from incidents import policies, services
from incidents.models import Incident, TimelineEntry
from incidents.states import INCIDENT, IncidentState
from tests.cast import PEOPLE, Cast
from tests.incidents.building import GIVEN, PATHS, do, drafted, given, hanoi, in_state, reported
from tests.press.releases.building import approved, issued
from tests.press.releases.building import do as do_release
from tests.races import at_once, needs_postgresql

pytestmark = pytest.mark.usefixtures("rules")

# --- transitions ----------------------------------------------------------------------------------

LEADS_TO = {
    "reported": {"triage": "triaged", "dismiss": "dismissed"},
    "triaged": {
        "assess": "triaged",
        "activate": "active",
        "waive": "triaged",
        "close": "closed",
        "dismiss": "dismissed",
    },
    "active": {"assess": "active", "contain": "contained", "waive": "active", "close": "closed"},
    "contained": {"assess": "contained", "activate": "active", "waive": "contained", "close": "closed"},
    "closed": {"reopen": "active", "review": "reviewed"},
    "reviewed": {"reopen": "active"},
    "dismissed": {"reopen": "active"},
}


def test_every_state_is_in_the_table() -> None:
    assert set(LEADS_TO) == set(IncidentState.values) == set(PATHS)


@pytest.mark.parametrize("verb", list(INCIDENT))
@pytest.mark.parametrize("state", sorted(LEADS_TO))
def test_the_transition_table(cast: Cast, state: str, verb: str) -> None:
    """Every verb from every state: to the state of the table with evidence and an entry, else nothing changes."""
    incident = in_state(cast, state)
    version, events, entries = incident.version, AuditEvent.objects.count(), TimelineEntry.objects.count()
    actor = cast.leader if verb == "waive" else cast.press_officer
    target = LEADS_TO[state].get(verb)
    if target is None:
        with pytest.raises(IllegalTransition):
            do(verb, incident, actor)
        incident.refresh_from_db()
        assert (incident.state, incident.version) == (state, version)
        assert (AuditEvent.objects.count(), TimelineEntry.objects.count()) == (events, entries)
        return
    done = do(verb, incident, actor)
    assert (done.state, done.version) == (target, version + 1)
    assert (AuditEvent.objects.count(), TimelineEntry.objects.count()) == (events + 1, entries + 1)


@pytest.mark.parametrize("verb", list(INCIDENT))
def test_an_old_version_is_refused(cast: Cast, verb: str) -> None:
    """Before the state is looked at: the caller has not seen it."""
    incident = in_state(cast, "active")
    service = getattr(services, f"incident_{verb}")
    actor = cast.leader if verb == "waive" else cast.press_officer
    with pytest.raises(StaleVersion):
        service(actor=actor, incident_id=incident.pk, version=1, **GIVEN.get(verb, {}))


@pytest.mark.parametrize("verb", ["triage", "assess", "waive", "reopen", "dismiss"])
def test_a_decision_has_a_reason(cast: Cast, verb: str) -> None:
    state = next(state for state, verbs in LEADS_TO.items() if verb in verbs)
    incident = in_state(cast, state)
    with pytest.raises(Invalid) as refused:
        do(verb, incident, cast.leader if verb == "waive" else cast.press_officer, reason=" \u200b")
    assert list(refused.value.errors) == ["reason"]


# --- rights ---------------------------------------------------------------------------------------

DESK = {"press_officer", "spokesperson"}
OFFICE_LEADS = DESK | {"verifier"}  # `verifier` is head of the office, which leads when nobody else is named
MAY = {
    "triage": DESK,
    "assess": OFFICE_LEADS,
    "activate": OFFICE_LEADS,
    "contain": OFFICE_LEADS,
    "close": OFFICE_LEADS,
    "dismiss": OFFICE_LEADS,
    "reopen": OFFICE_LEADS,
    "review": OFFICE_LEADS,
    "waive": {"leader"},
}
SEES = {*DESK, "verifier", "leader", "auditor", "administrator", "officer", "unit_head"}


@pytest.mark.parametrize("verb", sorted(MAY))
@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_the_permission_table(cast: Cast, who: str, verb: str) -> None:
    """404 for who does not see it, 403 with a reason for who may not, and the button says the same as the service."""
    state = next(state for state, verbs in LEADS_TO.items() if verb in verbs)
    state = "triaged" if verb == "dismiss" else state
    incident = in_state(cast, state)
    actor = cast.people[who]
    sees = who in SEES and (who != "verifier" or incident.lead_unit == cast.units["VP"])
    if not sees:
        with pytest.raises(NotVisible):
            do(verb, incident, actor)
        return
    shown = {action["verb"]: action for action in actions_for(actor, incident, INCIDENT, policies)}[verb]
    assert shown["allowed"] is (who in MAY[verb])
    if who in MAY[verb]:
        do(verb, incident, actor)
        return
    assert shown["reason"]
    with pytest.raises(NotAllowed) as refused:
        do(verb, incident, actor)
    assert str(refused.value.detail) == shown["reason"]


LED = {"activate": {"officer", "unit_head"}, "contain": {"unit_head"}, "close": {"unit_head"}, "waive": set[str]()}


@pytest.mark.parametrize("verb", sorted(LED))
@pytest.mark.parametrize("who", ["officer", "unit_head", "coordinator"])
def test_the_lead_unit_handles(cast: Cast, verb: str, who: str) -> None:
    """Its officer works, its head decides, another unit does not see it."""
    lead = {"lead_unit": cast.units["C-PBGDPL-TGPL"]}
    state = {"activate": "triaged"}.get(verb, "active")
    incident = in_state(cast, state, triage=lead, actor=cast.press_officer)
    actor = cast.people[who]
    shown = {action["verb"]: action["allowed"] for action in actions_for(actor, incident, INCIDENT, policies)}
    assert shown["contain"] is (who == "unit_head" and incident.state == "active")
    if who == "coordinator":
        with pytest.raises(NotVisible):
            do(verb, incident, actor)
    elif who in LED[verb]:
        assert do(verb, incident, actor).version == incident.version + 1
    else:
        with pytest.raises(NotAllowed):
            do(verb, incident, actor)


REPORTS = set(PEOPLE) - {"auditor", "administrator"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_reports(cast: Cast, who: str) -> None:
    """Everybody with a working role, for their own unit."""
    actor = cast.people[who]
    if who not in REPORTS:
        with pytest.raises(NotAllowed):
            reported(cast, actor=actor)
        return
    incident = reported(cast, actor=actor)
    assert incident.reporting_unit.code == PEOPLE[who][0]
    assert Incident.objects.visible_to(actor).filter(pk=incident.pk).exists()
    with pytest.raises(Invalid) as refused:
        reported(cast, actor=actor, unit=cast.units["TGPL"])
    assert list(refused.value.errors) == ["unit"]


def test_the_reporter_edits_until_the_triage(cast: Cast) -> None:
    incident = reported(cast)
    edited = services.incident_update(actor=cast.officer, incident_id=incident.pk, version=1, title="Tin sai, sửa")
    assert (edited.title, edited.version) == ("Tin sai, sửa", 2)
    do("triage", incident, cast.press_officer)
    with pytest.raises(NotAllowed):
        services.incident_update(actor=cast.officer, incident_id=incident.pk, version=3, title="Nữa")


def test_what_is_closed_is_not_edited(cast: Cast) -> None:
    incident = in_state(cast, "closed")
    with pytest.raises(IllegalTransition):
        services.incident_update(actor=cast.press_officer, incident_id=incident.pk, version=incident.version, title="x")


# --- facts ----------------------------------------------------------------------------------------

LATER = hanoi(2026, 11, 21, 9, 1)


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"title": " "}, "title", "required"),
        ({"title": "x" * 301}, "title", "max_length"),
        ({"summary": "\x00"}, "summary", "characters"),
        ({"field": "gossip"}, "field", "invalid_choice"),
        ({"occurred_at": LATER}, "occurred_at", "future"),
        ({"detected_at": LATER}, "detected_at", "future"),
        ({"received_at": LATER}, "received_at", "future"),
        ({"occurred_at": hanoi(2026, 11, 2), "received_at": hanoi(2026, 11, 1)}, "detected_at", "order"),
        (
            {"occurred_at": hanoi(2026, 11, 2), "detected_at": hanoi(2026, 11, 3), "received_at": hanoi(2026, 11, 1)},
            "received_at",
            "order",
        ),
    ],
)
def test_a_bad_fact_is_named(cast: Cast, fields: dict[str, Any], field: str, code: str) -> None:
    """And leaves no row behind."""
    with pytest.raises(Invalid) as refused:
        reported(cast, **fields)
    assert [error.code for error in refused.value.errors[field]] == [code]
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("given_values", "field"),
    [
        ({"severity": 5}, "severity"),
        ({"severity": 0}, "severity"),
        ({"priority": "never"}, "priority"),
        ({"legal_ground": "ND1-1"}, "legal_ground"),
        ({"impact_determined_at": LATER}, "impact_determined_at"),
    ],
)
def test_a_bad_decision_is_named(cast: Cast, given_values: dict[str, Any], field: str) -> None:
    incident = reported(cast)
    with pytest.raises(Invalid) as refused:
        do("triage", incident, cast.press_officer, **given_values)
    assert list(refused.value.errors) == [field]
    incident.refresh_from_db()
    assert (incident.state, incident.version) == ("reported", 1)


def test_a_unit_of_the_past_leads_nothing(cast: Cast) -> None:
    incident = reported(cast)
    with pytest.raises(Invalid) as refused:
        do("triage", incident, cast.press_officer, lead_unit=cast.units["V-PBGDPL"])
    assert refused.value.errors["lead_unit"][0].code == "unit_ended"


# --- closing --------------------------------------------------------------------------------------


def test_undetermined_severity_does_not_close(cast: Cast) -> None:
    """Neither with a waiver; it is assessed first, or dismissed.  The database agrees."""
    incident = in_state(cast, "active", triage={"severity": None})
    do("waive", incident, cast.leader)
    with pytest.raises(Conflict) as refused:
        do("close", incident, cast.press_officer)
    assert refused.value.code == "not_closable"
    with pytest.raises(DatabaseError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(state="closed")
    do("assess", incident, cast.press_officer, severity=3)
    assert do("close", incident, cast.press_officer).state == "closed"


@pytest.mark.parametrize(("severity", "closes"), [(1, True), (2, False), (3, False), (4, False)])
def test_from_severity_two_on_an_answer_is_needed(cast: Cast, severity: int, closes: bool) -> None:
    incident = in_state(cast, "active", triage={"severity": severity})
    assert bool(policies.may_close(cast.press_officer, incident)) is closes
    if closes:
        assert do("close", incident, cast.press_officer).state == "closed"
        return
    with pytest.raises(Conflict) as refused:
        do("close", incident, cast.press_officer)
    assert refused.value.code == "not_closable"
    incident.refresh_from_db()
    assert incident.state == "active"


def test_a_drill_closes_without_an_answer(cast: Cast) -> None:
    incident = in_state(cast, "active", triage={"severity": 4}, drill=True)
    assert do("close", incident, cast.press_officer).state == "closed"


@pytest.mark.parametrize("answer", ["issued", "approved", "withdrawn", "given", "drafted"])
def test_only_an_issued_answer_counts(cast: Cast, answer: str) -> None:
    """An approved release, a withdrawn one or a draft is no answer."""
    incident = in_state(cast, "active", triage={"severity": 2})
    link: dict[str, Any] = {"actor": cast.press_officer, "incident_id": incident.pk}
    if answer in ("given", "drafted"):
        statement = given(cast) if answer == "given" else drafted(cast)
        services.incident_link_statement(statement_id=statement.pk, **link)
    else:
        release = approved(cast) if answer == "approved" else issued(cast)
        services.incident_link_release(release_id=release.pk, **link)
        if answer == "withdrawn":
            do_release("withdraw", release, cast.spokesperson, reason="Sai số liệu")
    if answer in ("issued", "given"):
        assert do("close", incident, cast.press_officer).state == "closed"
        return
    with pytest.raises(Conflict):
        do("close", incident, cast.press_officer)


def test_a_waiver_is_of_leadership_and_ends_with_a_reopening(cast: Cast) -> None:
    incident = in_state(cast, "active", triage={"severity": 2})
    waived = do("waive", incident, cast.leader, reason="Im lặng có chủ đích")
    assert (waived.waived_by, waived.waive_reason) == (cast.leader, "Im lặng có chủ đích")
    do("close", incident, cast.press_officer)
    again = do("reopen", incident, cast.press_officer)
    assert (again.state, again.waived_by, again.waive_reason) == ("active", None, "")
    with pytest.raises(Conflict):
        do("close", incident, cast.press_officer)


def test_a_running_clock_keeps_even_a_small_matter_open(cast: Cast) -> None:
    incident = in_state(cast, "active", triage={"severity": 1, "legal_ground": "ND244-7.3"})
    with pytest.raises(Conflict):
        do("close", incident, cast.press_officer)
    services.incident_link_statement(
        actor=cast.press_officer, incident_id=incident.pk, statement_id=given(cast).pk, purpose="first_statement"
    )
    assert do("close", incident, cast.press_officer).state == "closed"


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_close_at_once(cast: Cast) -> None:
    """One closes, the other is told that somebody was first."""
    incident = in_state(cast, "active")

    def close(actor: Any) -> Incident:
        return services.incident_close(actor=actor, incident_id=incident.pk, version=incident.version)

    results = at_once(lambda: close(cast.press_officer), lambda: close(cast.spokesperson))
    assert sorted(type(result).__name__ for result in results) == ["Incident", "StaleVersion"]
    assert TimelineEntry.objects.filter(kind="closed").count() == 1


# --- dismissal ------------------------------------------------------------------------------------


def test_a_duplicate_names_what_stands(cast: Cast) -> None:
    first, second = reported(cast), reported(cast, title="Lại tin ấy")
    dismissed = do("dismiss", second, cast.press_officer, duplicate_of=first.pk)
    assert dismissed.duplicate_of == first
    for wrong in (first.pk, second.pk, "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(Invalid) as refused:
            do("dismiss", first, cast.press_officer, duplicate_of=wrong)
        assert list(refused.value.errors) == ["duplicate_of"]
    again = do("reopen", second, cast.press_officer)
    assert (again.state, again.duplicate_of) == ("active", None)


def test_a_running_clock_is_not_dismissed_away(cast: Cast) -> None:
    incident = in_state(cast, "triaged", triage={"legal_ground": "ND244-7.3"})
    assert not policies.may_dismiss(cast.press_officer, incident)
    with pytest.raises(Conflict) as refused:
        do("dismiss", incident, cast.press_officer)
    assert refused.value.code == "clock_running"


@pytest.mark.parametrize("kind", ["closed", "clock_started", "gossip"])
def test_people_write_notes_and_the_system_the_rest(cast: Cast, kind: str) -> None:
    incident = in_state(cast, "active")
    before = TimelineEntry.objects.count()
    with pytest.raises(Invalid) as refused:
        services.timeline_add(actor=cast.press_officer, incident_id=incident.pk, text="x", kind=kind)
    assert list(refused.value.errors) == ["kind"]
    assert TimelineEntry.objects.count() == before


def test_evidence_tells_the_decision(cast: Cast) -> None:
    incident = in_state(cast, "triaged", triage={"severity": 3, "reason": "Nhiều báo đăng"})
    event = AuditEvent.objects.get(action="incidents.incident.triaged")
    assert event.subject_id == incident.pk
    assert (event.data["severity"], event.data["reason"]) == (3, "Nhiều báo đăng")
    entry = TimelineEntry.objects.get(kind="triaged")
    assert (entry.text, entry.actor, entry.at) == ("Nhiều báo đăng", cast.press_officer, clock.now())
    assert entry.at - incident.created_at < timedelta(seconds=1)
