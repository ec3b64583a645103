"""Correction and withdrawal: what the public reads of them, and the legal terms of TT 07/2021/TT-BTP."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from comms.audit.models import AuditEvent
from comms.audit.services import verify
from comms.core import clock
from comms.core.errors import Invalid
from comms.deadlines.models import Clock
from comms.deadlines.selectors import open_clocks
from comms.deadlines.services import rules_load
from press.releases import services
from press.releases.models import Release
from press.releases.selectors import public_slug
from press.releases.states import State
from tests.cast import Cast
from tests.deadlines.conftest import rule_rows
from tests.press.releases.building import do, issued, sign_off, stored

FOUND = datetime(2026, 11, 20, 8, 0, tzinfo=clock.HANOI)
RECEIVED = datetime(2026, 11, 20, 16, 0, tzinfo=clock.HANOI)


@pytest.fixture
def original(cast: Cast) -> Release:
    """Issued on Thursday 19/11/2026."""
    rules_load(rule_rows())
    with clock.frozen(datetime(2026, 11, 19, 9, 0, tzinfo=clock.HANOI)):
        return stored(cast)


def correct(cast: Cast, original: Release, **arguments: Any) -> Release:
    return do("correct", original, cast.press_officer, note="Ngày đúng là 06/9/2022.", **arguments)


def issue(cast: Cast, release: Release) -> Release:
    """Through every step of its sign-off."""
    sign_off(cast, do("submit", release, cast.press_officer))
    do("approve", release, cast.spokesperson)
    release = do("issue", release, cast.spokesperson)
    services.document_store(release_id=release.pk, data=str(release.pk).encode())
    release.refresh_from_db()
    return release


def clock_of(erratum: Release, code: str = "TT07-5B") -> Clock:
    return Clock.objects.get(rule__code=code, subject_id=erratum.pk)


def test_two_and_two_working_days(cast: Cast, original: Release) -> None:
    """From Friday 20/11 (Tuesday 24/11 is a holiday): due with Wednesday 25/11, both counted from their own event."""
    erratum = correct(cast, original, legal_documents=True, error_found_at=FOUND, received_at=RECEIVED)
    due = datetime(2026, 11, 26, 0, 0, tzinfo=clock.HANOI)
    given, out = clock_of(erratum, "TT07-5A"), clock_of(erratum)
    assert (given.started_at, given.due_at, given.stopped_at) == (FOUND, due, RECEIVED)
    assert (out.started_at, out.due_at, out.stopped_at) == (RECEIVED, due, None)
    assert (out.start_decided_by_id, out.start_reason) == (cast.press_officer.pk, "Ngày đúng là 06/9/2022.")
    assert [row.pk for row in open_clocks(cast.press_officer)] == [out.pk]
    said = AuditEvent.objects.get(action="press.release.erratum_drafted").data
    assert (said["legal_documents"], said["received_at"] is not None) == (True, True)
    assert verify().broken_at is None


def test_the_erratum_stops_its_clock(cast: Cast, original: Release) -> None:
    erratum = issue(cast, correct(cast, original, legal_documents=True))
    assert clock_of(erratum).started_at == clock.now()
    assert clock_of(erratum).stopped_at == erratum.issued_at


def test_no_law_where_nobody_said_so(cast: Cast, original: Release) -> None:
    """The circular is about the releases on legal documents: the others have no such term."""
    issue(cast, correct(cast, original))
    assert not Clock.objects.exists()


@pytest.mark.parametrize("verb", ["void", "withdraw"])
def test_a_correction_that_stands_no_longer_is_owed_again(cast: Cast, original: Release, verb: str) -> None:
    """Until another erratum of the same release is issued."""
    first = correct(cast, original, legal_documents=True)
    if verb == "withdraw":
        first = issue(cast, first)
    first = do(verb, first, cast.spokesperson, reason="Đính chính nhầm")
    assert clock_of(first).is_open
    with clock.frozen(clock.now() + timedelta(hours=1)):
        second = issue(cast, correct(cast, original))
    assert clock_of(first).stopped_at == second.issued_at


def test_the_withdrawal_of_the_original_ends_the_duty(cast: Cast, original: Release) -> None:
    erratum = correct(cast, original, legal_documents=True)
    withdrawn = do("withdraw", original, cast.spokesperson, reason="Sai")
    assert clock_of(erratum).stopped_at == withdrawn.withdrawn_at


def test_the_void_of_the_original_ends_the_duty(cast: Cast, original: Release) -> None:
    """Its erratum can never be issued; that the draft of it is dropped later changes nothing."""
    unpublished = issued(cast)
    erratum = correct(cast, unpublished, legal_documents=True)
    do("void", unpublished, cast.spokesperson, reason="Sai")
    assert clock_of(erratum).stopped_at == clock.now()
    ended = clock.now()
    with clock.frozen(ended + timedelta(hours=1)):
        do("void", erratum, cast.press_officer, reason="Thừa")
    assert clock_of(erratum).stopped_at == ended


def test_a_translation_that_ends_with_its_original_owes_no_correction(cast: Cast, original: Release) -> None:
    translation = do("translate", original, cast.press_officer, language="en")
    translation = issue(cast, do("update", translation, cast.press_officer, title="Open", body="The portal is open."))
    erratum = correct(cast, translation, legal_documents=True)
    assert clock_of(erratum).is_open
    withdrawn = do("withdraw", original, cast.spokesperson, reason="Sai")
    assert clock_of(erratum).stopped_at == withdrawn.withdrawn_at
    assert verify().broken_at is None


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"legal_documents": False, "received_at": RECEIVED}, "received_at"),
        ({"received_at": datetime(2026, 11, 22, tzinfo=clock.HANOI)}, "received_at"),
        ({"received_at": datetime(2026, 11, 18, tzinfo=clock.HANOI)}, "received_at"),
        ({"error_found_at": RECEIVED, "received_at": FOUND}, "received_at"),
        ({"error_found_at": datetime(2026, 11, 20, 8, 0)}, "error_found_at"),  # noqa: DTZ001  # the naive one is refused
    ],
)
def test_instants_that_cannot_be(cast: Cast, original: Release, arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        correct(cast, original, **{"legal_documents": True, **arguments})
    assert list(refused.value.errors) == [field]
    assert not Release.objects.filter(corrects=original).exists()


def test_the_page_shows_the_terms(cast: Cast, original: Release) -> None:
    """To those who work on it; other readers see the correction, not the clock."""
    erratum = issue(cast, correct(cast, original, major=True, legal_documents=True, received_at=RECEIVED))
    for person, shown in (("press_officer", True), ("outsider", False)):
        client = Client()
        client.force_login(getattr(cast, person), backend="django.contrib.auth.backends.ModelBackend")
        content = client.get(original.get_absolute_url()).content.decode()
        assert erratum.get_absolute_url() in content
        assert ("TT07-5B" in content) is shown


def test_the_public_reads_what_was_corrected(cast: Cast, original: Release) -> None:
    """Note and weight stand at the original, in the list, in both feeds and at the verification; each names the
    other."""
    erratum = issue(cast, correct(cast, original, major=True))
    page = Client().get(f"/en/newsroom/{public_slug(original)}/").content.decode()
    assert "Major correction" in page
    assert "Ngày đúng là 06/9/2022." in page
    assert f"/en/newsroom/{public_slug(erratum)}/" in page
    assert (
        f"/en/newsroom/{public_slug(original)}/"
        in Client().get(f"/en/newsroom/{public_slug(erratum)}/").content.decode()
    )
    assert "major correction" in Client().get("/en/newsroom/").content.decode()
    for feed in ("atom", "json"):
        assert "Major correction" in Client().get(f"/en/newsroom/feed.{feed}").content.decode()
    said = APIClient().get(f"/api/v1/verify/{original.verify_code}/").json()
    assert (said["result"], said["correction_major"]) == ("corrected", True)
    assert said["correction_note"] == "Ngày đúng là 06/9/2022."
    assert said["corrected_by"] == erratum.verify_code


def test_a_withdrawal_has_a_reason_and_a_notice(cast: Cast, original: Release) -> None:
    """The notice is said in the newsroom and its feeds; the reason nowhere outside."""
    release = do("withdraw", original, cast.spokesperson, reason="Lý do nội bộ", notice="Số liệu sai.")
    assert (release.state, release.withdrawn_at) == (State.WITHDRAWN, clock.now())
    answers = [
        Client().get(f"/newsroom/{public_slug(release)}/").content.decode(),
        Client().get("/newsroom/feed.atom").content.decode(),
        Client().get("/newsroom/feed.json").content.decode(),
    ]
    assert all("Số liệu sai." in answer for answer in answers)
    assert not any("Lý do nội bộ" in answer for answer in answers)
