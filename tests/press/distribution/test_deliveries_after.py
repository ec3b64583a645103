"""What comes after a delivery: errata, withdrawals, voids, reports that a mail did not arrive."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from comms.audit.selectors import history
from comms.core import clock
from comms.core.errors import Conflict, IllegalTransition
from press.distribution.models import Delivery, Journalist
from press.distribution.services import contacts, deliveries
from press.distribution.services.deliveries.bounces import LARGEST, MOST_LINES, MOST_NESTED, bounce_read
from press.distribution.services.deliveries.sending import MAX_ATTEMPTS, WAITS
from press.distribution.states import DeliveryState, Purpose
from press.releases import services
from press.releases.models import Release
from tests.cast import Cast
from tests.press.distribution.building_deliveries import journalist, later, list_of, order, sent, swept
from tests.press.distribution.servers import Postbox
from tests.press.releases.building import do, drain, sign_off, stored

S = DeliveryState


def erratum_of(cast: Cast, release: Release) -> Release:
    """Signed and issued; its document is not stored yet."""
    release.refresh_from_db()
    erratum = do("correct", release, cast.press_officer, note="Ngày đúng là 06/9/2022")
    do("submit", erratum, cast.press_officer)
    sign_off(cast, erratum)
    do("approve", erratum, cast.spokesperson)
    return do("issue", erratum, cast.spokesperson)


def stored_erratum_of(cast: Cast, release: Release) -> Release:
    erratum = erratum_of(cast, release)
    services.document_store(release_id=erratum.pk, data=b"%PDF an erratum")
    return erratum


def purposes(person: Journalist) -> list[str]:
    return list(
        Delivery.objects.filter(journalist=person).order_by("created_at", "key").values_list("purpose", flat=True)
    )


# --- errata --------------------------------------------------------------------------------------


def test_an_erratum_goes_to_exactly_those_who_got_the_original(cast: Cast) -> None:
    """Accepted or on its way, also to whoever has unsubscribed since; not where it bounced or was cancelled.  Once its
    document is stored, and once."""
    anna, binh, cuc, dung = (journalist(cast, name) for name in ("Anna", "Bình", "Cúc", "Dũng"))
    release = stored(cast)
    rows = {row.journalist: row for row in order(cast, release, journalists=[anna, binh, cuc]).made}
    drain()
    Delivery.objects.filter(pk=rows[binh].pk).update(state=S.BOUNCED)
    Delivery.objects.filter(pk=rows[cuc].pk).update(state=S.HANDED)
    Journalist.objects.filter(pk=anna.pk).update(unsubscribed_at=clock.now())
    mail.outbox.clear()
    erratum = erratum_of(cast, release)
    drain_but_rendering()
    assert not Delivery.objects.filter(purpose=Purpose.ERRATUM).exists()
    services.document_store(release_id=erratum.pk, data=b"%PDF an erratum")
    drain()
    made = Delivery.objects.filter(release=erratum)
    assert {row.journalist for row in made} == {anna, cuc}
    assert {row.state for row in made} == {S.ACCEPTED}
    assert purposes(dung) == []
    assert {message.to[0].partition(" ")[0] for message in mail.outbox} == {"Anna", "=?utf-8?q?C=C3=BAc?="}
    assert all(b"%PDF an erratum" in message.attachments[0][1] for message in mail.outbox)
    assert history(release)[0].action == "press.release.correction_sent"
    assert deliveries.corrections_deliver(release_id=erratum.pk) == []
    assert order(cast, erratum, journalists=[cuc]).already


def drain_but_rendering() -> None:
    """Everything that is owed, where the document is not made: rendering has its own tests."""
    from comms.outbox.models import OutboxMessage

    OutboxMessage.objects.filter(topic="press.render_document").delete()
    drain()


def test_a_delivery_that_arrives_after_the_correction_brings_it_along(cast: Cast) -> None:
    """It was in the queue while the erratum went out: the erratum follows as soon as it is accepted."""
    anna = journalist(cast)
    release = stored(cast)
    order(cast, release, journalists=[anna])
    erratum = stored_erratum_of(cast, release)
    assert deliveries.corrections_deliver(release_id=erratum.pk) == []
    drain()
    assert purposes(anna) == ["erratum", "release"]
    assert {row.state for row in Delivery.objects.all()} == {S.ACCEPTED}


def test_an_erratum_alone_tells_nobody(cast: Cast) -> None:
    stored_erratum_of(cast, stored(cast))
    drain()
    assert not Delivery.objects.exists()


# --- withdrawal and void ---------------------------------------------------------------------------


@pytest.mark.parametrize("notice", ["Số liệu sai", ""])
def test_a_withdrawal_goes_to_exactly_those_who_got_it(cast: Cast, notice: str) -> None:
    """With what the public reads, without the document and the reason, which is for the file; what was still in the
    queue is cancelled."""
    anna, binh = journalist(cast, "Anna"), journalist(cast, "Bình")
    release = stored(cast)
    sent(cast, release, anna)
    order(cast, release, journalists=[binh])
    do("withdraw", release, cast.spokesperson, reason="Lý do nội bộ", notice=notice)
    mail.outbox.clear()
    drain()
    assert purposes(anna) == ["release", "withdrawal"]
    assert [row.state for row in Delivery.objects.filter(journalist=binh)] == [S.CANCELLED]
    (message,) = mail.outbox
    assert notice in message.body
    assert "Lý do nội bộ" not in message.body
    assert message.attachments == []
    drain()
    assert len(mail.outbox) == 1


def test_who_was_taken_out_on_request_gets_no_correction_either(cast: Cast) -> None:
    anna = journalist(cast)
    release = stored(cast)
    sent(cast, release, anna)
    contacts.journalist_forget(actor=cast.press_officer, journalist_id=anna.pk, version=anna.version)
    mail.outbox.clear()
    do("withdraw", release, cast.spokesperson, reason="Sai")
    drain()
    assert mail.outbox == []


def test_what_may_have_arrived_is_told_of_the_withdrawal(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Handed over by a worker that died: the text is not sent again, the notice is."""
    anna = journalist(cast)
    release = stored(cast)
    row = order(cast, release, journalists=[anna]).made[0]
    with monkeypatch.context() as dying:
        dying.setattr("press.distribution.transports.send", lambda parcel: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            deliveries.delivery_send(delivery_id=row.pk)
    do("withdraw", release, cast.spokesperson, reason="Sai")
    with later(timedelta(minutes=10)):
        deliveries.deliveries_due()
        drain()
    assert [message.subject.split(":")[0] for message in mail.outbox] in (["Thu hồi"], ["Withdrawn"])
    assert purposes(anna) == ["release", "withdrawal"]
    row.refresh_from_db()
    assert row.state == S.FAILED


@pytest.mark.parametrize("what", ["withdrawn", "corrected"])
@pytest.mark.parametrize("tries", [1, MAX_ATTEMPTS])
def test_whose_answer_was_lost_may_have_it(cast: Cast, postbox: Postbox, what: str, tries: int) -> None:
    """The server took the text and never said so: whatever became of the row since, the correction follows, once."""
    anna, binh = journalist(cast, "Anna"), journalist(cast, "Bình")
    release = stored(cast)
    postbox.at_data = ["cut after", *["451 later"] * (tries - 1)]
    row = sent(cast, release, anna)
    passed = timedelta()
    for wait in WAITS[: tries - 1]:
        passed += wait
        swept(passed)
    row.refresh_from_db()
    assert (row.state, row.unanswered) == (S.QUEUED if tries == 1 else S.FAILED, True)
    # To this one nothing was handed but a refusal.
    postbox.at_rcpt = ["451 later"]
    with later(passed):
        assert not sent(cast, release, binh).unanswered
    if what == "withdrawn":
        do("withdraw", release, cast.spokesperson, reason="Sai")
        drain()
        swept(passed + timedelta(days=1))
        assert purposes(binh) == ["release"]
        row.refresh_from_db()
        assert row.state == S.FAILED
    else:
        stored_erratum_of(cast, release)
        drain()
    assert sorted(purposes(anna)) == sorted(["release", "erratum" if what == "corrected" else "withdrawal"])
    assert deliveries.corrections_deliver(release_id=(release.errata.first() or release).pk) == []


def test_an_erratum_under_embargo_waits_for_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is not trusted with copies under embargo gets it when the embargo ends; whoever had one, at once."""
    made = SimpleNamespace(sha256="0" * 64)
    monkeypatch.setattr("press.distribution.services.deliveries.sending.copy_make", lambda delivery, release: made)
    anna, binh = journalist(cast, "Anna"), journalist(cast, "Bình")
    release = stored(cast, embargo_until=clock.now() + timedelta(hours=1))
    order(cast, release, lists=[list_of(cast, anna, embargo_trusted=True)])
    drain()
    with later(timedelta(hours=2)):
        sent(cast, release, binh)
        erratum = do("correct", release, cast.press_officer, note="Ngày đúng là 06/9/2022")
        do("update", erratum, cast.press_officer, embargo_until=clock.now() + timedelta(hours=3))
        do("submit", erratum, cast.press_officer)
        sign_off(cast, erratum)
        do("approve", erratum, cast.spokesperson)
        do("issue", erratum, cast.spokesperson)
        services.document_store(release_id=erratum.pk, data=b"%PDF an erratum")
        mail.outbox.clear()
        drain()
        states = dict(Delivery.objects.filter(release=erratum).values_list("name", "state"))
        assert states == {"Anna": S.ACCEPTED, "Bình": S.QUEUED}
        assert [message.to[0].partition(" ")[0] for message in mail.outbox] == ["Anna"]
        assert swept(timedelta(hours=2)) == 0
        swept(timedelta(hours=3))
    assert Delivery.objects.get(release=erratum, journalist=binh).state == S.ACCEPTED
    assert len(mail.outbox) == 2
    assert b"%PDF an erratum" in mail.outbox[1].attachments[0][1]


def test_void_only_while_nothing_was_handed_over(cast: Cast) -> None:
    """Under embargo a release can be voided until a copy is on its way to anybody."""
    anna = journalist(cast)
    release = stored(cast, embargo_until=clock.now() + timedelta(hours=5))
    trusted = list_of(cast, anna, embargo_trusted=True)
    other = stored(cast, data=b"%PDF another", embargo_until=clock.now() + timedelta(hours=5))
    (row,) = order(cast, release, lists=[trusted]).made
    order(cast, other, lists=[trusted])
    Delivery.objects.filter(pk=row.pk).update(handed_at=clock.now())
    with pytest.raises(IllegalTransition, match="sent to somebody"):
        do("void", release, cast.spokesperson, reason="Sai")
    do("void", other, cast.spokesperson, reason="Sai")
    drain()
    assert Delivery.objects.get(release=other).state == S.CANCELLED


# --- once more ---------------------------------------------------------------------------------------


def bounced(cast: Cast, person: Journalist) -> Delivery:
    row = sent(cast, stored(cast), person)
    Delivery.objects.filter(pk=row.pk).update(state=S.BOUNCED, permanent=True)
    row.refresh_from_db()
    return row


def test_a_bounced_delivery_goes_to_the_new_address(cast: Cast) -> None:
    anna = journalist(cast, email="old@bao.example")
    row = bounced(cast, anna)
    again: dict[str, Any] = {"actor": cast.press_officer, "delivery_id": row.pk, "version": row.version}
    with pytest.raises(Conflict) as refused:
        deliveries.delivery_resend(**again)
    assert refused.value.code == "same_address"
    Journalist.objects.filter(pk=anna.pk).update(email="new@bao.example")
    deliveries.delivery_resend(**again)
    mail.outbox.clear()
    drain()
    assert [message.to for message in mail.outbox] == [["=?utf-8?b?TMOqIFRo4buLIMSQw6Bv?= <new@bao.example>"]]
    row.refresh_from_db()
    assert (row.state, row.address, row.attempts) == (S.ACCEPTED, "new@bao.example", 1)
    assert "bao.example" not in str(history(row)[0].data)


def test_the_same_address_once_more_when_it_is_confirmed(cast: Cast) -> None:
    row = bounced(cast, journalist(cast))
    deliveries.delivery_resend(actor=cast.press_officer, delivery_id=row.pk, version=row.version, confirm=True)
    drain()
    row.refresh_from_db()
    assert row.state == S.ACCEPTED


# --- reports of non-delivery ----------------------------------------------------------------------------


def report(message_id: str, *, action: str = "failed", status: str = "5.1.1", heads_only: bool = False) -> bytes:
    """As a mail server writes it (RFC 3464)."""
    original = EmailMessage()
    original["Message-ID"] = message_id
    original["Subject"] = "x"
    original.set_content("text")
    back = original.as_string() if not heads_only else f"Message-ID: {message_id}\nSubject: x\n"
    kind = "message/rfc822" if not heads_only else "text/rfc822-headers"
    return f"""From: MAILER-DAEMON@mx.example
To: comms@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

I'm sorry.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; a@bao.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--=_b
Content-Type: {kind}

{back}
--=_b--
""".encode()


@pytest.mark.parametrize("heads_only", [False, True])
def test_a_report_settles_an_accepted_delivery(cast: Cast, heads_only: bool) -> None:
    row = sent(cast, stored(cast), journalist(cast))
    data = report(row.message_id, heads_only=heads_only)
    settled = bounce_read(data)
    assert settled is not None
    assert (settled.pk, settled.state, settled.permanent) == (row.pk, S.BOUNCED, True)
    assert "no such user" in settled.answer
    assert history(row)[0].action == "press.delivery.bounced"
    assert bounce_read(data) is None


def test_a_server_that_gave_up_is_no_refusal_for_good(cast: Cast) -> None:
    row = sent(cast, stored(cast), journalist(cast))
    settled = bounce_read(report(row.message_id, status="4.4.7"))
    assert settled is not None
    assert (settled.state, settled.permanent) == (S.BOUNCED, False)


@pytest.mark.parametrize(
    "what", ["delayed", "strange id", "no report", "garbage", "huge", "deep", "empty", "html", "lines", "nested"]
)
def test_what_is_no_report_of_ours_changes_nothing(cast: Cast, what: str) -> None:
    row = sent(cast, stored(cast), journalist(cast))
    data = {
        "delayed": report(row.message_id, action="delayed", status="4.0.0"),
        "strange id": report("<%s@127.0.0.1>" % ("0" * 36)),
        "no report": b"Message-ID: " + row.message_id.encode() + b"\n\nfailed",
        "garbage": bytes(range(256)) * 40,
        "huge": report(row.message_id) + b"x" * LARGEST,
        "deep": b"".join(b'Content-Type: multipart/report; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000)),
        "empty": b"",
        # Both are reports of ours, with more in them than any server writes: seconds for the parser.
        "lines": report(row.message_id) + b"-\n" * MOST_LINES,
        "nested": report(row.message_id) + b"Content-Type: Message/Delivery-Status\n\n" * MOST_NESTED,
        "html": b"Content-Type: multipart/report\n\nno boundary",
    }[what]
    assert bounce_read(data) is None
    row.refresh_from_db()
    assert row.state == S.ACCEPTED


def test_reports_from_files(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = sent(cast, stored(cast), journalist(cast))
    (tmp_path / "one.eml").write_bytes(report(row.message_id))
    (tmp_path / "two.eml").write_bytes(b"hello")
    call_command("bounces_read", str(tmp_path / "one.eml"), str(tmp_path / "two.eml"))
    assert "1 of 2" in capsys.readouterr().out
    row.refresh_from_db()
    assert row.state == S.BOUNCED
