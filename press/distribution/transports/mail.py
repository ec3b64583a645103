"""By e-mail: one message a recipient, plain text and the PDF, over the mail server of `EMAIL_URL`."""

import contextlib
import smtplib
from email.utils import formataddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comms.core import clock
from comms.core.text import slug
from press.distribution.states import Purpose
from press.distribution.transports.parcels import Outcome, Parcel, Verdict

MOST_SUBJECT = 200


def send(parcel: Parcel) -> Outcome:
    """Speak to the mail server.  What it refuses for this recipient is permanent (5xx) or temporary (4xx); what it
    refuses to us (sender, sign-in, connection) is temporary: the recipient's address is not to blame."""
    if not settings.MAIL_IS_SENT:
        return Outcome.of(Verdict.TEMPORARY, "no mail server is set up (EMAIL_URL)")
    try:
        validate_email(parcel.delivery.address)  # two addresses, or a line of a head, would reach somebody else
        message = letter(parcel)
        message.message()
    except (ValidationError, ValueError) as error:
        return Outcome.of(Verdict.PERMANENT, f"this mail cannot be written: {error}")
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        return Outcome.of(Verdict.TEMPORARY, f"{type(error).__name__}: {error}")
    try:
        taken = connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        return _refusal(code, words)
    except smtplib.SMTPDataError as refused:
        return _refusal(refused.smtp_code, refused.smtp_error)
    except smtplib.SMTPResponseException as refused:
        return Outcome.of(Verdict.TEMPORARY, f"{type(refused).__name__}: {refused}")
    except (smtplib.SMTPException, OSError) as error:
        # The connection ended under way: the server may have the mail and could not say so.
        return Outcome.of(Verdict.TEMPORARY, f"{type(error).__name__}: {error}", unanswered=True)
    finally:
        # The server has answered already: what happens while the connection ends changes nothing.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.close()
    if not taken:
        return Outcome.of(Verdict.TEMPORARY, "the mail server took nothing")
    return Outcome.of(Verdict.ACCEPTED, "250")


def _refusal(code: int, words: object) -> Outcome:
    text = words.decode("utf-8", errors="replace") if isinstance(words, bytes) else words
    return Outcome.of(Verdict.PERMANENT if 500 <= code < 600 else Verdict.TEMPORARY, f"{code} {text}")


def letter(parcel: Parcel) -> EmailMessage:
    """The message in the recipient's language.  Its Message-ID is that of the delivery: sent twice, it is one mail."""
    delivery = parcel.delivery
    with translation.override(delivery.language):
        message = EmailMessage(
            subject=_subject(parcel),
            body=_body(parcel),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[formataddr((one_line(delivery.name), delivery.address))],
            headers={
                "Message-ID": delivery.message_id,
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{parcel.unsubscribe_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
    if parcel.pdf is not None:
        message.attach(
            f"{slug(parcel.release.symbol or parcel.release.title)[:60].strip('-') or 'release'}.pdf",
            parcel.pdf,
            "application/pdf",
        )
    return message


def one_line(text: str, most: int = MOST_SUBJECT) -> str:
    """A title or a name never becomes two lines of a mail's head."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _subject(parcel: Parcel) -> str:
    release = parcel.release
    title = f"{release.symbol}: {release.title}" if release.symbol else release.title
    if parcel.withdrawn:
        title = pgettext("subject of a mail", "Withdrawn: %(title)s") % {"title": title}
    elif release.under_embargo:
        title = _("Embargo until %(until)s: %(title)s") % {"until": _moment(release.embargo_until), "title": title}
    return one_line(title)


def _moment(instant: object) -> str:
    return f"{instant.astimezone(clock.HANOI):%H:%M %d/%m/%Y}"  # type: ignore[attr-defined]  # an instant, asked for before


def _body(parcel: Parcel) -> str:
    release = parcel.release
    parts = [_opening(parcel), release.title, release.abstract]
    if parcel.withdrawn:
        parts = [_opening(parcel), release.title, release.withdrawal_notice]
    elif parcel.by_link:
        parts += [
            _("Your own copy, marked with your name: %(url)s") % {"url": parcel.copy_url},
            _("Each opening of this link is recorded. Do not pass it on."),
        ]
    else:
        parts.append(_("The document is attached. SHA-256: %(sha256)s") % {"sha256": parcel.sha256})
    if not release.under_embargo:
        parts.append(_("On the web: %(url)s") % {"url": parcel.public_url})
    parts.append("-- \n" + "\n".join(_footer(parcel)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _opening(parcel: Parcel) -> str:
    release, purpose = parcel.release, parcel.delivery.purpose
    if purpose == Purpose.WITHDRAWAL:
        return _("The ministry has withdrawn a document that was sent to you. Do not quote it any more.")
    if release.under_embargo:
        return _("NOT TO BE PUBLISHED BEFORE %(until)s (Hanoi time).") % {"until": _moment(release.embargo_until)}
    if purpose == Purpose.ERRATUM:
        return _("The ministry has corrected a document that was sent to you.")
    return _("The ministry has issued this document.")


def _footer(parcel: Parcel) -> list[str]:
    delivery = parcel.delivery
    if delivery.ordered_by_id is None:
        why = _("You get this mail because the document that it corrects or withdraws was sent to this address.")
    else:
        why = _("You get this mail because this address is among the recipients of the ministry's releases.")
    return [why, _("To receive no more releases: %(url)s") % {"url": parcel.unsubscribe_url}]
