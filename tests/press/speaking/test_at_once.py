"""Two at once on one statement.  PostgreSQL only."""

from datetime import timedelta
from typing import Any

import pytest

from comms.core import clock
from press.speaking.models import Statement, StatementVersion
from press.speaking.services import (
    statement_approve,
    statement_correct,
    statement_draft,
    statement_give,
    statement_update,
)
from tests.cast import Cast
from tests.press.mandates.test_at_once import recorded
from tests.races import at_once, needs_postgresql

pytestmark = [needs_postgresql, pytest.mark.django_db(transaction=True)]


def drafted(cast: Cast) -> Statement:
    return statement_draft(
        actor=cast.press_officer, mandate_id=recorded(cast).pk, form="interview", topic="Cổng", text="Cổng đã mở."
    )


def names(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_words_are_given_once(cast: Cast) -> None:
    statement = drafted(cast)
    statement_approve(actor=cast.spokesperson, statement_id=statement.pk, version=1)
    with clock.frozen(clock.now() + timedelta(seconds=1)):
        give = lambda: statement_give(actor=cast.spokesperson, statement_id=statement.pk, version=2)  # noqa: E731
        results = at_once(give, give)
    assert names(results) in (["IllegalTransition", "Statement"], ["StaleVersion", "Statement"]), results
    assert StatementVersion.objects.filter(statement=statement).count() == 1


def test_two_corrections_of_one_version_are_one(cast: Cast) -> None:
    statement = drafted(cast)
    statement_give(actor=cast.spokesperson, statement_id=statement.pk, version=1, spoken_live=True)
    who = {"actor": cast.spokesperson, "statement_id": statement.pk, "version": 2, "note": "x"}
    results = at_once(lambda: statement_correct(**who, text="Một."), lambda: statement_correct(**who, text="Hai."))
    assert names(results) == ["StaleVersion", "Statement"], results
    assert list(StatementVersion.objects.filter(statement=statement).values_list("number", flat=True)) == [1, 2]


def test_an_edit_beside_an_approval_leaves_no_words_approved_unread(cast: Cast) -> None:
    statement = drafted(cast)
    at_once(
        lambda: statement_approve(actor=cast.spokesperson, statement_id=statement.pk, version=1),
        lambda: statement_update(actor=cast.press_officer, statement_id=statement.pk, version=1, text="Khác."),
    )
    statement.refresh_from_db()
    assert (statement.state, statement.text) in [("approved", "Cổng đã mở."), ("draft", "Khác.")]
