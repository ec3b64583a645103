"""Rows are fetched through visibility, and locked."""

import uuid
from typing import Any

import pytest
from django.db import transaction

from comms.core.errors import NotVisible
from comms.core.records import found, locked
from comms.org.models import Unit
from tests.cast import Cast
from tests.core.letter import Letter, make_letter
from tests.races import at_once, needs_postgresql


def test_identifiers_are_random(db: Any) -> None:
    assert make_letter().pk.version == 4


@pytest.mark.parametrize("fetch", [locked, lambda rows, pk: found(rows, pk=pk)])
def test_what_is_not_visible_and_what_does_not_exist_answer_alike(cast: Cast, fetch: Any) -> None:
    unit = cast.units["VP"]
    cast.outsider.is_active = False
    with transaction.atomic():
        assert fetch(Unit.objects.visible_to(cast.officer), unit.pk) == unit
        with pytest.raises(NotVisible) as hidden:
            fetch(Unit.objects.visible_to(cast.outsider), unit.pk)
        with pytest.raises(NotVisible) as absent:
            fetch(Unit.objects.visible_to(cast.officer), uuid.uuid4())
    assert (hidden.value.code, str(hidden.value)) == (absent.value.code, str(absent.value))


@pytest.mark.parametrize("fetch", [locked, lambda rows, pk: found(rows, pk=pk)])
def test_text_that_is_no_identifier_names_nothing(db: Any, fetch: Any) -> None:
    with transaction.atomic(), pytest.raises(NotVisible):
        fetch(Unit.objects.all(), "no-identifier")


@needs_postgresql
def test_the_lock_makes_read_and_write_one_step(transactional_db: Any) -> None:
    """Twenty increments of a value that is read first: none is lost."""
    pk = make_letter().pk

    def increment() -> None:
        for _ in range(5):
            with transaction.atomic():
                letter = locked(Letter.objects.all(), pk)
                Letter.objects.filter(pk=pk).update(attempts=letter.attempts + 1)

    assert at_once(*[increment] * 4) == [None] * 4
    assert Letter.objects.get().attempts == 20
