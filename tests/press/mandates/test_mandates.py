"""Who may speak: validity, one voice at a time, the duty to publish, who records it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from comms.core import clock
from comms.core.decisions import actions_for
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, StaleVersion
from comms.deadlines.models import Clock
from comms.deadlines.selectors import clocks_of
from press.mandates import policies
from press.mandates.models import Mandate
from press.mandates.selectors import speakers_at
from press.mandates.services import mandate_publish, mandate_record, mandate_revoke
from press.mandates.states import MANDATE
from tests.cast import PEOPLE, Cast
from tests.press.conftest import MakeMandate, hanoi
from tests.races import at_once, needs_postgresql

pytestmark = pytest.mark.usefixtures("rules")

START, END = hanoi(2026, 11, 1, 8), hanoi(2026, 11, 30, 17)
MOMENT = timedelta(microseconds=1)


# --- validity -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "valid"),
    [(START - MOMENT, False), (START, True), (END, True), (END + MOMENT, False)],
    ids=["just before", "the first instant", "the last instant", "just after"],
)
def test_both_ends_belong_to_the_mandate(mandate_of: MakeMandate, instant: datetime, valid: bool) -> None:
    """The row and the query agree at every edge."""
    mandate = mandate_of(valid_from=START, valid_to=END)
    assert mandate.is_valid_at(instant) is valid
    assert Mandate.objects.valid_at(instant).filter(pk=mandate.pk).exists() is valid


@pytest.mark.parametrize(("offset", "valid"), [(-MOMENT, True), (MOMENT * 0, False), (MOMENT, False)])
def test_a_revocation_ends_it_at_once(cast: Cast, mandate_of: MakeMandate, offset: timedelta, valid: bool) -> None:
    mandate = mandate_of(valid_from=START, valid_to=END)
    mandate_revoke(actor=cast.leader, mandate_id=mandate.pk, version=1, reason="Chuyển công tác")
    mandate.refresh_from_db()
    assert mandate.is_valid_at(clock.now() + offset) is valid
    assert Mandate.objects.valid_at(clock.now() + offset).exists() is valid


def test_who_may_speak_today(cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate) -> None:
    """The list of speakers of an instant; a mandate of last year is history."""
    old = mandate_of(valid_from=hanoi(2025, 1, 1), valid_to=hanoi(2025, 12, 31), decided_at=hanoi(2025, 1, 1))
    now = mandate_of()
    authorised = authorised_of()
    assert set(speakers_at(cast.outsider, clock.now())) == {now, authorised}
    assert set(speakers_at(cast.outsider, hanoi(2025, 6, 1))) == {old}


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"valid_to": START}, "valid_to", "order"),
        ({"valid_to": START - MOMENT}, "valid_to", "order"),
        ({"capacity": "friend"}, "capacity", "invalid_choice"),
        ({"decided_at": None}, "decided_at", "required"),
        ({"decided_at": hanoi(2026, 11, 22)}, "decided_at", "future"),
        ({"valid_from": hanoi(2025, 12, 31, 23, 59)}, "valid_from", "backdated"),
        ({"document_number": "x" * 61}, "document_number", "max_length"),
        ({"scope": "a\x00b"}, "scope", "characters"),
    ],
)
def test_what_is_not_a_mandate(mandate_of: MakeMandate, fields: dict[str, Any], field: str, code: str) -> None:
    """Refused with the field that is wrong, and no row is left."""
    with pytest.raises(Invalid) as refused:
        mandate_of(**({"valid_from": START} | fields))
    assert [error.code for error in refused.value.errors[field]] == [code]
    assert not Mandate.objects.exists()


@pytest.mark.parametrize("missing", ["valid_to", "document_number", "scope", "decided_at"])
def test_an_authorisation_is_in_writing_for_a_limited_time(authorised_of: MakeMandate, missing: str) -> None:
    empty = "" if missing in ("document_number", "scope") else None
    with pytest.raises(Invalid) as refused:
        authorised_of(**{missing: empty})
    assert list(refused.value.errors) == [missing]


def test_the_database_holds_an_authorisation_to_it(authorised_of: MakeMandate) -> None:
    """Also a write that goes round the service is refused."""
    mandate = authorised_of()
    with pytest.raises(DatabaseError), transaction.atomic():
        Mandate.objects.filter(pk=mandate.pk).update(document_number="")


def test_a_decision_signed_at_ten_may_hold_from_that_day(mandate_of: MakeMandate) -> None:
    mandate = mandate_of(valid_from=hanoi(2026, 11, 20), decided_at=hanoi(2026, 11, 20, 10))
    assert mandate.is_valid_at(hanoi(2026, 11, 20, 9))


# --- who gives and who records --------------------------------------------------------------------


def test_a_mandate_is_not_passed_on(cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate) -> None:
    """Neither the regular spokesperson nor an authorised person authorises somebody else; the head does."""
    mandate_of()
    authorised_of()
    for giver in (cast.spokesperson, cast.unit_head):
        with pytest.raises(Invalid) as refused:
            authorised_of(person=cast.verifier, decided_by_person=giver)
        assert refused.value.errors["decided_by_person"][0].code == "sub_delegation"
    mandate_of(person=cast.leader, capacity="head")
    given = authorised_of(person=cast.verifier, decided_by="", decided_by_person=cast.leader)
    assert given.decided_by == cast.leader.full_name


def test_nobody_gives_a_mandate_to_themselves(cast: Cast, authorised_of: MakeMandate) -> None:
    with pytest.raises(Invalid) as refused:
        authorised_of(person=cast.unit_head, decided_by_person=cast.unit_head)
    assert refused.value.errors["decided_by_person"][0].code == "own_mandate"


RECORDS = {"press_officer", "verifier", "leader"}


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_who_records_publishes_and_revokes(cast: Cast, mandate_of: MakeMandate, who: str) -> None:
    """The office's press officer and head, and leadership; nobody else."""
    mandate = mandate_of()
    actor = cast.people[who]
    assert bool(policies.may_record(actor, cast.legal_checker, mandate.unit)) is (who in RECORDS)
    allowed = {action["verb"]: action["allowed"] for action in actions_for(actor, mandate, MANDATE, policies)}
    assert allowed == {"publish": who in RECORDS, "revoke": who in RECORDS}
    if who not in RECORDS:
        with pytest.raises(NotAllowed):
            mandate_publish(actor=actor, mandate_id=mandate.pk, version=1)
        with pytest.raises(NotAllowed):
            mandate_revoke(actor=actor, mandate_id=mandate.pk, version=1, reason="x")


def test_nobody_records_a_mandate_for_themselves(cast: Cast, mandate_of: MakeMandate) -> None:
    with pytest.raises(NotAllowed):
        mandate_of(actor=cast.press_officer, person=cast.press_officer)


def test_an_agency_records_its_own(cast: Cast, mandate_of: MakeMandate) -> None:
    """The head of a department keeps the mandates of that department, and of no other."""
    own = cast.units["C-PBGDPL-TGPL"]
    assert mandate_of(actor=cast.unit_head, person=cast.officer, unit=own).unit == own
    with pytest.raises(NotAllowed):
        mandate_of(actor=cast.unit_head, person=cast.officer, unit=cast.units["CNTT"])


# --- one voice at a time --------------------------------------------------------------------------


@pytest.mark.parametrize("capacity", ["head", "regular"])
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (START - timedelta(days=9), START),
        (START + timedelta(days=1), END - timedelta(days=1)),
        (END, None),
        (START - timedelta(days=9), None),
    ],
    ids=["touches the first instant", "inside", "touches the last instant", "around"],
)
def test_a_second_voice_in_the_same_time_is_refused(
    cast: Cast, mandate_of: MakeMandate, capacity: str, start: datetime, end: datetime | None
) -> None:
    """By the service in words, and by the database whoever writes."""
    first = mandate_of(capacity=capacity, valid_from=START, valid_to=END)
    with pytest.raises(Conflict) as refused:
        mandate_of(person=cast.verifier, actor=cast.leader, capacity=capacity, valid_from=start, valid_to=end)
    assert refused.value.code == "overlap"
    assert first.person.full_name in str(refused.value.detail)
    with pytest.raises(DatabaseError, match="single_voice"), transaction.atomic():
        Mandate.objects.create(person=cast.verifier, capacity=capacity, unit=first.unit, valid_from=start, valid_to=end)


@pytest.mark.parametrize(
    "edge", [("valid_from", END + MOMENT, None), ("valid_to", START - timedelta(days=1), START - MOMENT)]
)
def test_the_next_begins_after_the_last_instant(
    cast: Cast, mandate_of: MakeMandate, edge: tuple[str, datetime, datetime | None]
) -> None:
    mandate_of(valid_from=START, valid_to=END)
    _name, start, end = edge
    second = mandate_of(person=cast.verifier, actor=cast.leader, valid_from=start, valid_to=end)
    assert second.pk


def test_a_revoked_one_makes_room_from_that_instant(cast: Cast, mandate_of: MakeMandate) -> None:
    """Also in the database: the successor may begin at the instant of the revocation, not before."""
    first = mandate_of(valid_from=START)
    mandate_revoke(actor=cast.leader, mandate_id=first.pk, version=1, reason="Chuyển công tác")
    with pytest.raises(Conflict):
        mandate_of(person=cast.verifier, actor=cast.leader, valid_from=clock.now() - MOMENT)
    with pytest.raises(DatabaseError, match="single_voice"), transaction.atomic():
        Mandate.objects.create(
            person=cast.verifier, capacity="regular", unit=first.unit, valid_from=clock.now() - MOMENT
        )
    assert mandate_of(person=cast.verifier, actor=cast.leader, valid_from=clock.now()).pk


def test_one_revoked_before_it_began_holds_at_no_instant(cast: Cast, mandate_of: MakeMandate) -> None:
    early = mandate_of(valid_from=hanoi(2027, 1, 1))
    mandate_revoke(actor=cast.leader, mandate_id=early.pk, version=1, reason="Ghi nhầm")
    assert mandate_of(person=cast.verifier, actor=cast.leader, valid_from=START).pk


def test_the_database_refuses_to_move_one_over_another(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate_of(valid_from=START, valid_to=END)
    later = mandate_of(person=cast.verifier, actor=cast.leader, valid_from=END + MOMENT)
    with pytest.raises(DatabaseError, match="single_voice"), transaction.atomic():
        Mandate.objects.filter(pk=later.pk).update(valid_from=START)


def test_authorised_persons_and_other_agencies_may_overlap(
    cast: Cast, mandate_of: MakeMandate, authorised_of: MakeMandate
) -> None:
    mandate_of()
    mandate_of(person=cast.verifier, actor=cast.leader, unit=cast.units["CNTT"])
    authorised_of()
    authorised_of(person=cast.verifier, actor=cast.leader)
    assert Mandate.objects.valid_at(clock.now()).count() == 4


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_recorded_at_once_leave_one(cast: Cast) -> None:
    """Two desks name a regular spokesperson in the same instant: one row, one clear refusal."""

    def name(person: Any) -> Mandate:
        return mandate_record(
            actor=cast.leader,
            person=person,
            capacity="regular",
            valid_from=START,
            decided_at=START,
            decided_by="Bộ trưởng",
        )

    results = at_once(lambda: name(cast.spokesperson), lambda: name(cast.verifier))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Mandate"]
    assert Mandate.objects.count() == 1


# --- the duty to publish --------------------------------------------------------------------------

DUTIES = [
    ("authorised", hanoi(2026, 6, 30, 23, 59), "ND09-3.6", 12),
    ("authorised", hanoi(2026, 7, 1), None, 0),
    ("regular", hanoi(2026, 6, 30, 23, 59), None, 0),
    ("regular", hanoi(2026, 7, 1), "ND244-3.3", 24),
    ("head", hanoi(2026, 6, 30, 23, 59), None, 0),
    ("head", hanoi(2026, 7, 1), None, 0),
]


@pytest.mark.parametrize(("capacity", "decided_at", "rule", "hours"), DUTIES)
def test_the_clock_follows_the_law_of_the_decision(
    mandate_of: MakeMandate, capacity: str, decided_at: datetime, rule: str | None, hours: int
) -> None:
    """12 hours for an authorisation until 30/06/2026, 24 for the regular spokesperson from 01/07/2026, else none."""
    mandate = mandate_of(
        capacity=capacity,
        valid_from=decided_at,
        valid_to=hanoi(2026, 12, 31),
        decided_at=decided_at,
        document_number="12/QĐ-BTP",
        scope="Phát ngôn thường xuyên",
    )
    found = [(row.rule.code, row.started_at, row.due_at) for row in clocks_of(mandate)]
    assert found == ([(rule, decided_at, decided_at + timedelta(hours=hours))] if rule else [])


def test_publication_stops_the_clock(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = mandate_of(valid_from=hanoi(2026, 11, 20, 12), decided_at=hanoi(2026, 11, 20, 12))
    at = hanoi(2026, 11, 20, 18)
    published = mandate_publish(actor=cast.press_officer, mandate_id=mandate.pk, version=1, published_at=at)
    row = Clock.objects.get()
    assert (published.published_at, published.state, published.version) == (at, "active", 2)
    assert (row.stopped_at, row.breached) == (at, False)


def test_publication_is_recorded_once_and_not_ahead(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = mandate_of(decided_at=hanoi(2026, 11, 20, 12), valid_from=hanoi(2026, 11, 20, 12))
    for at, code in ((hanoi(2026, 11, 20, 11), "order"), (hanoi(2026, 11, 21, 10), "future")):
        with pytest.raises(Invalid) as refused:
            mandate_publish(actor=cast.press_officer, mandate_id=mandate.pk, version=1, published_at=at)
        assert refused.value.errors["published_at"][0].code == code
    mandate_publish(actor=cast.press_officer, mandate_id=mandate.pk, version=1)
    with pytest.raises(IllegalTransition):
        mandate_publish(actor=cast.press_officer, mandate_id=mandate.pk, version=2)
    with pytest.raises(StaleVersion):
        mandate_publish(actor=cast.press_officer, mandate_id=mandate.pk, version=1)


# --- states ---------------------------------------------------------------------------------------


def test_a_revoked_mandate_takes_no_verb(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = mandate_of()
    mandate_revoke(actor=cast.leader, mandate_id=mandate.pk, version=1, reason="Chuyển công tác")
    with pytest.raises(IllegalTransition):
        mandate_revoke(actor=cast.leader, mandate_id=mandate.pk, version=2, reason="Lần nữa")
    with pytest.raises(IllegalTransition):
        mandate_publish(actor=cast.leader, mandate_id=mandate.pk, version=2)


def test_a_revocation_has_a_reason(cast: Cast, mandate_of: MakeMandate) -> None:
    mandate = mandate_of()
    with pytest.raises(Invalid) as refused:
        mandate_revoke(actor=cast.leader, mandate_id=mandate.pk, version=1, reason=" \u200b ")
    assert list(refused.value.errors) == ["reason"]
    mandate.refresh_from_db()
    assert (mandate.state, mandate.version) == ("active", 1)


def test_the_migration_guards_this_database() -> None:
    """The constraint or the triggers exist: an overlap test that passes for another reason would be no proof."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = 'press_mandate_single_voice'")
            assert cursor.fetchone() == (1,)
        else:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'press_mandate_single_voice%'")
            assert cursor.fetchone() == (2,)
