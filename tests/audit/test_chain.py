"""The chain of evidence: what it proves, and what it refuses."""

import tracemalloc
import unicodedata
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from comms.audit import actions
from comms.audit.models import GENESIS, AuditEvent, AuditHead
from comms.audit.selectors import changes_since, history
from comms.audit.services import digest, record, verify
from comms.core import clock
from comms.core.errors import StaleVersion
from tests.cast import Cast
from tests.conftest import TODAY
from tests.races import append_only_lifted, at_once, needs_postgresql

ACTION = "org.unit.recorded"


def some_events(cast: Cast, number: int = 5) -> list[AuditEvent]:
    with transaction.atomic():
        return [
            record(actor=cast.officer, action=ACTION, target=cast.units["VP"], number=index) for index in range(number)
        ]


def test_an_event_keeps_the_actor_by_value(cast: Cast) -> None:
    (event,) = some_events(cast, 1)
    stored = AuditEvent.objects.get(pk=event.pk)
    assert (stored.actor_id, stored.actor_label, stored.actor_unit) == (
        cast.officer.pk,
        cast.officer.full_name,
        "C-PBGDPL-TGPL",
    )
    assert (stored.at, stored.subject_type, stored.subject_id) == (TODAY, "org.unit", cast.units["VP"].pk)
    assert stored.data == {"number": 0}


def test_the_chain_counts_without_gaps_from_the_first_event(cast: Cast) -> None:
    some_events(cast)
    events = list(AuditEvent.objects.order_by("seq"))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert [event.previous_hash for event in events] == [GENESIS, *(event.hash for event in events[:-1])]
    result = verify()
    assert (result.broken_at, result.events, result.head) == (None, len(events), events[-1].hash)


def test_an_empty_chain_is_whole(db: Any) -> None:
    assert verify().broken_at is None
    assert verify(anchor=verify().head).broken_at is None


def test_the_hash_does_not_depend_on_how_a_database_keeps_a_value(cast: Cast) -> None:
    """Fractions, large numbers, order of keys, decomposed letters come back the same or are kept as text."""
    cast.officer.full_name = unicodedata.normalize("NFD", "Nguyễn Thị Ánh")
    with transaction.atomic():
        record(
            actor=cast.officer,
            action=ACTION,
            z=[1e16, -0.0, 0.1, 1e-7],
            a={"b": 2**53 + 1, "a": None},
            at=TODAY,
            id=uuid.uuid4(),
            text="Đề án “truyền thông” 🙂\n",
        )
    assert verify().broken_at is None
    assert AuditEvent.objects.latest("seq").data["z"] == ["1e+16", "-0.0", "0.1", "1e-07"]


def test_the_changes_since_a_version(cast: Cast) -> None:
    """Newest first, with the version that the object had after each; nothing without the version that was held."""
    unit = cast.units["VP"]
    with transaction.atomic():
        for version in (2, 3, 4):
            unit.version = version
            record(actor=cast.officer, action=ACTION, target=unit, number=version)
    stale = StaleVersion(current=4, target=unit, held=2)
    assert [event.data["number"] for event in changes_since(stale)] == [4, 3]
    assert changes_since(StaleVersion(current=4)) == []
    assert verify().broken_at is None


TAMPERING: list[tuple[str, Callable[[AuditEvent], Any]]] = [
    ("at", lambda event: event.at + timedelta(microseconds=1)),
    ("actor_id", lambda event: None),
    ("actor_label", lambda event: "Nguyễn Văn Z"),
    ("actor_unit", lambda event: "VP"),
    ("subject_version", lambda event: 99),
    ("action", lambda event: "org.role.granted"),
    ("subject_type", lambda event: "org.user"),
    ("subject_id", lambda event: None),
    ("data", lambda event: {"number": 99}),
    ("previous_hash", lambda event: "f" * 64),
    ("hash", lambda event: "f" * 64),
]


def test_every_column_is_tampered_with_below() -> None:
    assert {"seq", *(name for name, _ in TAMPERING)} == {field.name for field in AuditEvent._meta.fields}


@pytest.mark.parametrize(("column", "forged"), TAMPERING)
def test_a_changed_column_breaks_the_chain_at_its_row(
    cast: Cast, column: str, forged: Callable[[AuditEvent], Any]
) -> None:
    event = some_events(cast)[2]
    with append_only_lifted():
        AuditEvent.objects.filter(pk=event.pk).update(**{column: forged(event)})
    assert verify().broken_at == event.seq


def test_a_changed_number_breaks_the_chain(cast: Cast) -> None:
    event = some_events(cast)[2]
    with append_only_lifted():
        AuditEvent.objects.filter(pk=event.pk).update(seq=event.seq + 1000)
    assert verify().broken_at == event.seq


def test_an_event_that_is_changed_with_its_own_hash_breaks_the_chain_at_the_next(cast: Cast) -> None:
    event = some_events(cast)[2]
    event.data = {"number": 99}
    with append_only_lifted():
        AuditEvent.objects.filter(pk=event.pk).update(data=event.data, hash=digest(event))
    assert verify().broken_at == event.seq + 1


@pytest.mark.parametrize("index", [0, 2, 4])
def test_a_deleted_event_is_found(cast: Cast, index: int) -> None:
    """In the middle by the gap, at the end by the head."""
    event = some_events(cast)[index]
    with append_only_lifted():
        AuditEvent.objects.filter(pk=event.pk).delete()
    assert verify().broken_at == event.seq


def test_a_deleted_start_is_found(cast: Cast) -> None:
    with append_only_lifted():
        AuditEvent.objects.filter(seq=1).delete()
    assert verify().broken_at == 1


def test_everything_deleted_is_found(cast: Cast) -> None:
    with append_only_lifted():
        AuditEvent.objects.all().delete()
    assert verify().broken_at == 1


@pytest.mark.parametrize("forged", [{"seq": 1}, {"hash": "f" * 64}, {"seq": 10_000}])
def test_a_head_that_does_not_fit_is_found(cast: Cast, forged: dict[str, Any]) -> None:
    AuditHead.objects.update(**forged)
    assert verify().broken_at is not None


def test_an_event_that_went_round_the_head_is_found(cast: Cast) -> None:
    """Well hashed, but written by something that is not `record`."""
    last = some_events(cast)[-1]
    last.seq, last.previous_hash = last.seq + 1, last.hash
    last.hash = digest(last)
    last.save(force_insert=True)
    assert verify().broken_at == last.seq


def test_only_the_anchor_finds_an_end_cut_off_with_its_head(cast: Cast) -> None:
    """Somebody who owns the database may rewrite everything; the head kept outside convicts."""
    kept_outside = verify().head
    *_, before, last = some_events(cast)
    printed_later = verify().head
    with append_only_lifted():
        AuditEvent.objects.filter(pk=last.pk).delete()
    AuditHead.objects.update(seq=before.seq, hash=before.hash)
    assert verify().broken_at is None
    assert verify(anchor=kept_outside).broken_at is None
    assert verify(anchor=printed_later).broken_at == 0


def test_only_the_anchor_finds_a_chain_computed_anew(cast: Cast) -> None:
    some_events(cast)
    kept_outside = verify().head
    previous = GENESIS
    with append_only_lifted():
        for event in AuditEvent.objects.order_by("seq"):
            event.actor_label, event.previous_hash = "Nguyễn Văn Z", previous
            event.hash = previous = digest(event)
            event.save()
    AuditHead.objects.update(hash=previous)
    assert verify().broken_at is None
    assert verify(anchor=kept_outside).broken_at == 0


def test_the_command_prints_the_head_and_takes_it_back(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit_verify")
    head = verify().head
    assert head in capsys.readouterr().out
    some_events(cast)
    call_command("audit_verify", anchor=head)


def test_the_command_fails_on_a_broken_chain(cast: Cast) -> None:
    event = some_events(cast)[0]
    with append_only_lifted():
        AuditEvent.objects.filter(pk=event.pk).update(actor_label="Nguyễn Văn Z")
    with pytest.raises(CommandError, match=str(event.seq)) as failed:
        call_command("audit_verify")
    assert failed.value.returncode == 1


def test_the_command_fails_on_a_foreign_anchor(cast: Cast) -> None:
    with pytest.raises(CommandError, match="anchor"):
        call_command("audit_verify", anchor="f" * 64)


def test_evidence_outside_a_transaction_is_refused(transactional_db: Any, cast: Cast) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(RuntimeError, match="transaction"):
        record(actor=cast.officer, action=ACTION)
    assert AuditEvent.objects.count() == before


def test_an_unknown_action_is_refused(cast: Cast) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(LookupError, match=r"org\.unit\.danced"):
        record(actor=cast.officer, action="org.unit.danced")
    assert AuditEvent.objects.count() == before


def test_a_number_that_is_none_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="JSON"):
        record(actor=cast.officer, action=ACTION, ratio=float("nan"))
    assert verify().broken_at is None


def test_a_rolled_back_change_leaves_no_event(cast: Cast) -> None:
    before = verify()
    with transaction.atomic():
        record(actor=cast.officer, action=ACTION)
        transaction.set_rollback(True)
    assert verify() == before
    some_events(cast, 1)
    assert verify().events == before.events + 1


def test_every_action_is_worded() -> None:
    assert actions.wording(ACTION) != ACTION
    assert actions.wording("no.such.action") == "no.such.action"


def test_history_is_the_object_s_own_newest_first(cast: Cast) -> None:
    events = some_events(cast, 2)
    with transaction.atomic():
        record(actor=cast.officer, action=ACTION, target=cast.units["CNTT"])
    assert [event.pk for event in history(cast.units["VP"])][:2] == [events[1].pk, events[0].pk]
    assert all(event.subject_id == cast.units["VP"].pk for event in history(cast.units["VP"]))


def test_verification_needs_the_memory_of_a_few_hundred_events(cast: Cast) -> None:
    """Four times the events do not take more memory."""

    def peak() -> int:
        tracemalloc.start()
        try:
            assert verify().broken_at is None
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    add_long_chain(1000)
    few = peak()
    add_long_chain(3000)
    assert peak() < 1.5 * few


def add_long_chain(number: int) -> None:
    """Events as `record` writes them, in one insert."""
    head = AuditHead.objects.get()
    events = []
    for index in range(number):
        event = AuditEvent(
            seq=head.seq + 1,
            at=clock.now(),
            actor_label="system",
            action=ACTION,
            subject_type="org.unit",
            data={"text": "đề án " * 100, "index": index},
            previous_hash=head.hash,
        )
        event.hash = digest(event)
        head.seq, head.hash = event.seq, event.hash
        events.append(event)
    AuditEvent.objects.bulk_create(events)
    head.save()


@needs_postgresql
def test_writers_at_once_make_one_chain_without_gaps(transactional_db: Any, cast: Cast) -> None:
    before = verify().events
    results = at_once(*[lambda: [some_events(cast, 1) for _ in range(10)]] * 4)
    assert not [result for result in results if isinstance(result, Exception)]
    assert verify().broken_at is None
    assert verify().events == before + 40


@needs_postgresql
def test_the_first_events_of_a_database_may_come_at_once(transactional_db: Any) -> None:
    def first() -> AuditEvent:
        with transaction.atomic():
            return record(actor=None, action=ACTION)

    results = at_once(*[first] * 4)
    assert sorted(event.seq for event in results) == [1, 2, 3, 4]
    assert verify().broken_at is None


@needs_postgresql
def test_a_chain_that_grows_while_it_is_verified_is_not_called_broken(transactional_db: Any, cast: Cast) -> None:
    results = at_once(
        lambda: [some_events(cast, 1) for _ in range(60)],
        lambda: [verify() for _ in range(60)],
    )
    assert [result.why for result in results[1] if result.broken_at is not None] == []
