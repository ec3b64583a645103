"""Mail over a real server: what arrives, what its answers make of a delivery, and who wants no more."""

import re
import socket
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from comms.audit.selectors import history
from comms.core import clock
from press.distribution.keys import digest, token_of
from press.distribution.models import Delivery, Journalist, ListMember
from press.distribution.services.deliveries import deliveries_due, delivery_send
from press.distribution.services.deliveries.sending import MAX_ATTEMPTS, UNSETTLED, WAITS
from press.distribution.states import DeliveryState
from tests.cast import Cast
from tests.press.distribution.building_deliveries import journalist, later, list_of, order, outlet, sent, swept
from tests.press.distribution.servers import Postbox
from tests.press.releases.building import do, drain, stored

S = DeliveryState


def test_a_mail_with_the_document(cast: Cast, postbox: Postbox) -> None:
    """One receiver, plain text, the stored bytes, a way out for people and for mail programs."""
    release = stored(cast, data=b"%PDF-1.7 the bytes")
    row = sent(cast, release, journalist(cast, "Lê Thị Đào", email="dao@bao.example"))
    assert (row.state, row.accepted_at, row.attempts) == (S.ACCEPTED, clock.now(), 1)
    ((receivers, message),) = postbox.got
    assert receivers == ["dao@bao.example"]
    assert message["To"].addresses[0].display_name == "Lê Thị Đào"
    assert message["Subject"].strip() == f"{release.symbol}: {release.title}"
    assert message["Message-ID"] == row.message_id == f"<{row.pk}@127.0.0.1>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip() == f"<http://127.0.0.1:8000/unsubscribe/{token_of(row)}/>"
    text, document = message.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert release.document_sha256 in text.get_content()
    assert document.get_content_type() == "application/pdf"
    assert document.get_content() == b"%PDF-1.7 the bytes"


def test_the_frame_is_in_the_language_of_the_recipient(cast: Cast, postbox: Postbox) -> None:
    sent(cast, stored(cast), journalist(cast, languages=["en"]))
    assert "The ministry has issued this document." in postbox.got[0][1].get_body().get_content()


def test_nothing_in_a_head_can_be_added(cast: Cast, postbox: Postbox) -> None:
    """A name or a title with line breaks stays one line; an address that is two is not spoken to."""
    row = order(cast, stored(cast), journalists=[journalist(cast)]).made[0]
    Delivery.objects.filter(pk=row.pk).update(name="A\r\nBcc: all@bao.example", address="a@bao.example")
    delivery_send(delivery_id=row.pk)
    ((receivers, message),) = postbox.got
    assert (receivers, message["Bcc"]) == (["a@bao.example"], None)
    other = order(cast, stored(cast), journalists=[journalist(cast)]).made[0]
    Delivery.objects.filter(pk=other.pk).update(address="a@bao.example, b@bao.example")
    settled = delivery_send(delivery_id=other.pk)
    assert settled is not None
    assert (settled.state, settled.permanent) == (S.BOUNCED, True)
    assert len(postbox.got) == 1


def test_a_refusal_for_good_is_not_tried_again(cast: Cast, postbox: Postbox) -> None:
    postbox.at_rcpt = ["550 5.1.1 no such user"]
    row = sent(cast, stored(cast), journalist(cast))
    assert (row.state, row.permanent, row.accepted_at) == (S.BOUNCED, True, None)
    assert "no such user" in row.answer
    assert swept(timedelta(days=2)) == 0
    assert postbox.got == []


@pytest.mark.parametrize(("where", "answer"), [("at_rcpt", "451 later"), ("at_data", "452 full"), ("at_data", "cut")])
def test_what_passes_is_tried_again(cast: Cast, postbox: Postbox, where: str, answer: str) -> None:
    """Greylisting, a full disk, a connection that ends: queued again, sent at its time under the same id."""
    setattr(postbox, where, [answer])
    row = sent(cast, stored(cast), journalist(cast))
    assert (row.state, row.attempts, row.accepted_at) == (S.QUEUED, 1, None)
    assert swept(WAITS[0] - timedelta(seconds=1)) == 0
    assert swept(WAITS[0]) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == (S.ACCEPTED, 2)
    assert [message["Message-ID"] for _to, message in postbox.got] == [row.message_id]


def test_refused_at_the_text(cast: Cast, postbox: Postbox) -> None:
    postbox.at_data = ["554 5.7.1 refused"]
    assert sent(cast, stored(cast), journalist(cast)).state == S.BOUNCED


def test_the_answer_that_was_lost(cast: Cast, postbox: Postbox) -> None:
    """The server took it and the connection ended before it said so: sent again, the same mail by its Message-ID."""
    postbox.at_data = ["cut after"]
    row = sent(cast, stored(cast), journalist(cast))
    assert row.state == S.QUEUED
    swept(WAITS[0])
    first, second = (message for _to, message in postbox.got)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["List-Unsubscribe"] == second["List-Unsubscribe"]
    row.refresh_from_db()
    assert row.state == S.ACCEPTED


def test_a_server_that_says_nothing(cast: Cast, settings: Any) -> None:
    """It accepts the connection and is silent: given up after EMAIL_TIMEOUT, tried again later."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        row = sent(cast, stored(cast), journalist(cast))
    assert (row.state, row.attempts, row.unanswered) == (S.QUEUED, 1, False)
    assert "imed out" in row.answer


def test_given_up_after_the_last_try(cast: Cast, postbox: Postbox) -> None:
    """Four tries, then `failed` with what was said; every try stands in the history."""
    postbox.at_rcpt = ["451 later"] * 9
    row = sent(cast, stored(cast), journalist(cast))
    passed = timedelta()
    for wait in WAITS:
        passed += wait
        swept(passed)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.permanent) == (S.FAILED, MAX_ATTEMPTS, False)
    assert swept(passed + timedelta(days=3)) == 0
    actions = [event.action.rpartition(".")[2] for event in history(row)]
    assert actions == ["failed", "deferred", "deferred", "deferred"]
    assert len(postbox.at_rcpt) == 9 - MAX_ATTEMPTS


def test_a_worker_that_dies_between_mark_and_answer(
    cast: Cast, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row stays `handed`, is left alone while another could be at it, and is then sent again."""
    row = order(cast, stored(cast), journalists=[journalist(cast)]).made[0]
    with monkeypatch.context() as dying:
        dying.setattr("press.distribution.transports.send", lambda parcel: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            delivery_send(delivery_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.accepted_at) == (S.HANDED, None)
    assert delivery_send(delivery_id=row.pk) is None
    drain()
    assert postbox.got == []
    assert deliveries_due() == 0
    assert swept(UNSETTLED) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts, row.unanswered) == (S.ACCEPTED, 2, True)


def test_a_worker_that_dies_each_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given up after as many tries as any other."""
    row = order(cast, stored(cast), journalists=[journalist(cast)]).made[0]
    monkeypatch.setattr("press.distribution.transports.send", lambda parcel: (_ for _ in ()).throw(SystemExit))
    for number in range(MAX_ATTEMPTS):
        with later(UNSETTLED * number), pytest.raises(SystemExit):
            delivery_send(delivery_id=row.pk)
    with later(UNSETTLED * MAX_ATTEMPTS):
        assert delivery_send(delivery_id=row.pk) is None
    row.refresh_from_db()
    assert (row.state, row.attempts) == (S.FAILED, MAX_ATTEMPTS)


@pytest.mark.parametrize("ends", ["withdrawn", "unsubscribed", "inactive"])
def test_rights_are_asked_again_when_it_is_handed_over(cast: Cast, ends: str) -> None:
    anna = journalist(cast)
    release = stored(cast)
    row = order(cast, release, journalists=[anna]).made[0]
    match ends:
        case "withdrawn":
            do("withdraw", release, cast.spokesperson, reason="Sai")
        case "unsubscribed":
            Journalist.objects.update(unsubscribed_at=clock.now())
        case _:
            Journalist.objects.update(active=False)
    drain()
    row.refresh_from_db()
    assert row.state == S.CANCELLED
    assert mail.outbox == []


# --- no more -------------------------------------------------------------------------------------


def test_unsubscribe_with_one_post(cast: Cast) -> None:
    """GET shows and does nothing; POST does, without a token against forged requests, as mail programs send it."""
    anna = journalist(cast)
    row = sent(cast, stored(cast), anna)
    assert row.token_sha256 == digest(token_of(row))
    strict = Client(enforce_csrf_checks=True)
    address = f"/unsubscribe/{token_of(row)}/"
    assert strict.get(address).status_code == 200
    anna.refresh_from_db()
    assert anna.unsubscribed_at is None
    answer = strict.post(address, {"List-Unsubscribe": "One-Click"})
    anna.refresh_from_db()
    assert anna.unsubscribed_at == clock.now()
    assert history(anna)[0].action == "press.journalist.unsubscribed"
    assert answer["Cache-Control"] == "no-store"
    strict.post(address)
    assert history(anna).filter(action="press.journalist.unsubscribed").count() == 1
    skipped = order(cast, stored(cast), journalists=[anna]).skipped
    assert [str(one.skipped_reason) for one in skipped] == ["has unsubscribed"]


def test_a_wrong_token_answers_alike(cast: Cast) -> None:
    row = sent(cast, stored(cast), journalist(cast))
    client = Client()
    for method in (client.get, client.post):
        right, wrong = (
            re.sub(
                rf'{token}|(?<=csrfmiddlewaretoken" value=")\w+', "", method(f"/unsubscribe/{token}/").content.decode()
            )
            for token in (token_of(row), "0" * 64)
        )
        assert right == wrong


def test_an_outlet_leaves_every_list(cast: Cast) -> None:
    paper = outlet(cast)
    kept = list_of(cast, paper, journalist(cast))
    row = sent(cast, stored(cast), lists=[kept])
    rows = Delivery.objects.filter(outlet=paper)
    Client().post(f"/unsubscribe/{token_of(rows.get())}/")
    assert [member.outlet for member in ListMember.objects.all()] == [None]
    assert row.release.deliveries.count() == 2


def test_another_address_has_another_token(cast: Cast) -> None:
    row = sent(cast, stored(cast), journalist(cast))
    before = token_of(row)
    row.address = "neu@bao.example"
    assert token_of(row) != before
