"""Two at once: a revocation beside an issue, a statement that is given, a schedule.  PostgreSQL only."""

from datetime import timedelta
from typing import Any

import pytest

from comms.core import clock
from comms.deadlines.models import Clock
from press.mandates.models import Mandate
from press.mandates.services import mandate_record, mandate_revoke
from press.releases.models import Release
from press.releases.services import release_issue_due
from press.speaking.models import Statement
from press.speaking.services import statement_approve, statement_draft, statement_give
from tests.cast import Cast
from tests.press.conftest import hanoi
from tests.press.releases.building import approved, do
from tests.races import append_only_lifted, at_once, needs_postgresql

pytestmark = [needs_postgresql, pytest.mark.django_db(transaction=True)]

AT = hanoi(2026, 11, 25, 9)
ROUNDS = 8


def recorded(cast: Cast) -> Mandate:
    return mandate_record(
        actor=cast.press_officer,
        person=cast.spokesperson,
        capacity="regular",
        valid_from=hanoi(2026, 1, 1),
        decided_at=hanoi(2026, 1, 1),
        decided_by="Bộ trưởng",
    )


def ended(cast: Cast, mandate: Mandate) -> Any:
    return mandate_revoke(actor=cast.leader, mandate_id=mandate.pk, version=1, reason="Chuyển công tác")


def test_what_is_issued_is_covered_and_nothing_stays_on_the_schedule(cast: Cast) -> None:
    """Whoever comes first: issued under a mandate that held, or stopped with the reason; never a deadlock."""
    for _round in range(ROUNDS):
        mandate = recorded(cast)
        release = do("schedule", approved(cast), cast.spokesperson, scheduled_for=AT)
        with clock.frozen(AT):
            results = at_once(lambda m=mandate: ended(cast, m), lambda r=release: release_issue_due(release_id=r.pk))
        assert not [result for result in results if isinstance(result, Exception)], results
        release.refresh_from_db()
        mandate.refresh_from_db()
        assert mandate.state == "revoked"
        if release.state == "issued":
            assert release.schedule_stopped == ""
        else:
            assert (release.state, bool(release.schedule_stopped), release.number) == ("approved", True, None)
        forget()


def test_what_is_given_is_covered_and_nothing_stays_approved(cast: Cast) -> None:
    for _round in range(ROUNDS):
        mandate = recorded(cast)
        statement = statement_draft(
            actor=cast.press_officer, mandate_id=mandate.pk, form="interview", topic="Cổng", text="Cổng đã mở."
        )
        statement_approve(actor=cast.spokesperson, statement_id=statement.pk, version=1)
        with clock.frozen(clock.now() + timedelta(seconds=1)):
            results = at_once(
                lambda m=mandate: ended(cast, m),
                lambda s=statement: statement_give(actor=cast.spokesperson, statement_id=s.pk, version=2),
            )
        statement.refresh_from_db()
        mandate.refresh_from_db()
        names = [type(result).__name__ for result in results]
        assert names[0] == "Mandate", results
        if statement.state == "given":
            assert names[1] == "Statement"
        else:
            assert (names[1], statement.state, bool(statement.stopped_reason)) in [
                ("NotAllowed", "draft", True),
                ("StaleVersion", "draft", True),
            ], results
        forget()


def forget() -> None:
    """The next round begins with an agency that nobody speaks for."""
    with append_only_lifted():
        for model in (Statement.writers.rel.related_model, Statement.versions.rel.related_model):
            model.objects.all().delete()
    Statement.objects.all().delete()
    Clock.objects.all().delete()
    Release.objects.update(mandate=None)
    Mandate.objects.all().delete()
