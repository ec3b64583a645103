"""Two at once on message lines.  PostgreSQL only."""

from datetime import date

import pytest

from press.messages.models import MessageLine
from press.messages.services import line_approve, line_withdraw
from tests.cast import Cast
from tests.press.messages.conftest import MakeLine
from tests.races import at_once, needs_postgresql

pytestmark = [needs_postgresql, pytest.mark.django_db(transaction=True)]


def test_of_two_lines_one_replaces_the_old_one(cast: Cast, drafted_of: MakeLine, line_of: MakeLine) -> None:
    old = line_of()
    first, second = (
        drafted_of(text=text, valid_from=date(2026, 11, day), replaces_id=old.pk)
        for text, day in (("Một.", 25), ("Hai.", 26))
    )
    results = at_once(
        lambda: line_approve(actor=cast.spokesperson, messageline_id=first.pk, version=1),
        lambda: line_approve(actor=cast.leader, messageline_id=second.pk, version=1),
    )
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "MessageLine"], results
    new = MessageLine.objects.get(replaces=old, state="approved")
    old.refresh_from_db()
    assert (new.valid_from - old.valid_to).days == 1


def test_an_approval_beside_a_withdrawal_of_what_it_replaces(
    cast: Cast, drafted_of: MakeLine, line_of: MakeLine
) -> None:
    """Whoever comes first: replaced or refused; never a deadlock, never two in force."""
    old = line_of()
    new = drafted_of(text="Một.", valid_from=date(2026, 11, 25), replaces_id=old.pk)
    approval, withdrawal = at_once(
        lambda: line_approve(actor=cast.spokesperson, messageline_id=new.pk, version=1),
        lambda: line_withdraw(actor=cast.leader, messageline_id=old.pk, version=old.version, reason="Cũ"),
    )
    new.refresh_from_db()
    old.refresh_from_db()
    if new.state == "approved":
        assert type(withdrawal).__name__ in ("StaleVersion", "MessageLine")
    else:
        assert (type(approval).__name__, old.state) == ("Conflict", "withdrawn")
