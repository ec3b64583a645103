"""Reports of non-delivery (RFC 3464): what a mail server said after it had accepted a mail.

Anybody can write to the address to which they come.  So a report counts only for the random Message-ID of a delivery
that was handed over, it is bounded in size and parts, and nothing in it is believed but that this mail did not arrive.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Any
from uuid import UUID

from django.db import transaction

from comms.audit.services import record
from comms.core import clock
from comms.core.records import locked
from comms.core.states import move
from press.distribution.models import Delivery
from press.distribution.states import REACHED, Transport
from press.distribution.transports.parcels import Outcome, Verdict

LARGEST = 1024 * 1024
MOST_PARTS = 50
# The parser asks at each line for the end of every part that it is in: both together are what it costs.
MOST_LINES = 30_000
MOST_NESTED = 20
_NESTING = re.compile(rb"multipart/|message/", re.IGNORECASE)
_OWN_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[A-Za-z0-9.\-\[\]:]{1,255}>")


@dataclass(frozen=True)
class Report:
    """A mail that did not arrive: whose it was, and what is said of it.  `permanent`: status 5.x.x."""

    message_id: str
    permanent: bool
    answer: str


def bounce_read(data: bytes) -> Delivery | None:
    """Settle the delivery that a report is about as bounced.  None when it is no report, tells of a delay only, or
    names no delivery that was sent.  Reading it twice changes nothing."""
    report = report_in(data)
    return _bounced(report) if report else None


@transaction.atomic
def _bounced(report: Report) -> Delivery | None:
    found = _OWN_ID.fullmatch(report.message_id)
    sent = Delivery.objects.filter(message_id=report.message_id, transport=Transport.MAIL, state__in=REACHED)
    key = sent.filter(pk=UUID(found[1])).values_list("pk", flat=True).first() if found else None
    if key is None:
        return None
    delivery = locked(Delivery.objects.all(), key)
    if delivery.state not in REACHED:
        return None
    now = clock.now()
    move(delivery, "bounce", expected_version=None, answer=report.answer, permanent=report.permanent, ended_at=now)
    record(actor=None, action="press.delivery.bounced", target=delivery, note=report.answer, reported=True)
    return delivery


def report_in(data: bytes) -> Report | None:
    """What a report says, or None.  Whatever the bytes are, nothing is raised."""
    if len(data) > LARGEST or len(data.splitlines()) > MOST_LINES or len(_NESTING.findall(data)) > MOST_NESTED:
        return None
    try:
        message = message_from_bytes(data)
        if message.get_content_type() != "multipart/report":
            return None
        return _report(message)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return None


def _report(message: Message) -> Report | None:
    failed, message_id = None, ""
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            break
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            blocks = part.get_payload()
            failed = failed or next(filter(_has_failed, blocks if isinstance(blocks, list) else []), None)
            message_id = message_id or _first(part, "Original-Message-ID")
        elif kind in {"message/rfc822", "message/global"}:
            inner = part.get_payload()
            message_id = message_id or (_line(inner[0], "Message-ID") if isinstance(inner, list) and inner else "")
        elif kind in {"text/rfc822-headers", "message/rfc822-headers"}:
            head = part.get_payload(decode=True)
            head = head if isinstance(head, bytes) else str(part.get_payload()).encode(errors="replace")
            message_id = message_id or _line(message_from_bytes(head), "Message-ID")
    if failed is None or not message_id:
        return None
    status = _line(failed, "Status")
    said = " ".join(filter(None, (status, _line(failed, "Diagnostic-Code"))))
    return Report(message_id, not status.startswith("4"), Outcome.of(Verdict.PERMANENT, said or "failed").answer)


def _has_failed(block: Message) -> bool:
    return _line(block, "Action").casefold() == "failed"


def _first(part: Message, name: str) -> str:
    blocks = part.get_payload()
    return next((value for block in blocks if (value := _line(block, name))), "") if isinstance(blocks, list) else ""


def _line(message: Any, name: str) -> str:
    """A head's value as one line."""
    return " ".join(str(message.get(name, "")).split())
