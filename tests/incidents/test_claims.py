"""Claims: from the report over the verdict to the published refutation, and where they were seen."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from comms.audit.models import AuditEvent
from comms.core.decisions import actions_for
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.core.text import fold
from comms.deadlines.selectors import clocks_of
from incidents import policies, services
from incidents.models import Claim, IncidentRelease, IncidentStatement, Sighting, TimelineEntry
from incidents.selectors import latest_sightings
from incidents.selectors.claims import LATEST
from incidents.states import CLAIM, ClaimState
from tests.cast import PEOPLE, Cast
from tests.incidents.building import claimed, do, do_claim, drafted, given, hanoi, in_state, judged
from tests.press.releases.building import approved, issued

pytestmark = pytest.mark.usefixtures("rules")

HOSTILE = 'javascript:alert(1)//"><img src=http://127.0.0.1/x onerror=alert(1)>\u202e'
HASH = "a" * 64


def in_claim_state(cast: Cast, state: str) -> Claim:
    claim = claimed(cast, in_state(cast, "active"))
    if state == "checking":
        return do_claim("check", claim, cast.press_officer)
    if state in ("judged", "refuted", "published"):
        claim = judged(cast, claim)
    if state in ("refuted", "published"):
        claim = do_claim("refute", claim, cast.press_officer, statement_id=given(cast).pk)
    if state == "published":
        claim = do_claim("publish", claim, cast.press_officer)
    return claim


LEADS_TO = {
    "reported": {"check": "checking"},
    "checking": {"judge": "judged"},
    "judged": {"check": "checking", "refute": "refuted"},
    "refuted": {"publish": "published", "refute": "refuted", "check": "checking"},
    "published": {"check": "checking"},
}
GIVEN = {"judge": {"verdict": "misleading", "evidence": "Văn bản gốc"}, "check": {"reason": "Có bằng chứng mới"}}


def test_every_state_is_in_the_table() -> None:
    assert set(LEADS_TO) == set(ClaimState.values)


@pytest.mark.parametrize("verb", list(CLAIM))
@pytest.mark.parametrize("state", sorted(LEADS_TO))
def test_the_transition_table(cast: Cast, state: str, verb: str) -> None:
    claim = in_claim_state(cast, state)
    arguments: dict[str, Any] = GIVEN.get(verb, {})
    if verb == "refute":
        arguments = {"statement_id": given(cast).pk}
    target = LEADS_TO[state].get(verb)
    if (state, verb) == ("published", "refute"):
        # Possible only when what was published was revoked: see test_answers.
        with pytest.raises(Conflict):
            do_claim(verb, claim, cast.press_officer, **arguments)
        return
    if target is None:
        version = claim.version
        with pytest.raises(IllegalTransition):
            do_claim(verb, claim, cast.press_officer, **arguments)
        claim.refresh_from_db()
        assert (claim.state, claim.version) == (state, version)
        return
    assert do_claim(verb, claim, cast.press_officer, **arguments).state == target


def test_an_old_version_is_refused(cast: Cast) -> None:
    claim = in_claim_state(cast, "judged")
    with pytest.raises(StaleVersion):
        services.claim_check(actor=cast.press_officer, claim_id=claim.pk, version=1)
    with pytest.raises(StaleVersion):
        services.claim_refute(actor=cast.press_officer, claim_id=claim.pk, version=1, statement_id=given(cast).pk)


# --- rights ---------------------------------------------------------------------------------------

MAY = {
    "check": {"press_officer", "spokesperson", "unit_head", "officer"},
    "judge": {"press_officer", "spokesperson", "unit_head"},
    "refute": {"press_officer", "spokesperson", "unit_head"},
    "publish": {"press_officer", "spokesperson", "unit_head"},
}
SEES = {*MAY["check"], "leader", "auditor", "administrator"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
@pytest.mark.parametrize(("verb", "state"), [("check", "reported"), ("judge", "checking"), ("publish", "refuted")])
def test_the_permission_table(cast: Cast, who: str, verb: str, state: str) -> None:
    """The lead unit's officer gathers evidence; the desk and the head of the lead unit judge."""
    claim = in_claim_state(cast, state)
    do("assess", claim.incident, cast.press_officer, lead_unit=cast.units["C-PBGDPL-TGPL"])
    actor = cast.people[who]
    if who not in SEES:
        with pytest.raises(NotVisible):
            do_claim(verb, claim, actor, **GIVEN.get(verb, {}))
        return
    claim.incident.refresh_from_db()
    shown = {action["verb"]: action for action in actions_for(actor, claim, CLAIM, policies)}[verb]
    assert shown["allowed"] is (who in MAY[verb])
    if who in MAY[verb]:
        do_claim(verb, claim, actor, **GIVEN.get(verb, {}))
        return
    with pytest.raises(NotAllowed):
        do_claim(verb, claim, actor, **GIVEN.get(verb, {}))


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_reports_a_claim(cast: Cast, who: str) -> None:
    """Whoever sees the incident and does not only read."""
    incident = in_state(cast, "active", triage={"lead_unit": cast.units["C-PBGDPL-TGPL"]})
    actor = cast.people[who]
    allowed = who in {*MAY["check"], "leader"}
    if allowed:
        claim = claimed(cast, incident, actor=actor)
        assert services.sighting_add(actor=actor, claim_id=claim.pk, url="https://example.org/").recorded_by == actor
        return
    with pytest.raises(NotAllowed if who in SEES else NotVisible):
        claimed(cast, incident, actor=actor)


# --- verdict --------------------------------------------------------------------------------------


def test_a_verdict_stands_on_evidence(cast: Cast) -> None:
    claim = in_claim_state(cast, "checking")
    for wrong, field in (
        ({"evidence": " "}, "evidence"),
        ({"verdict": "maybe"}, "verdict"),
        ({"verdict": ""}, "verdict"),
    ):
        with pytest.raises(Invalid) as refused:
            do_claim("judge", claim, cast.press_officer, **(GIVEN["judge"] | wrong))
        assert list(refused.value.errors) == [field]
    done = do_claim("judge", claim, cast.press_officer, **GIVEN["judge"], legal_source="Điều 2")
    assert (done.verdict, done.verifier, done.legal_source) == ("misleading", cast.press_officer, "Điều 2")


def test_a_second_check_takes_the_verdict_back(cast: Cast) -> None:
    """The earlier one stays in the evidence."""
    claim = in_claim_state(cast, "judged")
    again = do_claim("check", claim, cast.press_officer, reason="Có nguồn mới")
    assert (again.verdict, again.verifier, again.judged_at) == (None, None, None)
    assert AuditEvent.objects.filter(action="incidents.claim.checking").last().data == {"verdict_before": "false"}


@pytest.mark.parametrize("sql", ["state = 'judged'", "verdict = 'false'", "state = 'refuted'"])
def test_the_database_keeps_verdict_and_state_together(cast: Cast, sql: str) -> None:
    in_claim_state(cast, "reported")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE incidents_claim SET {sql}")


# --- refutation -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "refuted"), [("false", True), ("misleading", True), ("true", False), ("unverifiable", False)]
)
def test_only_what_is_wrong_is_refuted(cast: Cast, verdict: str, refuted: bool) -> None:
    claim = judged(cast, claimed(cast, in_state(cast, "active")), verdict)
    assert bool(policies.may_refute(cast.press_officer, claim)) is refuted
    statement = given(cast)
    if refuted:
        assert do_claim("refute", claim, cast.press_officer, statement_id=statement.pk).state == "refuted"
        return
    with pytest.raises(Conflict) as conflict:
        do_claim("refute", claim, cast.press_officer, statement_id=statement.pk)
    assert conflict.value.code == "not_refutable"


def test_only_what_is_out_refutes(cast: Cast) -> None:
    """An approved release and a draft statement refute nothing yet, and leave no link behind."""
    claim = in_claim_state(cast, "judged")
    for arguments in ({"release_id": approved(cast).pk}, {"statement_id": drafted(cast).pk}):
        with pytest.raises(Conflict) as refused:
            do_claim("refute", claim, cast.press_officer, **arguments)
        assert refused.value.code == "not_issued"
    assert not IncidentRelease.objects.exists()
    assert not IncidentStatement.objects.exists()


def test_exactly_one_answer_is_named(cast: Cast) -> None:
    claim = in_claim_state(cast, "judged")
    for arguments in ({}, {"release_id": issued(cast).pk, "statement_id": given(cast).pk}):
        with pytest.raises(Invalid) as refused:
            do_claim("refute", claim, cast.press_officer, **arguments)
        assert sorted(refused.value.errors) == ["release", "statement"]


def test_a_refutation_is_linked_and_stops_the_clock(cast: Cast) -> None:
    incident = in_state(cast, "active", triage={"legal_ground": "ND244-7.3"}, received_at=hanoi(2026, 11, 20, 12))
    claim = judged(cast, claimed(cast, incident))
    release = issued(cast)
    refuted = do_claim("refute", claim, cast.press_officer, release_id=release.pk)
    assert (refuted.refuting_release, refuted.refuting_statement) == (release, None)
    assert IncidentRelease.objects.get().purpose == "refutation"
    assert clocks_of(incident).get().stopped_at == release.issued_at
    other = judged(cast, claimed(cast, incident, text="Cổng bị tấn công."))
    assert do_claim("refute", other, cast.press_officer, release_id=release.pk).state == "refuted"
    assert IncidentRelease.objects.count() == 1


def test_an_answer_out_of_sight_refutes_nothing(cast: Cast) -> None:
    claim = in_claim_state(cast, "judged")
    with pytest.raises(NotVisible):
        do_claim("refute", claim, cast.press_officer, release_id="00000000-0000-4000-8000-000000000000")


def test_nothing_is_added_to_what_has_ended(cast: Cast) -> None:
    incident = in_state(cast, "active")
    claim = claimed(cast, incident)
    do("close", incident, cast.press_officer)
    assert claimed(cast, incident, text="Tin mới thấy").state == "reported"
    do("review", incident, cast.press_officer)
    for call in (
        lambda: claimed(cast, incident, text="Nữa"),
        lambda: do_claim("check", claim, cast.press_officer),
        lambda: services.sighting_add(actor=cast.press_officer, claim_id=claim.pk, url="x"),
    ):
        with pytest.raises(Conflict) as refused:
            call()
        assert refused.value.code == "incident_ended"


# --- sightings ------------------------------------------------------------------------------------


def test_where_it_was_seen_is_kept_and_never_fetched(cast: Cast) -> None:
    """A hostile or private address is text like any other; the tests allow no network at all."""
    claim = in_claim_state(cast, "reported")
    for url in (HOSTILE, "http://169.254.169.254/latest/", "file:///etc/passwd"):
        seen = services.sighting_add(
            actor=cast.officer, claim_id=claim.pk, url=url, sha256=HASH.upper(), reach=12_000, note="Ảnh chụp"
        )
        seen.refresh_from_db()
        assert (seen.url, seen.sha256, seen.reach) == (url, HASH, 12_000)
    assert TimelineEntry.objects.filter(kind="claim_reported").count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"url": ""}, "url"),
        ({"url": "x" * 2001}, "url"),
        ({"sha256": "abc"}, "sha256"),
        ({"sha256": "g" * 64}, "sha256"),
        ({"reach": -1}, "reach"),
        ({"reach": 2**31}, "reach"),
        ({"captured_at": hanoi(2026, 11, 22)}, "captured_at"),
        ({"note": "\x00"}, "note"),
    ],
)
def test_a_bad_sighting_is_named(cast: Cast, fields: dict[str, Any], field: str) -> None:
    claim = in_claim_state(cast, "reported")
    with pytest.raises(Invalid) as refused:
        services.sighting_add(actor=cast.officer, claim_id=claim.pk, **({"url": "https://example.org/"} | fields))
    assert list(refused.value.errors) == [field]
    assert not Sighting.objects.exists()


@pytest.mark.parametrize("table", ["incidents_sighting", "incidents_timeline_entry"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_keeps_what_was_captured(cast: Cast, table: str, sql: str) -> None:
    claim = in_claim_state(cast, "reported")
    services.sighting_add(actor=cast.officer, claim_id=claim.pk, url="https://example.org/")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table))


# --- text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " \u200b ", "a\x00b", "a\ud800"])
def test_a_claim_says_something_that_can_be_stored(cast: Cast, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        claimed(cast, in_state(cast, "active"), text=text)
    assert list(refused.value.errors) == ["text"]


def test_a_claim_is_found_without_marks(cast: Cast) -> None:
    claim = claimed(cast, in_state(cast, "active"), text="Đường dây nóng thu phí")
    assert list(Claim.objects.filter(folded__contains=fold("duong day"))) == [claim]


def test_the_head_of_the_chain_is_the_last_lock(cast: Cast) -> None:
    """A stored file and the row that keeps it are written before the evidence, which names the file's SHA-256."""
    captured = SimpleUploadedFile("ghi chu.txt", b"Noi dung da thay.\n")
    claim = in_claim_state(cast, "reported")
    with CaptureQueriesContext(connection) as queries:
        seen = services.sighting_add(actor=cast.officer, claim_id=claim.pk, url="https://example.org/", upload=captured)
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE"))]
    tables = [re.search(r'"(\w+)"', sql)[1] for sql in written]  # type: ignore[index]  # every write names its table
    assert tables == ["files_file", "incidents_sighting", "audit_event", "audit_head"]
    assert AuditEvent.objects.latest("seq").data["sha256"] == seen.file.sha256


def test_each_claim_shows_its_newest_sightings(cast: Cast) -> None:
    """At most LATEST of each, the newest first, and none of another claim."""
    incident = in_state(cast, "active")
    few, much = claimed(cast, incident), claimed(cast, incident)
    for claim, number in ((few, 2), (much, LATEST + 3)):
        for index in range(number):
            services.sighting_add(
                actor=cast.officer,
                claim_id=claim.pk,
                url=f"https://example.org/{index}",
                captured_at=hanoi(2026, 11, 20, 8) + timedelta(minutes=index),
            )
    beside = latest_sightings([few, much])
    assert [row.url[-1] for row in beside[few.pk]] == ["1", "0"]
    assert [row.captured_at.minute for row in beside[much.pk]] == list(range(LATEST + 2, 2, -1))
    assert latest_sightings([]) == {}
