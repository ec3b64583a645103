"""What this app does when a release is issued or revoked, a statement given, or a clock announced: one service call
each."""

from collections.abc import Iterable, Sequence
from typing import Any

from comms.deadlines.models import Clock
from comms.org.models import User
from incidents.services import (
    claim_clocks_tell,
    correction_clocks_tell,
    incident_clocks_tell,
    release_answers,
    releases_answer_no_more,
    statement_answers,
)
from press.desk.services import BREACHED, DUE_SOON
from press.releases.models import Release
from press.speaking.models import Statement


def on_release_issued(*, release: Release, actor: User | None, **_: Any) -> None:
    release_answers(actor=actor, release=release)


def on_release_revoked(*, releases: Iterable[Release], actor: User | None, **_: Any) -> None:
    releases_answer_no_more(actor=actor, releases=releases)


def on_statement_given(*, statement: Statement, actor: User | None, **_: Any) -> None:
    statement_answers(actor=actor, statement=statement)


def on_clock_due_soon(*, clocks: Sequence[Clock], **_: Any) -> None:
    incident_clocks_tell(DUE_SOON, clocks)
    claim_clocks_tell(DUE_SOON, clocks)
    correction_clocks_tell(DUE_SOON, clocks)


def on_clock_breached(*, clocks: Sequence[Clock], **_: Any) -> None:
    incident_clocks_tell(BREACHED, clocks)
    claim_clocks_tell(BREACHED, clocks)
    correction_clocks_tell(BREACHED, clocks)
