"""Issuing: the number, the hash, the embargo, the schedule, the document, and what undoes it."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from comms.audit.models import AuditEvent
from comms.audit.services import verify
from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed
from comms.org.models import Role
from comms.org.services import role_end
from comms.outbox.models import OutboxMessage
from press.events import release_issued
from press.releases import selectors, services
from press.releases.books import NumberCounter, NumberEntry
from press.releases.jobs import issue_due, render_document
from press.releases.models import Document, Release
from press.releases.states import Kind, State
from tests.cast import Cast
from tests.press.releases import building
from tests.press.releases.building import approved, do, issued, stored
from tests.press.releases.test_transitions import corrected

HANOI = clock.HANOI


def test_issuing(cast: Cast) -> None:
    """It takes number 01 of the book of its year, its code and instant, and owes one PDF."""
    release = issued(cast)
    assert (release.state, release.number, release.symbol) == (State.ISSUED, 1, "01/TC-BTP")
    assert release.issued_at == clock.now()
    assert len(release.verify_code) == 20
    entry = NumberEntry.objects.get(release=release)
    assert (entry.agency, entry.symbol, entry.year, entry.number) == ("BTP", "/TC-BTP", 2026, 1)
    owed = OutboxMessage.objects.get(topic="press.render_document")
    assert owed.payload == {"release_id": str(release.pk)}
    assert verify().broken_at is None


def test_title_line_and_symbol_are_examples(cast: Cast) -> None:
    """Until the ministry confirms them they are marked as illustrative."""
    assert issued(cast, illustrative=["signer_name"]).illustrative == ["signer_name", "symbol", "title_line"]


def test_issuing_is_announced_with_the_change(cast: Cast) -> None:
    """A receiver sees the number, and its failure undoes the issue and the number."""
    seen: list[Any] = []

    def fail(sender: Any, release: Release, actor: Any, **kwargs: Any) -> None:
        seen.append((release.symbol, actor.username))
        raise Conflict("no")

    release = approved(cast)
    release_issued.connect(fail)
    try:
        with pytest.raises(Conflict):
            do("issue", release, cast.spokesperson)
    finally:
        release_issued.disconnect(fail)
    release.refresh_from_db()
    assert seen == [("01/TC-BTP", "spokesperson")]
    assert (release.state, NumberEntry.objects.count(), NumberCounter.objects.count()) == (State.APPROVED, 0, 0)
    assert do("issue", release, cast.spokesperson).number == 1


def test_what_is_issued_is_what_was_approved(cast: Cast) -> None:
    """A text that was changed behind the services is not issued, and takes no number."""
    release = approved(cast)
    Release.objects.filter(pk=release.pk).update(title="Khác")
    with pytest.raises(Conflict) as refused:
        do("issue", release, cast.spokesperson)
    assert refused.value.code == "content_changed"
    assert not NumberEntry.objects.exists()


@pytest.mark.parametrize("kind", [Kind.PRESS_INFORMATION, Kind.INVITATION, Kind.RESPONSE])
def test_kinds_without_a_book_have_no_number(cast: Cast, kind: str) -> None:
    release = issued(cast, kind=kind)
    assert (release.number, release.symbol) == (None, "")


def test_a_configured_kind_takes_numbers_of_its_own_book(cast: Cast) -> None:
    """Invitations count in their book, beside the releases; press information can have none."""
    book = services.book_configure(actor=cast.administrator, agency="BTP", code="GM", template="{number}/GM-BTP")
    services.kind_configure(actor=cast.administrator, kind=Kind.INVITATION, book=book)
    issued(cast)
    assert issued(cast, kind=Kind.INVITATION).symbol == "1/GM-BTP"
    assert issued(cast, kind=Kind.INVITATION).symbol == "2/GM-BTP"
    with pytest.raises(Invalid):
        services.kind_configure(actor=cast.administrator, kind=Kind.PRESS_INFORMATION, book=book)


@pytest.mark.parametrize("template", ["{number.__class__}/TC", "TC", "{number:999d}/TC", "{number:02d}/<b>", "{x}/TC"])
def test_a_template_is_not_a_program(cast: Cast, template: str) -> None:
    with pytest.raises(Invalid):
        services.book_configure(actor=cast.administrator, agency="BTP", code="X", template=template)


def test_a_book_in_use_keeps_its_symbol(cast: Cast) -> None:
    issued(cast)
    with pytest.raises(Invalid):
        services.book_configure(actor=cast.administrator, agency="BTP", code="TC", template="{number}/TCBC-BTP")


def test_release_and_erratum_share_a_book(cast: Cast) -> None:
    """The erratum of number 01 is number 02, and the original is corrected by the issue, not by the draft."""
    original = corrected(cast)
    erratum = Release.objects.get(corrects=original)
    assert (original.state, original.symbol, erratum.symbol) == (State.CORRECTED, "01/TC-BTP", "02/TC-BTP")
    assert erratum.title == "Đính chính văn bản số 01/TC-BTP ngày 21 tháng 11 năm 2026"


def test_an_erratum_in_preparation_changes_nothing_yet(cast: Cast) -> None:
    original = issued(cast)
    erratum = do("correct", original, cast.press_officer, note="Ngày đúng là 06/9/2022.")
    original.refresh_from_db()
    assert (original.state, erratum.state, erratum.kind) == (State.ISSUED, State.DRAFT, Kind.ERRATUM)


def test_the_erratum_of_a_withdrawn_release_is_not_issued(cast: Cast) -> None:
    original = issued(cast)
    erratum = do("correct", original, cast.press_officer, note="Sai ngày")
    for verb, actor in [
        ("submit", cast.press_officer),
        ("sign", cast.unit_head),
        ("sign", cast.legal_checker),
        ("sign", cast.verifier),
        ("approve", cast.spokesperson),
    ]:
        do(verb, erratum, actor)
    do("withdraw", original, cast.spokesperson, reason="Sai toàn bộ")
    with pytest.raises(Conflict):
        do("issue", erratum, cast.spokesperson)


@pytest.mark.parametrize(
    ("at", "year"),
    [
        (datetime(2026, 12, 31, 16, 30, tzinfo=UTC), 2026),  # 23:30 in Hanoi
        (datetime(2026, 12, 31, 17, 30, tzinfo=UTC), 2027),  # 00:30 on 01/01/2027 in Hanoi
    ],
)
def test_the_year_of_a_number_is_hanois(cast: Cast, at: datetime, year: int) -> None:
    """The year is the document's date in Hanoi, not in UTC; each year counts from 1."""
    first, second = approved(cast), issued(cast)
    assert second.number == 1
    with clock.frozen(at):
        release = do("issue", first, cast.spokesperson)
    assert NumberEntry.objects.get(release=release).year == year
    assert release.number == (2 if year == 2026 else 1)


def test_a_void_leaves_its_row(cast: Cast) -> None:
    """With reason and person; the next number follows, the voided one is never given again."""
    release = issued(cast)
    do("void", release, cast.spokesperson, reason="Phát hành nhầm")
    entry = NumberEntry.objects.get(release=release)
    assert (entry.number, entry.void_reason, entry.voided_by) == (1, "Phát hành nhầm", cast.spokesperson)
    assert issued(cast).number == 2


def test_what_is_published_is_withdrawn_not_voided(cast: Cast) -> None:
    """Once the public can read it; while only its embargo keeps it back, it can still be voided."""
    with pytest.raises(IllegalTransition, match="Withdraw"):
        do("void", stored(cast), cast.spokesperson, reason="Nhầm")
    hidden = stored(cast, embargo_until=clock.now() + timedelta(hours=1))
    assert do("void", hidden, cast.spokesperson, reason="Nhầm").state == State.VOID


def test_the_database_gives_a_number_once(cast: Cast) -> None:
    first, second = issued(cast), issued(cast, kind=Kind.PRESS_INFORMATION)
    entry = NumberEntry.objects.get(release=first)
    entry.pk, entry.release = None, second
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()


# --- schedule ------------------------------------------------------------------------------------

SOON = datetime(2026, 11, 21, 10, 0, tzinfo=HANOI)


def scheduled(cast: Cast, **fields: Any) -> Release:
    return do("schedule", approved(cast, **fields), cast.spokesperson, scheduled_for=SOON)


def test_a_scheduled_release_is_issued_once_when_it_is_due(cast: Cast) -> None:
    """A sweep before its time does nothing, the first one after it issues, every other does nothing again."""
    release = scheduled(cast)
    with clock.frozen(SOON - timedelta(seconds=1)):
        assert issue_due() == 0
    with clock.frozen(SOON + timedelta(seconds=1)):
        assert issue_due() == 1
        assert issue_due() == 0
        assert services.release_issue_due(release_id=release.pk) is None
    release.refresh_from_db()
    assert (release.state, release.number, release.issued_at) == (State.ISSUED, 1, SOON + timedelta(seconds=1))
    event = AuditEvent.objects.get(action="press.release.issued")
    assert event.actor_id == cast.spokesperson.pk


def test_the_issuing_step_itself_refuses_when_it_is_too_early(cast: Cast) -> None:
    """Whoever calls it: a person, or a job that was woken by mistake."""
    release = scheduled(cast)
    with pytest.raises(IllegalTransition, match="21/11/2026 10:00"):
        do("issue", release, cast.spokesperson)
    assert services.release_issue_due(release_id=release.pk) is None
    assert not NumberEntry.objects.exists()


def test_a_date_on_an_unapproved_release_is_refused(cast: Cast) -> None:
    """At the draft, at its edit, and at the verb: only what is approved is scheduled."""
    with pytest.raises(Invalid, match="Only an approved release") as refused:
        building.draft(cast, scheduled_for=SOON)
    assert refused.value.errors["scheduled_for"][0].code == "not_approved"
    release = building.draft(cast, scheduled_for=None)
    with pytest.raises(Invalid):
        do("update", release, cast.press_officer, scheduled_for=SOON)
    for unapproved in (release, building.in_review(cast), building.signed(cast)):
        with pytest.raises(IllegalTransition):
            do("schedule", unapproved, cast.spokesperson, scheduled_for=SOON)
        unapproved.refresh_from_db()
        assert unapproved.scheduled_for is None


def test_unscheduled_it_can_be_issued_at_once(cast: Cast) -> None:
    release = do("unschedule", scheduled(cast), cast.spokesperson)
    assert do("issue", release, cast.spokesperson).state == State.ISSUED


def test_who_lost_the_right_issues_nothing_later(cast: Cast) -> None:
    """The job asks again: the release goes back to approved, with that in its history."""
    release = scheduled(cast)
    role = Role.objects.get(user=cast.spokesperson)
    role_end(actor=None, role=role, ends=clock.today() - timedelta(days=1))
    with clock.frozen(SOON):
        assert issue_due() == 0
    release.refresh_from_db()
    assert release.state == State.APPROVED
    assert AuditEvent.objects.filter(action="press.release.schedule_refused").exists()


def test_one_refused_release_does_not_keep_back_the_others(cast: Cast) -> None:
    broken, fine = scheduled(cast), scheduled(cast)
    Release.objects.filter(pk=broken.pk).update(body="Khác")
    with clock.frozen(SOON):
        assert issue_due() == 1
    fine.refresh_from_db()
    assert fine.state == State.ISSUED


# --- document ------------------------------------------------------------------------------------


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stands in for the renderer; what it was asked to print."""
    printed: list[str] = []

    def render(*, context: Any, title: str, **kwargs: Any) -> bytes:
        printed.append(title)
        if title == "Hỏng":
            raise RuntimeError("the printer is broken")
        return f"%PDF-1.7 {title} {context['document'].number.symbol} #{len(printed)}".encode()

    monkeypatch.setattr("press.releases.services.documents.render", render)
    return printed


def test_the_document_is_stored_once(cast: Cast, printer: list[str]) -> None:
    """Two deliveries of the same message: one document, the bytes of the first."""
    release = issued(cast)
    render_document(str(release.pk))
    first = Document.objects.get()
    render_document(str(release.pk))
    release.refresh_from_db()
    assert Document.objects.get() == first
    assert len(printer) == 1
    assert release.document_sha256 == first.sha256 == hashlib.sha256(bytes(first.content)).hexdigest()


def test_two_workers_at_once_store_one_document(cast: Cast) -> None:
    """The slower one finds the bytes of the faster and keeps them."""
    release = issued(cast)
    first = services.document_store(release_id=release.pk, data=b"%PDF first")
    second = services.document_store(release_id=release.pk, data=b"%PDF second")
    assert first == second
    assert selectors.document_bytes(Document.objects.get()) == b"%PDF first"


def test_a_crash_between_issue_and_render_keeps_the_number(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The render fails at first; the retry prints the same number, and no other is used up."""
    tries: list[str] = []

    def render(*, context: Any, **kwargs: Any) -> bytes:
        tries.append(context["document"].number.symbol)
        if len(tries) == 1:
            raise RuntimeError("killed")
        return b"%PDF"

    monkeypatch.setattr("press.releases.services.documents.render", render)
    release = issued(cast)
    building.drain()
    assert not Document.objects.exists()
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        building.drain()
    assert tries == ["01/TC-BTP", "01/TC-BTP"]
    assert Document.objects.get().release == release
    assert issued(cast).number == 2


def test_a_voided_release_gets_no_document(cast: Cast, printer: list[str]) -> None:
    release = issued(cast)
    do("void", release, cast.spokesperson, reason="Nhầm")
    render_document(str(release.pk))
    assert not printer
    assert not Document.objects.exists()


def test_a_changed_text_is_not_printed(cast: Cast, printer: list[str]) -> None:
    release = issued(cast)
    Release.objects.filter(pk=release.pk).update(body="Khác")
    with pytest.raises(Conflict):
        render_document(str(release.pk))
    assert not printer


@pytest.mark.parametrize("table", ["press_document", "press_signature", "press_release_version"])
def test_evidence_only_grows(cast: Cast, table: str) -> None:
    """The database itself refuses to change or delete documents, signatures and versions."""
    stored(cast)
    for statement in (f"UPDATE {table} SET release_id = release_id", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


def test_damaged_bytes_are_not_served(cast: Cast) -> None:
    """The hash is checked at every read."""
    document = stored(cast).documents.get()
    document.content = b"%PDF-1.7 another document"
    with pytest.raises(Conflict):
        selectors.document_bytes(document)


def test_only_a_spokesperson_issues(cast: Cast) -> None:
    release = approved(cast)
    for person in (cast.press_officer, cast.legal_checker, cast.unit_head, cast.leader, cast.administrator):
        with pytest.raises(NotAllowed):
            do("issue", release, person)
