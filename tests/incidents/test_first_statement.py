"""The 24 hours for the first statement: which rule, from when, and what stops them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from comms.core import clock
from comms.core.errors import Conflict, Invalid
from comms.deadlines.models import Clock
from comms.deadlines.selectors import clocks_of
from incidents import services
from incidents.models import Incident, TimelineEntry
from incidents.selectors import first_statement_at, unanswered, with_first_statement
from press.releases.services import release_issue
from tests.cast import Cast
from tests.incidents.building import do, drafted, given, hanoi, in_state, reported
from tests.press.releases.building import approved, draft, issued
from tests.press.releases.building import do as do_release
from tests.races import at_once, needs_postgresql

pytestmark = pytest.mark.usefixtures("rules")

JUNE, JULY = hanoi(2026, 6, 30, 23, 59, 59), hanoi(2026, 7, 1)
NOW = hanoi(2026, 11, 21, 9)
DAY = timedelta(hours=24)

# legal ground, occurred, received, impact determined → rule and start, or the field that is refused
REGIMES: list[tuple[str, datetime | None, datetime, datetime | None, tuple[str, str] | str | None]] = [
    ("ND09-6.3A", JUNE, JUNE, None, ("ND09-6.3A", "occurred_at")),
    # It happened under the old decree and was received under the new one: the ground that is named decides.
    ("ND09-6.3A", JUNE, JULY, None, ("ND09-6.3A", "occurred_at")),
    ("ND244-7.3", JUNE, JULY, None, ("ND244-7.3", "received_at")),
    ("ND244-7.4", JUNE, JUNE, JULY, ("ND244-7.4", "impact_determined_at")),
    ("ND244-7.3", JULY, JULY, None, ("ND244-7.3", "received_at")),
    ("ND244-7.4", JULY, JULY, NOW, ("ND244-7.4", "impact_determined_at")),
    # The decree was not in force on the date that counts.
    ("ND09-6.3A", JULY, JULY, None, "legal_ground"),
    ("ND244-7.3", JUNE, JUNE, None, "legal_ground"),
    ("ND244-7.4", JUNE, JUNE, JUNE, "legal_ground"),
    ("ND244-7.1", JUNE, JUNE, None, "legal_ground"),
    # The instant from which the time counts is not known.
    ("ND09-6.3A", None, JUNE, None, "occurred_at"),
    ("ND244-7.4", JULY, JULY, None, "impact_determined_at"),
    # Grounds without an hour limit, and none at all.
    ("ND244-7.1", JULY, JULY, None, None),
    ("ND244-7.2", JULY, JULY, None, None),
    ("ND244-7.5", JULY, JULY, None, None),
    ("ND244-7.6", JULY, JULY, None, None),
    ("", JUNE, JUNE, None, None),
]


@pytest.mark.parametrize(("ground", "occurred", "received", "determined", "expected"), REGIMES)
def test_the_law_of_the_date_that_counts(
    cast: Cast,
    ground: str,
    occurred: datetime | None,
    received: datetime,
    determined: datetime | None,
    expected: tuple[str, str] | str | None,
) -> None:
    """The rule, the start and the due instant; or the refusal, which leaves the report untouched."""
    incident = reported(cast, occurred_at=occurred, received_at=received, detected_at=received)
    decision = {"legal_ground": ground, "impact_determined_at": determined, "reason": "Theo quy định"}
    if isinstance(expected, str):
        with pytest.raises(Invalid) as refused:
            do("triage", incident, cast.press_officer, **decision)
        assert list(refused.value.errors) == [expected]
        incident.refresh_from_db()
        assert (incident.state, Clock.objects.count()) == ("reported", 0)
        return
    incident = do("triage", incident, cast.press_officer, **decision)
    found = [(row.rule.code, row.started_at, row.due_at) for row in clocks_of(incident)]
    if expected is None:
        assert found == []
        return
    rule, start = expected
    assert found == [(rule, getattr(incident, start), getattr(incident, start) + DAY)]


def test_the_start_is_a_recorded_decision(cast: Cast) -> None:
    """Who decided and why stand with the clock and in the timeline."""
    incident = in_state(cast, "triaged", triage={"legal_ground": "ND244-7.3", "reason": "Tác động lớn đến dư luận"})
    row = clocks_of(incident).get()
    assert (row.start_decided_by_id, row.start_reason) == (cast.press_officer.pk, "Tác động lớn đến dư luận")
    entry = TimelineEntry.objects.get(kind="clock_started")
    assert (entry.text, entry.actor) == ("Tác động lớn đến dư luận", cast.press_officer)


def test_a_drill_has_no_legal_clock(cast: Cast) -> None:
    incident = in_state(cast, "triaged", triage={"legal_ground": "ND244-7.3"}, drill=True)
    assert not clocks_of(incident).exists()


def test_a_second_look_starts_the_clock_once(cast: Cast) -> None:
    """Divided opinion is determined later: its own clock beside the first; another look starts nothing."""
    incident = in_state(cast, "active", triage={"legal_ground": "ND244-7.3"}, received_at=hanoi(2026, 11, 20, 9))
    for _again in range(2):
        incident = do(
            "assess",
            incident,
            cast.press_officer,
            legal_ground="ND244-7.4",
            impact_determined_at=hanoi(2026, 11, 20, 15),
            reason="Dư luận trái chiều",
        )
    assert [row.rule.code for row in clocks_of(incident)] == ["ND244-7.3", "ND244-7.4"]


def test_what_a_clock_counts_from_is_not_edited(cast: Cast) -> None:
    incident = in_state(cast, "active", triage={"legal_ground": "ND244-7.3"}, received_at=hanoi(2026, 11, 20, 9))
    values: dict[str, Any] = {"actor": cast.press_officer, "incident_id": incident.pk, "version": incident.version}
    for change, service, code in [
        ({"received_at": hanoi(2026, 11, 20, 10)}, services.incident_update, "clock_started"),
        ({"drill": True}, services.incident_update, "decided"),
        ({"drill": True, "reason": "Diễn tập"}, services.incident_assess, "clock_started"),
    ]:
        with pytest.raises(Conflict) as refused:
            service(**values, **change)
        assert refused.value.code == code
    assert services.incident_update(**values, title="Tiêu đề khác").title == "Tiêu đề khác"


# --- what stops it --------------------------------------------------------------------------------


def ticking(cast: Cast, **fields: Any) -> Incident:
    """Received at 08:00 yesterday: due at 08:00 today, an hour ago."""
    return in_state(cast, "active", triage={"legal_ground": "ND244-7.3"}, received_at=hanoi(2026, 11, 20, 8), **fields)


def link(cast: Cast, incident: Incident, answer: Any) -> None:
    kind = answer._meta.model_name
    service = getattr(services, f"incident_link_{kind}")
    service(actor=cast.press_officer, incident_id=incident.pk, purpose="first_statement", **{f"{kind}_id": answer.pk})


def stop_of(incident: Incident) -> datetime | None:
    stopped: datetime | None = clocks_of(incident).get().stopped_at
    return stopped


def test_issuing_a_linked_release_stops_it(cast: Cast) -> None:
    incident = ticking(cast)
    release = approved(cast)
    link(cast, incident, release)
    assert (stop_of(incident), first_statement_at(incident)) == (None, None)
    do_release("issue", release, cast.spokesperson)
    assert stop_of(incident) == first_statement_at(incident) == NOW
    assert clocks_of(incident).get().breached
    kinds = TimelineEntry.objects.filter(incident=incident).values_list("kind", flat=True)
    assert {"release_linked", "release_issued", "clock_stopped"} <= set(kinds)


def test_giving_a_linked_statement_stops_it_at_the_spoken_word(cast: Cast) -> None:
    """Registered today, spoken yesterday: in time."""
    incident = ticking(cast)
    statement = drafted(cast)
    link(cast, incident, statement)
    given(cast, hanoi(2026, 11, 20, 20), statement)
    assert stop_of(incident) == first_statement_at(incident) == hanoi(2026, 11, 20, 20)
    assert not clocks_of(incident).get().breached


def test_linking_what_is_already_out_stops_it_at_that_instant(cast: Cast) -> None:
    incident = ticking(cast)
    link(cast, incident, given(cast, hanoi(2026, 11, 20, 12)))
    assert stop_of(incident) == hanoi(2026, 11, 20, 12)


def test_the_earliest_answer_wins_in_whatever_order(cast: Cast) -> None:
    incident = ticking(cast)
    link(cast, incident, issued(cast))
    assert stop_of(incident) == NOW
    link(cast, incident, given(cast, hanoi(2026, 11, 20, 12)))
    assert stop_of(incident) == first_statement_at(incident) == hanoi(2026, 11, 20, 12)
    link(cast, incident, given(cast, hanoi(2026, 11, 20, 18)))
    assert stop_of(incident) == hanoi(2026, 11, 20, 12)


def test_an_answer_before_the_triage_stops_the_clock_at_once(cast: Cast) -> None:
    """The desk answered first and did the paperwork later."""
    incident = reported(cast, received_at=hanoi(2026, 11, 20, 8))
    link(cast, incident, given(cast, hanoi(2026, 11, 20, 9)))
    do("triage", incident, cast.press_officer, legal_ground="ND244-7.3", lead_unit=cast.units["VP"])
    assert stop_of(incident) == hanoi(2026, 11, 20, 9)


def test_a_draft_or_another_incident_stops_nothing(cast: Cast) -> None:
    incident, other = ticking(cast), ticking(cast, title="Việc khác")
    link(cast, incident, draft(cast))
    link(cast, incident, drafted(cast))
    link(cast, other, issued(cast))
    assert (stop_of(incident), first_statement_at(incident)) == (None, None)
    assert stop_of(other) == NOW


def test_one_release_answers_every_incident_that_it_is_linked_to(cast: Cast) -> None:
    incidents = [ticking(cast, title=f"Việc {number}") for number in range(3)]
    release = approved(cast)
    for incident in incidents:
        link(cast, incident, release)
    do_release("issue", release, cast.spokesperson)
    assert [stop_of(incident) for incident in incidents] == [NOW] * 3


def test_a_withdrawn_release_answers_no_more(cast: Cast) -> None:
    incident = ticking(cast)
    release = issued(cast)
    link(cast, incident, release)
    do_release("withdraw", release, cast.spokesperson, reason="Sai số liệu")
    assert first_statement_at(incident) is None


def test_nothing_is_linked_twice(cast: Cast) -> None:
    incident, release = ticking(cast), issued(cast)
    link(cast, incident, release)
    with pytest.raises(Conflict) as refused:
        link(cast, incident, release)
    assert refused.value.code == "already_linked"


def test_unanswered_incidents(cast: Cast) -> None:
    """Open, not a drill, nothing said."""
    waiting, answered = ticking(cast), ticking(cast)
    reported(cast, drill=True)
    in_state(cast, "dismissed")
    link(cast, answered, issued(cast))
    assert list(unanswered(cast.leader)) == [waiting]
    assert {
        row.pk: row.first_statement_at for row in with_first_statement(Incident.objects.filter(drill=False).open())
    } == {
        waiting.pk: None,
        answered.pk: NOW,
    }


# --- at once --------------------------------------------------------------------------------------


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_linking_and_issuing_at_once_never_leave_the_clock_running(cast: Cast) -> None:
    """Whoever is second sees the first: the link finds it issued, or the issue finds the link."""
    for _round in range(5):
        incident, release = ticking(cast), approved(cast)
        version = release.version

        def link_it(incident: Incident = incident, release: Any = release) -> None:
            link(cast, incident, release)

        def issue_it(release: Any = release, version: int = version) -> None:
            release_issue(actor=cast.spokesperson, release_id=release.pk, version=version)

        assert at_once(link_it, issue_it) == [None, None]
        assert stop_of(incident) == clock.now()


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_starting_the_clock_and_issuing_at_once_never_leave_it_running(cast: Cast) -> None:
    for _round in range(5):
        incident, release = reported(cast, received_at=hanoi(2026, 11, 20, 8)), approved(cast)
        link(cast, incident, release)
        version = release.version

        def triage(incident: Incident = incident) -> None:
            do("triage", incident, cast.press_officer, legal_ground="ND244-7.3")

        def issue(release: Any = release, version: int = version) -> None:
            release_issue(actor=cast.spokesperson, release_id=release.pk, version=version)

        assert at_once(triage, issue) == [None, None]
        assert stop_of(incident) == clock.now()


# --- drills ---------------------------------------------------------------------------------------


def test_a_drill_that_becomes_real_starts_its_clock(cast: Cast) -> None:
    """Only a decision with a reason ends a drill after the triage; an edit does not."""
    incident = in_state(cast, "active", triage={"legal_ground": "ND244-7.3"}, drill=True)
    values: dict[str, Any] = {"actor": cast.press_officer, "incident_id": incident.pk, "version": incident.version}
    with pytest.raises(Conflict) as refused:
        services.incident_update(**values, drill=False)
    assert refused.value.code == "decided"
    assert services.incident_update(**values, drill=True).version == incident.version
    real = services.incident_assess(**values, drill=False, reason="Là sự cố thật")
    assert not real.drill
    row = clocks_of(real).get()
    assert (row.rule.code, row.start_reason) == ("ND244-7.3", "Là sự cố thật")


def test_before_the_triage_a_drill_is_a_fact_to_edit(cast: Cast) -> None:
    incident = reported(cast, drill=True)
    edited = services.incident_update(
        actor=cast.officer, incident_id=incident.pk, version=incident.version, drill=False
    )
    assert not edited.drill
