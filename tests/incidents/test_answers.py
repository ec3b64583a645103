"""Which linked act answers an incident, and what happens when an answer is taken back."""

from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from comms.audit.models import AuditEvent
from comms.audit.services import record, verify
from comms.core import clock
from comms.core.decisions import actions_for
from comms.core.errors import Conflict
from comms.deadlines.selectors import clocks_of
from incidents import policies, services
from incidents.answering import is_answered
from incidents.models import Claim, Incident, TimelineEntry
from incidents.selectors import first_statement_at, unanswered
from incidents.states import CLAIM
from press.releases.models import Release
from press.releases.services import release_issue, release_withdraw
from tests.cast import Cast
from tests.incidents.building import claimed, do, do_claim, given, hanoi, in_state, judged, reported
from tests.incidents.test_first_statement import link, stop_of
from tests.press.releases.building import approved, issued
from tests.press.releases.building import do as do_release
from tests.press.releases.test_variants import ready
from tests.races import at_once, await_somebody_waiting, needs_postgresql

pytestmark = pytest.mark.usefixtures("rules")

NOW = hanoi(2026, 11, 21, 9)
EIGHT = hanoi(2026, 11, 21, 8)


def long_ago(cast: Cast, answer: str) -> Any:
    """Issued or spoken sixty days before the case."""
    with clock.frozen(NOW - timedelta(days=60)):
        return issued(cast, title="Thông cáo cũ") if answer == "release" else given(cast)


def running(cast: Cast, **fields: Any) -> Incident:
    """Received at 08:00 today."""
    triage = {"legal_ground": "ND244-7.3", "severity": 3}
    return in_state(cast, "active", triage=triage, **({"received_at": EIGHT} | fields))


# --- what came before the case --------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["release", "statement"])
def test_what_was_said_before_the_case_answers_nothing(cast: Cast, answer: str) -> None:
    """It is linked as a matter of record: the clock runs on, nothing is answered, nothing closes."""
    old = long_ago(cast, answer)
    incident = running(cast)
    link(cast, incident, old)
    assert (stop_of(incident), first_statement_at(incident)) == (None, None)
    assert list(unanswered(cast.leader)) == [incident]
    assert not is_answered(incident)
    with pytest.raises(Conflict) as refused:
        do("close", incident, cast.press_officer)
    assert refused.value.code == "not_closable"
    kinds = set(incident.timeline.values_list("kind", flat=True))
    assert "clock_stopped" not in kinds


@pytest.mark.parametrize("answer", ["release", "statement"])
def test_nor_when_it_is_linked_before_the_triage(cast: Cast, answer: str) -> None:
    incident = reported(cast, received_at=EIGHT)
    link(cast, incident, long_ago(cast, answer))
    do("triage", incident, cast.press_officer, legal_ground="ND244-7.3")
    assert stop_of(incident) is None


def test_nor_when_old_words_are_registered_afterwards(cast: Cast) -> None:
    """The receiver judges as the link does."""
    incident = running(cast)
    release = approved(cast)
    link(cast, incident, release)
    statement = long_ago(cast, "statement")
    link(cast, incident, statement)
    assert stop_of(incident) is None
    do_release("issue", release, cast.spokesperson)
    assert stop_of(incident) == NOW


@pytest.mark.parametrize(
    ("spoken_at", "occurred_at", "detected_at", "counts"),
    [
        (hanoi(2026, 11, 21, 7), hanoi(2026, 11, 21, 7), None, True),
        (hanoi(2026, 11, 21, 6, 59), hanoi(2026, 11, 21, 7), None, False),
        # Not known when it occurred: from when somebody saw it.
        (hanoi(2026, 11, 21, 7), None, hanoi(2026, 11, 21, 7), True),
        (hanoi(2026, 11, 21, 6, 59), None, hanoi(2026, 11, 21, 7), False),
        # Known: then it may have been answered before the ministry's own people saw it.
        (hanoi(2026, 11, 21, 6), hanoi(2026, 11, 21, 5), hanoi(2026, 11, 21, 7), True),
    ],
)
def test_an_answer_is_not_before_the_event(
    cast: Cast, spoken_at: datetime, occurred_at: datetime | None, detected_at: datetime | None, counts: bool
) -> None:
    incident = running(cast, occurred_at=occurred_at, detected_at=detected_at)
    link(cast, incident, given(cast, spoken_at))
    expected = spoken_at if counts else None
    assert (stop_of(incident), first_statement_at(incident)) == (expected, expected)
    assert is_answered(incident) is counts


def test_when_the_event_moves_the_answer_is_judged_again(cast: Cast) -> None:
    """Facts put right later open the clock again, or stop it."""
    incident = running(cast, occurred_at=hanoi(2026, 11, 21, 5))
    link(cast, incident, given(cast, hanoi(2026, 11, 21, 6)))
    assert stop_of(incident) == hanoi(2026, 11, 21, 6)
    values: dict[str, Any] = {"actor": cast.press_officer, "incident_id": incident.pk}
    incident.refresh_from_db()
    services.incident_update(**values, version=incident.version, occurred_at=hanoi(2026, 11, 21, 7))
    assert stop_of(incident) is None
    do("assess", incident, cast.press_officer, occurred_at=hanoi(2026, 11, 21, 4))
    assert stop_of(incident) == hanoi(2026, 11, 21, 6)


# --- an answer that is taken back -----------------------------------------------------------------


@pytest.mark.parametrize("verb", ["void", "withdraw"])
def test_a_revoked_answer_opens_the_clock_again(cast: Cast, verb: str) -> None:
    """With evidence and an entry; the incident does not close on it any more."""
    incident, release = running(cast), issued(cast)
    link(cast, incident, release)
    assert stop_of(incident) == NOW
    do_release(verb, release, cast.spokesperson, reason="Sai số liệu")
    assert (stop_of(incident), first_statement_at(incident)) == (None, None)
    row = clocks_of(incident).get()
    assert (row.stopped_by_id, row.stopped_by_label) == (None, "")
    with pytest.raises(Conflict):
        do("close", incident, cast.press_officer)
    assert AuditEvent.objects.filter(action="deadlines.clock.reopened", subject_id=incident.pk).count() == 1
    assert AuditEvent.objects.filter(action="incidents.incident.answer_revoked", subject_id=incident.pk).count() == 1
    kinds = TimelineEntry.objects.filter(incident=incident, subject_id=release.pk).values_list("kind", flat=True)
    assert set(kinds) >= {"release_revoked"}
    assert TimelineEntry.objects.filter(incident=incident, kind="clock_reopened").count() == 1
    assert verify().broken_at is None


def test_what_is_left_becomes_the_first_answer(cast: Cast) -> None:
    """The release was first; without it the later words are what stops the clock."""
    incident = running(cast)
    with clock.frozen(EIGHT + timedelta(minutes=10)):
        release = issued(cast)
    link(cast, incident, release)
    link(cast, incident, given(cast, EIGHT + timedelta(minutes=30)))
    assert stop_of(incident) == EIGHT + timedelta(minutes=10)
    do_release("withdraw", release, cast.spokesperson, reason="Sai")
    assert stop_of(incident) == first_statement_at(incident) == EIGHT + timedelta(minutes=30)
    assert AuditEvent.objects.filter(action="deadlines.clock.stop_corrected").count() == 1


def test_a_revoked_release_that_was_not_first_changes_no_clock(cast: Cast) -> None:
    incident, release = running(cast), issued(cast)
    link(cast, incident, given(cast, EIGHT + timedelta(minutes=30)))
    link(cast, incident, release)
    do_release("withdraw", release, cast.spokesperson, reason="Sai")
    assert stop_of(incident) == EIGHT + timedelta(minutes=30)
    assert not AuditEvent.objects.filter(action__in=["deadlines.clock.reopened"]).exists()


def test_every_incident_hears_of_it(cast: Cast) -> None:
    incidents, release = [running(cast, title=f"Việc {number}") for number in range(3)], issued(cast)
    for incident in incidents:
        link(cast, incident, release)
    do_release("withdraw", release, cast.spokesperson, reason="Sai")
    assert [stop_of(incident) for incident in incidents] == [None] * 3


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_linking_and_revoking_at_once_agree(cast: Cast) -> None:
    """Whoever is second sees the first: the clock always ends at what stands."""
    for _round in range(5):
        incident, release = running(cast), issued(cast)
        spoken = given(cast)
        link(cast, incident, release)
        version = Release.objects.get(pk=release.pk).version

        def link_it(incident: Incident = incident, spoken: Any = spoken) -> None:
            link(cast, incident, spoken)

        def revoke(release: Any = release, version: int = version) -> None:
            release_withdraw(actor=cast.spokesperson, release_id=release.pk, version=version, reason="Sai")

        assert at_once(link_it, revoke) == [None, None]
        assert stop_of(incident) == first_statement_at(incident) == spoken.spoken_at


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_issuing_and_revoking_two_answers_at_once_agree(cast: Cast) -> None:
    for _round in range(5):
        incident, first, second = running(cast), issued(cast), approved(cast)
        link(cast, incident, first)
        link(cast, incident, second)
        versions = {row.pk: row.version for row in Release.objects.all()}

        def issue(release: Any = second, version: int = versions[second.pk]) -> None:
            release_issue(actor=cast.spokesperson, release_id=release.pk, version=version)

        def revoke(release: Any = first, version: int = versions[first.pk]) -> None:
            release_withdraw(actor=cast.spokesperson, release_id=release.pk, version=version, reason="Sai")

        assert at_once(issue, revoke) == [None, None]
        assert stop_of(incident) == first_statement_at(incident) == NOW


def test_revoked_together_they_open_both_clocks(cast: Cast) -> None:
    original = issued(cast)
    translation = do_release("issue", ready(cast, original), cast.spokesperson)
    first, second = running(cast), running(cast, title="Tin sai bằng tiếng Anh")
    link(cast, first, original)
    link(cast, second, translation)
    do_release("void", original, cast.spokesperson, reason="Sai")
    assert [stop_of(first), stop_of(second)] == [None, None]
    assert AuditEvent.objects.filter(action="incidents.incident.answer_revoked").count() == 2


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_what_ends_together_holds_every_clock_before_its_evidence(cast: Cast) -> None:
    """Somebody holds the clock of the second, and records when the withdrawal waits for it: no circle."""
    original = issued(cast)
    translation = do_release("issue", ready(cast, original), cast.spokesperson)
    first, second = running(cast), running(cast, title="Tin sai bằng tiếng Anh")
    link(cast, first, original)
    link(cast, second, translation)
    version, is_held = Release.objects.get(pk=original.pk).version, Event()

    def revoke() -> None:
        assert is_held.wait(timeout=20)
        release_withdraw(actor=cast.spokesperson, release_id=original.pk, version=version, reason="Sai")

    @transaction.atomic
    def hold() -> None:
        list(clocks_of(second).select_for_update(no_key=True, of=("self",)))
        is_held.set()
        await_somebody_waiting()
        record(actor=None, action="incidents.incident.answered", target=second)

    assert at_once(revoke, hold) == [None, None]
    assert [stop_of(first), stop_of(second)] == [None, None]


# --- a refutation that is taken back --------------------------------------------------------------


def refuted(cast: Cast, release: Release) -> Claim:
    claim = judged(cast, claimed(cast, running(cast)))
    return do_claim("refute", claim, cast.press_officer, release_id=release.pk)


def publish_shown(cast: Cast, claim: Claim) -> dict[str, Any]:
    claim = Claim.objects.get(pk=claim.pk)
    shown = {row["verb"]: row for row in actions_for(cast.press_officer, claim, CLAIM, policies)}
    return dict(shown["publish"])


@pytest.mark.parametrize("verb", ["void", "withdraw"])
def test_a_revoked_refutation_is_not_published(cast: Cast, verb: str) -> None:
    """Refused in words, shown on the page; another release takes its place."""
    release = issued(cast)
    claim = refuted(cast, release)
    do_release(verb, release, cast.spokesperson, reason="Sai")
    with pytest.raises(Conflict) as refused:
        do_claim("publish", claim, cast.press_officer)
    assert refused.value.code == "not_public"
    shown = publish_shown(cast, claim)
    assert (shown["allowed"], str(shown["reason"])) == (False, str(refused.value.detail))
    client = Client()
    client.force_login(cast.press_officer)
    page = client.get(claim.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert 'id="revoked"' in page
    other = issued(cast, title="Bác bỏ lần hai")
    again = do_claim("refute", claim, cast.press_officer, release_id=other.pk)
    assert (again.state, again.refuting_release) == ("refuted", other)
    assert do_claim("publish", claim, cast.press_officer).state == "published"
    page = client.get(claim.get_absolute_url()).content.decode()
    assert 'id="revoked"' not in page


def test_a_published_refutation_that_is_withdrawn_is_replaced(cast: Cast) -> None:
    """Only then: what stands published is not named anew."""
    release = issued(cast)
    claim = do_claim("publish", refuted(cast, release), cast.press_officer)
    statement = given(cast)
    with pytest.raises(Conflict) as refused:
        do_claim("refute", claim, cast.press_officer, statement_id=statement.pk)
    assert refused.value.code == "not_refutable"
    do_release("withdraw", release, cast.spokesperson, reason="Sai")
    again = do_claim("refute", claim, cast.press_officer, statement_id=statement.pk)
    assert (again.state, again.refuting_release, again.refuting_statement) == ("refuted", None, statement)
    assert again.published_at is None


def test_under_embargo_nothing_is_published_yet(cast: Cast) -> None:
    release = issued(cast, embargo_until=NOW + timedelta(hours=2))
    claim = refuted(cast, release)
    with pytest.raises(Conflict) as refused:
        do_claim("publish", claim, cast.press_officer)
    assert refused.value.code == "not_public"
    assert not publish_shown(cast, claim)["allowed"]
    with clock.frozen(NOW + timedelta(hours=2)):
        assert do_claim("publish", claim, cast.press_officer).state == "published"
