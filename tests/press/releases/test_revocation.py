"""What follows when an issued release stands no longer: its announcement, and its original."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from comms.audit.models import AuditEvent
from comms.audit.services import verify
from comms.core import clock
from comms.core.errors import Conflict
from press.events import release_revoked
from press.releases.models import Release
from press.releases.states import State
from tests.cast import Cast
from tests.press.releases.building import do, draft, issued, stored


@pytest.fixture
def revoked() -> Iterator[list[Any]]:
    """What the receivers heard: the state at that moment, who did it, and the last evidence written by then."""
    heard: list[Any] = []

    def hear(sender: Any, releases: list[Release], actor: Any, **kwargs: Any) -> None:
        states = [release.state for release in releases]
        heard.append((sender, states, actor.username, AuditEvent.objects.order_by("-seq")[0].action))

    release_revoked.connect(hear)
    yield heard
    release_revoked.disconnect(hear)


@pytest.mark.parametrize(("verb", "state"), [("void", State.VOID), ("withdraw", State.WITHDRAWN)])
def test_the_end_of_an_issued_release_is_announced(cast: Cast, revoked: list[Any], verb: str, state: str) -> None:
    """With the change, and before its evidence: receivers lock their rows first."""
    release = issued(cast)
    do(verb, release, cast.spokesperson, reason="Sai")
    assert revoked == [(Release, [state], "spokesperson", "press.release.issued")]


def test_a_draft_that_is_dropped_revokes_nothing(cast: Cast, revoked: list[Any]) -> None:
    do("void", draft(cast), cast.press_officer, reason="Thừa")
    assert revoked == []


def test_a_failing_receiver_keeps_the_release(cast: Cast) -> None:
    release = issued(cast)

    def fail(**kwargs: Any) -> None:
        raise Conflict("no")

    release_revoked.connect(fail)
    try:
        with pytest.raises(Conflict):
            do("withdraw", release, cast.spokesperson, reason="Sai")
    finally:
        release_revoked.disconnect(fail)
    release.refresh_from_db()
    assert release.state == State.ISSUED


def erratum_of(cast: Cast, original: Release) -> Release:
    """Signed off and issued."""
    erratum = do("correct", original, cast.press_officer, note="Ngày đúng là 06/9/2022.")
    for verb, actor in [
        ("submit", cast.press_officer),
        ("sign", cast.unit_head),
        ("sign", cast.legal_checker),
        ("sign", cast.verifier),
        ("approve", cast.spokesperson),
    ]:
        do(verb, erratum, actor)
    return do("issue", erratum, cast.spokesperson)


@pytest.mark.parametrize("verb", ["void", "withdraw"])
def test_without_its_erratum_the_original_stands_as_issued(cast: Cast, verb: str) -> None:
    """In the same transaction, with evidence at the original; a new erratum can be made."""
    original = stored(cast)
    erratum = erratum_of(cast, original)
    original.refresh_from_db()
    before = original.version
    assert original.state == State.CORRECTED
    do(verb, erratum, cast.spokesperson, reason="Đính chính nhầm")
    original.refresh_from_db()
    assert (original.state, original.version) == (State.ISSUED, before + 1)
    event = AuditEvent.objects.get(action="press.release.correction_lapsed")
    assert (event.subject_id, event.data["erratum_id"]) == (original.pk, str(erratum.pk))
    assert verify().broken_at is None
    assert do("correct", original, cast.press_officer, note="Lần hai").corrects_id == original.pk


def test_another_standing_erratum_keeps_it_corrected(cast: Cast) -> None:
    original = stored(cast)
    first, _second = erratum_of(cast, original), erratum_of(cast, original)
    do("withdraw", first, cast.spokesperson, reason="Sai")
    original.refresh_from_db()
    assert original.state == State.CORRECTED


def test_a_withdrawn_original_stays_withdrawn(cast: Cast) -> None:
    original = stored(cast)
    erratum = erratum_of(cast, original)
    do("withdraw", original, cast.spokesperson, reason="Sai")
    do("withdraw", erratum, cast.spokesperson, reason="Sai")
    original.refresh_from_db()
    assert original.state == State.WITHDRAWN


def test_dropping_a_draft_of_an_erratum_changes_nothing(cast: Cast) -> None:
    """Although the original is corrected, by another erratum."""
    original = stored(cast)
    erratum_of(cast, original)
    second = do("correct", original, cast.press_officer, note="Lần hai")
    do("void", second, cast.press_officer, reason="Thừa")
    original.refresh_from_db()
    assert original.state == State.CORRECTED


# --- embargo of the original -----------------------------------------------------------------------

LATER = timedelta(hours=3)


def in_review_erratum(cast: Cast, **fields: Any) -> Release:
    original = stored(cast, embargo_until=clock.now() + LATER)
    erratum = do("correct", original, cast.press_officer, note="Ngày đúng là 06/9/2022.")
    assert erratum.embargo_until == original.embargo_until
    if fields:
        erratum = do("update", erratum, cast.press_officer, **fields)
    signers = [cast.unit_head, cast.legal_checker, cast.verifier]
    for verb, actor in [("submit", cast.press_officer), *(("sign", signer) for signer in signers)]:
        do(verb, erratum, actor)
    return erratum


def test_an_erratum_keeps_the_embargo_of_its_original(cast: Cast) -> None:
    """It names and corrects a text that nobody may read yet."""
    erratum = do("approve", in_review_erratum(cast), cast.spokesperson)
    erratum = do("issue", erratum, cast.spokesperson)
    assert not Release.objects.visible_to(cast.outsider).filter(pk=erratum.pk).exists()


@pytest.mark.parametrize("earlier", [None, LATER - timedelta(seconds=1)])
def test_its_draft_cannot_undercut_it(cast: Cast, earlier: timedelta | None) -> None:
    """Neither at the approval nor by the urgent issue; from the end of the embargo on it is free."""
    erratum = in_review_erratum(cast, embargo_until=clock.now() + earlier if earlier else None)
    with pytest.raises(Conflict) as refused:
        do("approve", erratum, cast.spokesperson)
    assert refused.value.code == "embargo_undercut"
    with pytest.raises(Conflict) as refused:
        do("issue_urgent", erratum, cast.spokesperson, reason="Khẩn")
    assert refused.value.code == "embargo_undercut"
    with clock.frozen(clock.now() + LATER):
        do("approve", erratum, cast.spokesperson)
        assert do("issue", erratum, cast.spokesperson).state == State.ISSUED


def test_the_issue_asks_again(cast: Cast) -> None:
    """Also of what was approved: here the clock of another machine had run ahead."""
    at = clock.now() + LATER
    erratum = in_review_erratum(cast, embargo_until=None)
    with clock.frozen(at):
        erratum = do("approve", erratum, cast.spokesperson)
    with pytest.raises(Conflict):
        do("issue", erratum, cast.spokesperson)
    with clock.frozen(at):
        assert do("issue", erratum, cast.spokesperson).state == State.ISSUED
