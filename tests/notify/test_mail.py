"""Mails: through the outbox, once, plain, to those who may still have them; over real SMTP on this machine."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail import get_connection
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.notify.models import Notification
from comms.notify.services import mail_send
from comms.outbox.models import OutboxMessage
from comms.outbox.services import drain
from tests.cast import Cast
from tests.notify.build import addressed, tell
from tests.tasks.build import alone


def sent() -> Any:
    (message,) = mail.outbox
    return message


def test_a_mail_says_what_the_notice_says_and_where_it_stands(cast: Cast) -> None:
    addressed(cast, "officer")
    told = tell(cast.officer, title="Nhiệm vụ 6 quá hạn", body="Hạn: 20/11/2026")
    assert told is not None
    assert drain() == 1
    assert sent().subject == "Nhiệm vụ 6 quá hạn"
    assert sent().to == ["officer@moj.example"]
    assert sent().content_subtype == "plain"
    assert sent().body.split("\n\n")[:3] == ["Nhiệm vụ 6 quá hạn", "Hạn: 20/11/2026", "http://127.0.0.1:8000/tasks/"]
    assert "theo vai trò của mình" in sent().body
    assert Notification.objects.get().mailed_at == clock.now()


def test_a_mail_is_sent_once(cast: Cast) -> None:
    """A second delivery of the same message finds the mark; a worker that died before it repeats the Message-ID."""
    addressed(cast, "officer")
    told = tell(cast.officer)
    assert told is not None
    assert [mail_send(told.pk), mail_send(told.pk)] == [True, False]
    Notification.objects.update(mailed_at=None)
    mail_send(told.pk)
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"] == f"<{told.pk}@127.0.0.1>"


@pytest.mark.parametrize("ends", ["inactive", "no address", "not visible", "no such type"])
def test_rights_are_asked_again_when_the_mail_is_sent(cast: Cast, ends: str) -> None:
    addressed(cast, "officer")
    task = alone(cast)
    told = tell(cast.officer, subject=("tasks.task", task.pk))
    assert told is not None
    match ends:
        case "inactive":
            type(cast.officer).objects.filter(pk=cast.officer.pk).update(is_active=False)
        case "no address":
            type(cast.officer).objects.filter(pk=cast.officer.pk).update(email="")
        case "not visible":
            cast.officer.roles.update(ends=clock.today().replace(year=2025))
        case _:
            Notification.objects.update(subject_type="no.such")
    assert drain() == 1
    assert mail.outbox == []
    assert Notification.objects.get().mailed_at is None


def test_who_still_sees_the_subject_gets_the_mail(cast: Cast) -> None:
    addressed(cast, "officer")
    tell(cast.officer, subject=("tasks.task", alone(cast).pk))
    drain()
    assert sent().to == ["officer@moj.example"]


@pytest.mark.parametrize("address", ["a@moj.example\nBcc: all@moj.example", "a@moj.example, b@moj.example"])
def test_an_address_that_would_add_a_receiver_is_parked(cast: Cast, address: str) -> None:
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(email=address)
    cast.officer.refresh_from_db()
    tell(cast.officer)
    assert drain() == 0
    parked = OutboxMessage.objects.get()
    assert (parked.state, parked.attempts) == ("parked", 1)
    assert "cannot be written" in parked.last_error
    assert mail.outbox == []


def test_the_words_around_are_those_of_the_notice(cast: Cast) -> None:
    """Also when the worker speaks another language."""
    addressed(cast, "officer")
    cast.officer.language = "en"
    tell(cast.officer, title=_("Notices"))
    drain()
    assert "because of your role" in sent().body


# --- a real mail server ----------------------------------------------------------------------------


class Postbox:
    """What a mail server got; `refusals` are the answers that it gives before it takes one."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.refusals: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        if self.refusals:
            return self.refusals.pop()
        self.got.append((envelope, message_from_bytes(envelope.content, policy=default)))
        return "250 taken"


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    server.stop()


def test_over_smtp(cast: Cast, postbox: Postbox) -> None:
    """Vietnamese arrives as it was written, in the head and in the body, one receiver, plain text."""
    addressed(cast, "officer")
    told = tell(cast.officer, title="Đề án: “quá hạn” 3 ngày\r\nBcc: all@moj.example", body="Nguyễn Thị Hường\n.\nhết")
    assert told is not None
    assert drain() == 1
    ((envelope, message),) = postbox.got
    assert envelope.rcpt_tos == ["officer@moj.example"]
    assert message["Subject"].strip() == "Đề án: “quá hạn” 3 ngày Bcc: all@moj.example"
    assert message["Bcc"] is None
    assert message["Message-ID"] == f"<{told.pk}@127.0.0.1>"
    assert message["From"] == "comms@localhost"
    assert message.get_content_type() == "text/plain"
    assert "Nguyễn Thị Hường\n.\nhết" in message.get_content().replace("\r\n", "\n")


def test_a_refusal_is_tried_again(cast: Cast, postbox: Postbox, frozen_clock: Any) -> None:
    addressed(cast, "officer")
    postbox.refusals = ["451 later"]
    tell(cast.officer)
    assert drain() == 0
    assert Notification.objects.get().mailed_at is None
    message = OutboxMessage.objects.get()
    assert message.state == "pending"
    with clock.frozen(message.due_at):
        assert drain() == 1
    assert len(postbox.got) == 1


def test_four_failures_are_parked(cast: Cast, settings: Any) -> None:
    """A server that does not answer: the row stands, an operator sees the error."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert get_connection().host == "127.0.0.1"  # type: ignore[attr-defined]  # of the SMTP backend
    addressed(cast, "officer")
    tell(cast.officer)
    for _try in range(4):
        with clock.frozen(OutboxMessage.objects.get().due_at):
            assert drain() == 0
    parked = OutboxMessage.objects.get()
    assert (parked.state, parked.attempts) == ("parked", 4)
    assert "ConnectionRefusedError" in parked.last_error
