"""Writing and proving the chain."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from comms.audit import actions
from comms.audit.models import GENESIS, AuditEvent, AuditHead
from comms.core import clock, subjects
from comms.core.text import nfc


class Actor(Protocol):
    """What evidence needs to know of a person."""

    pk: Any

    def audit_label(self) -> str: ...
    def audit_unit(self) -> str: ...


def record(*, actor: Actor | None, action: str, target: models.Model | None = None, **data: Any) -> AuditEvent:
    """Append one event in the caller's transaction.  `actor=None` is the system itself.

    Takes the lock of the chain's head, so it comes after every other lock of the transaction.
    Raises LookupError for an action that no app has registered.
    """
    return record_each(actor=actor, action=action, targets=[(target, data)])[0]


def record_each(
    *, actor: Actor | None, action: str, targets: Iterable[tuple[models.Model | None, Mapping[str, Any]]]
) -> list[AuditEvent]:
    """`record` for many objects of one act, each with its own data; a constant number of queries for each thousand."""
    if not actions.is_known(action):
        raise LookupError(f"the audit action {action!r} is not registered")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("evidence is written in the transaction of the change")
    head = _locked_head()
    events: list[AuditEvent] = []
    for target, data in targets:
        event = AuditEvent(
            seq=head.seq + 1,
            at=clock.now(),
            actor_id=actor.pk if actor else None,
            actor_label=nfc(actor.audit_label()) if actor else "system",
            actor_unit=nfc(actor.audit_unit()) if actor else "",
            action=action,
            subject_type=subjects.type_of(target) if target else "",
            subject_id=target.pk if target else None,
            subject_version=getattr(target, "version", None),
            # A fraction is kept as text: a database may give 1e16 or -0.0 back in another form, which would break the
            # hash.
            data=json.loads(json.dumps(data, cls=DjangoJSONEncoder, allow_nan=False), parse_float=str),
            previous_hash=head.hash,
        )
        event.hash = digest(event)
        head.seq, head.hash = event.seq, event.hash
        events.append(event)
    if events:
        AuditEvent.objects.bulk_create(events, batch_size=1000)
        AuditHead.objects.filter(pk=1).update(seq=head.seq, hash=head.hash)
    return events


def _locked_head() -> AuditHead:
    """The head, locked.  The first event of a database makes it; two first events at once make one."""
    heads = AuditHead.objects.select_for_update().filter(pk=1)
    head = heads.first()
    if head is None:
        AuditHead.objects.bulk_create([AuditHead()], ignore_conflicts=True)
        head = heads.get()
    return head


def digest(event: AuditEvent) -> str:
    """SHA-256 over the event's content and the hash before it, as hexadecimal."""
    content = [
        event.seq,
        event.at.astimezone(clock.HANOI).isoformat(),
        str(event.actor_id or ""),
        event.actor_label,
        event.actor_unit,
        event.action,
        event.subject_type,
        str(event.subject_id or ""),
        event.data,
        event.previous_hash,
    ]
    if event.subject_version is not None:
        content.append(event.subject_version)
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class Verification:
    """`broken_at` is the first event that does not fit, or None; `head` is the hash to keep outside."""

    events: int
    head: str
    broken_at: int | None
    why: str = ""


def verify(*, anchor: str | None = None) -> Verification:
    """Recompute the whole chain.  With `anchor`, a head kept outside, also prove that it is still part of it.

    Events may be written meanwhile: what is read lies between the head before and the head after.
    """
    before = _head()
    previous, seq, anchored = GENESIS, 0, anchor in {None, GENESIS}
    for event in AuditEvent.objects.order_by("seq").iterator(chunk_size=500):
        if event.seq != seq + 1:
            return Verification(seq, previous, seq + 1, "an event is missing")
        if event.previous_hash != previous or event.hash != digest(event):
            return Verification(seq, previous, event.seq, "the content does not fit its hash")
        previous, seq = event.hash, event.seq
        anchored = anchored or previous == anchor
        if seq == before.seq and previous != before.hash:
            return Verification(seq, previous, seq, "the head does not fit the chain")
    if seq < before.seq:
        return Verification(seq, previous, seq + 1, "events at the end of the chain are missing")
    after = _head()
    if seq > after.seq or (seq == after.seq and previous != after.hash):
        return Verification(seq, previous, seq, "the head does not fit the chain")
    if not anchored:
        return Verification(seq, previous, 0, "the anchor is not part of the chain")
    return Verification(seq, previous, None)


def _head() -> AuditHead:
    return AuditHead.objects.filter(pk=1).first() or AuditHead()
