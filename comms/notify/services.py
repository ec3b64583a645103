"""Telling a person something once, and mailing it once."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from comms.core import clock, subjects
from comms.core.decisions import require
from comms.core.records import locked
from comms.core.states import move
from comms.core.text import nfc
from comms.notify import kinds, policies
from comms.notify.models import Notification
from comms.notify.states import NoticeState
from comms.org.models import User
from comms.outbox.handlers import Hopeless
from comms.outbox.services import outbox

TITLE_LIMIT = 300


def notify(
    *,
    person: User,
    kind: str,
    key: str,
    title: Any,
    body: Any = "",
    url: str = "",
    mail: bool = True,
    subject: tuple[str, Any] | None = None,
) -> Notification | None:
    """Tell one person something, in the caller's transaction.  None when `key` was told to this person before.

    `title` and `body` may be lazy: they are rendered in the person's language, the title as one line.  `url` is a path
    of this service.  `subject` is `(type, id)` of what the notice is about: whoever may not see it any longer reads
    neither the notice nor the mail.  The mail is owed through the outbox, where the person has an address.
    """
    if not kinds.is_known(kind):
        raise LookupError(f"the kind of notice {kind!r} is not registered")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a notice is written in the transaction of what it tells about")
    subject_type, subject_id = subject or ("", None)
    with translation.override(person.language):
        notice = Notification(
            person=person,
            kind=kind,
            key=key,
            title=_one_line(str(title)),
            body=_plain(str(body)),
            url=_path(url),
            language=person.language,
            subject_type=subject_type,
            subject_id=subject_id,
        )
    Notification.objects.bulk_create([notice], ignore_conflicts=True)
    if not Notification.objects.filter(pk=notice.pk).exists():
        return None
    if mail and settings.MAIL_IS_SENT and person.is_active and person.email:
        outbox("notify.mail", key=f"notify:{notice.pk}", notification_id=notice.pk)
    return notice


@transaction.atomic
def notification_read(*, actor: User, notification_id: UUID, version: int) -> Notification:
    """Take note of one's own notice.  It leaves no evidence: what a person has read concerns nobody else."""
    notice = locked(Notification.objects.visible_to(actor), notification_id)
    require(policies.may_read(actor, notice))
    move(notice, "read", expected_version=version, read_at=clock.now())
    return notice


@transaction.atomic
def notifications_read_all(*, actor: User) -> int:
    """Take note of every unread notice of one's own.  Returns how many there were."""
    now = clock.now()
    return int(
        Notification.objects.visible_to(actor)
        .unread()
        .update(state=NoticeState.READ, read_at=now, updated_at=now, version=models.F("version") + 1)
    )


def mail_send(notification_id: UUID | str) -> bool:
    """Send the mail of one notice, unless it is sent already or the person may no longer have it.  True when sent.

    No transaction is open while the mail server is spoken to.  A worker that dies between the server's answer and the
    mark sends again, under the same Message-ID.  Raises Hopeless for an address that no mail can have.
    """
    notice = Notification.objects.select_related("person").get(pk=notification_id)
    if notice.mailed_at is not None or not _may_still_have(notice):
        return False
    try:
        validate_email(notice.person.email)  # two addresses, or a line of a head, would reach somebody else
        message = _message(notice)
        message.message()
    except (ValidationError, ValueError) as error:
        raise Hopeless(f"this mail cannot be written: {error}") from error
    message.send()
    Notification.objects.filter(pk=notice.pk, mailed_at=None).update(mailed_at=clock.now())
    return True


def _may_still_have(notice: Notification) -> bool:
    person = notice.person
    if not person.is_active or not person.email:
        return False
    return not notice.subject_type or subjects.find(person, notice.subject_type, notice.subject_id) is not None


def _message(notice: Notification) -> EmailMessage:
    """Plain text: the notice, where it stands, why it came."""
    site = settings.SITE_URL.rstrip("/")
    with translation.override(notice.language):
        parts = [
            notice.title,
            notice.body,
            f"{site}{notice.url}" if notice.url else "",
            "-- \n"
            + _("You get this mail because of your role in Comms. It needs no answer.")
            + "\n"
            + _("Kind of notice: %(kind)s.") % {"kind": notice.kind_words},
        ]
    return EmailMessage(
        subject=notice.title,
        body="\n\n".join(part for part in parts if part) + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.person.email],
        headers={
            "Message-ID": f"<{notice.pk}@{urlsplit(site).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _one_line(text: str) -> str:
    """A title never becomes two lines of a mail's head, whatever names it is made of."""
    line = " ".join(nfc("".join(char if char.isprintable() else " " for char in text)).split())
    return line if len(line) <= TITLE_LIMIT else f"{line[: TITLE_LIMIT - 1]}…"


def _plain(text: str) -> str:
    """Text of several lines without control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(char for char in line if char.isprintable() or char == "\t") for line in lines)


def _path(url: str) -> str:
    """`url`, if it is a path of this service.  Raises ValueError for an address that leads elsewhere."""
    if url and (not url.startswith("/") or url.startswith("//") or "\\" in url or not url.isprintable()):
        raise ValueError(f"the address of a notice is a path of this service, not {url!r}")
    return url
