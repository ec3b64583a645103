"""The one statement that changes a versioned row, and the transition tables."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from comms.core import clock
from comms.core.errors import IllegalTransition, StaleVersion
from comms.core.records import locked
from comms.core.states import Transitions, change, move
from comms.org.models import Unit
from tests.cast import Cast
from tests.conftest import TODAY
from tests.core.letter import Letter, make_letter
from tests.races import at_once, needs_postgresql


def test_a_change_raises_the_version_and_marks_the_moment(db: Any) -> None:
    letter = make_letter()
    with clock.frozen(TODAY + timedelta(hours=1)):
        change(letter, expected_version=1, topic="changed")
    for seen in (letter, Letter.objects.get()):
        assert (seen.topic, seen.version, seen.updated_at) == ("changed", 2, TODAY + timedelta(hours=1))
        assert seen.created_at == TODAY


def test_a_change_by_an_old_version_writes_nothing(db: Any) -> None:
    letter = make_letter()
    change(letter, expected_version=1, topic="first")
    with pytest.raises(StaleVersion) as refused:
        change(letter, expected_version=1, topic="second")
    assert refused.value.current == 2
    assert (Letter.objects.get().topic, Letter.objects.get().version) == ("first", 2)


def test_a_change_that_follows_from_another_takes_the_version_just_read(db: Any) -> None:
    letter = make_letter()
    change(letter, expected_version=None, topic="first")
    change(letter, expected_version=None, topic="second")
    assert Letter.objects.get().version == 3


def test_the_folded_shadow_is_written_with_its_sources(cast: Cast) -> None:
    unit = cast.units["VP"]
    change(unit, expected_version=None, name_vi="Đường dây nóng")
    assert "duong day nong" in Unit.objects.get(pk=unit.pk).folded
    assert "vp" in Unit.objects.get(pk=unit.pk).folded, "the other sources stay in it"


def test_a_change_of_something_else_leaves_the_shadow(cast: Cast) -> None:
    Unit.objects.update(folded="untouched")
    change(cast.units["VP"], expected_version=None, source="kiểm tra")
    assert Unit.objects.get(pk=cast.units["VP"].pk).folded == "untouched"


@pytest.mark.parametrize(
    ("state", "verb", "target"),
    [
        ("pending", "send", "done"),
        ("pending", "park", "parked"),
        ("done", "park", "parked"),
        ("pending", "sign", "pending"),
        ("parked", "sign", "parked"),
    ],
)
def test_a_legal_move_leads_to_its_state(db: Any, state: str, verb: str, target: str) -> None:
    """A verb without a target leaves the state, and raises the version all the same."""
    letter = make_letter(state=state)
    move(letter, verb, expected_version=1, topic="moved")
    stored = Letter.objects.get()
    assert (stored.state, stored.topic, stored.version) == (target, "moved", 2)
    assert letter.state == target


@pytest.mark.parametrize(
    ("state", "verb"), [("done", "send"), ("parked", "send"), ("parked", "park"), ("done", "sign")]
)
def test_an_illegal_move_writes_nothing(db: Any, state: str, verb: str) -> None:
    letter = make_letter(state=state)
    with pytest.raises(IllegalTransition):
        move(letter, verb, expected_version=1, topic="moved")
    stored = Letter.objects.get()
    assert (stored.state, stored.topic, stored.version) == (state, "test", 1)


@pytest.mark.parametrize("verb", ["send", "park"])
def test_an_old_version_is_told_before_a_wrong_state(db: Any, verb: str) -> None:
    """Who holds an old version has not seen the present state: 412, not 409."""
    letter = make_letter(state="parked")
    with pytest.raises(StaleVersion):
        move(letter, verb, expected_version=7)


def test_an_unknown_verb_is_a_programming_error(db: Any) -> None:
    with pytest.raises(KeyError):
        move(make_letter(), "dance", expected_version=1)


def test_a_table_names_its_verbs_in_order() -> None:
    table = Transitions({"b": (["x"], "y"), "a": (["y"], None)})
    assert list(table) == ["b", "a"]
    assert table.sources("b") == {"x"}
    assert table.target("b", "x") == "y"
    assert table.target("a", "y") == "y"


@needs_postgresql
def test_of_two_writers_with_one_version_one_wins(transactional_db: Any) -> None:
    """Both read version 1 without a lock; the condition of the UPDATE settles it."""
    make_letter()
    copies = [Letter.objects.get() for _ in range(4)]
    results = at_once(*[lambda copy=copy: change(copy, expected_version=1, topic="won") for copy in copies])
    assert sorted(type(result).__name__ for result in results) == ["NoneType", *["StaleVersion"] * 3]
    assert Letter.objects.get().version == 2


@needs_postgresql
def test_of_two_writers_behind_the_lock_the_second_sees_the_new_version(transactional_db: Any) -> None:
    pk = make_letter().pk

    @transaction.atomic
    def send() -> None:
        move(locked(Letter.objects.all(), pk), "send", expected_version=1)

    results = at_once(*[send] * 4)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", *["StaleVersion"] * 3]
    assert (Letter.objects.get().state, Letter.objects.get().version) == ("done", 2)
