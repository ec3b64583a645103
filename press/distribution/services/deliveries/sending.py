"""The way of one delivery through its transport: marked before it is spoken to, settled by what it said."""

import logging
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from comms.audit.services import record
from comms.core import clock
from comms.core.errors import ServiceError
from comms.core.records import locked
from comms.core.states import change, move
from press.distribution import transports
from press.distribution.keys import digest, token_of
from press.distribution.models import Delivery
from press.distribution.policies import deliveries as policies
from press.distribution.selectors.deliveries import waits_for_embargo
from press.distribution.services.deliveries.common import owe
from press.distribution.services.deliveries.copies import copy_make
from press.distribution.services.deliveries.following import correct_also, family_locked
from press.distribution.states import DeliveryState, Purpose
from press.distribution.transports import Outcome, Parcel, Verdict
from press.distribution.transports.parcels import site
from press.releases.selectors import document_bytes, document_of

logger = logging.getLogger(__name__)

# When it is tried again after each temporary refusal; the one after the last is final.  A server that wants to see
# whether we come back (greylisting) waits for minutes, not seconds.
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
MAX_ATTEMPTS = len(WAITS) + 1
# Handed over, and no word since: whoever spoke to the transport has died.  Longer than any transport is waited for.
UNSETTLED = timedelta(minutes=3)


def delivery_send(*, delivery_id: UUID) -> Delivery | None:
    """Hand one delivery to its transport and write down what that said.  None when there is nothing to do.

    No transaction is open while the transport is spoken to.  Whoever dies in between leaves the row `handed`, and
    `deliveries_due` finds it: the same mail under the same Message-ID, the same webhook under the same id.
    """
    handed = _hand(delivery_id)
    if handed is None:
        return None
    try:
        outcome = transports.send(_parcel(handed))
    except ServiceError as error:
        outcome = Outcome.of(Verdict.TEMPORARY, f"the document could not be made: {error}")
    return _settle(handed, outcome)


@transaction.atomic
def deliveries_due() -> int:
    """Owe again what waits for its next try or for the end of an embargo, and what was handed over and never settled.
    Returns how many."""
    now = clock.now()
    due = Q(state=DeliveryState.HANDED, handed_at__lte=now - UNSETTLED)
    due |= Q(state=DeliveryState.QUEUED, attempts=0, release__embargo_until__lte=now)
    for tries, wait in enumerate(WAITS, start=1):
        due |= Q(state=DeliveryState.QUEUED, attempts=tries, handed_at__lte=now - wait)
    found = list(Delivery.objects.filter(due).order_by("handed_at")[:500])
    owe(found)
    return len(found)


@transaction.atomic
def _hand(delivery_id: UUID) -> Delivery | None:
    """Mark the row, unless it is settled, in the hands of another worker, or no longer to be sent."""
    release_id = Delivery.objects.filter(pk=delivery_id).values_list("release", flat=True).first()
    if release_id is None:
        return None
    # Whoever voids or withdraws the release holds this lock too: neither overlooks the other.
    release = family_locked(release_id)
    delivery = locked(Delivery.objects.select_related("outlet", "journalist"), delivery_id)
    delivery.release = release
    if delivery.state not in delivery.transitions.sources("hand"):
        return None
    again = delivery.state == DeliveryState.HANDED
    if again and delivery.handed_at is not None and delivery.handed_at > clock.now() - UNSETTLED:
        return None
    ready = policies.ready_to_send(delivery, release)
    if not ready:
        # What was handed over once may have arrived: it has failed as far as anybody knows.
        if again or delivery.unanswered:
            _end(delivery, "fail", "press.delivery.failed", str(ready.reason))
            correct_also(delivery)
        else:
            _end(delivery, "cancel", "press.delivery.cancelled", str(ready.reason))
        return None
    if waits_for_embargo(delivery, release):
        # The new version makes the effect that `deliveries_due` owes at its end another one.
        change(delivery, expected_version=None)
        return None
    if delivery.attempts >= MAX_ATTEMPTS:  # the worker of the last one has died
        change(delivery, expected_version=None, unanswered=True)
        _end(delivery, "fail", "press.delivery.failed", delivery.answer or "no answer came at any try")
        correct_also(delivery)
        return None
    move(
        delivery,
        "hand",
        expected_version=None,
        attempts=delivery.attempts + 1,
        unanswered=delivery.unanswered or again,
        handed_at=clock.now(),
        message_id=f"<{delivery.pk}@{urlsplit(site()).hostname}>",
        token_sha256=digest(token_of(delivery)),
    )
    return delivery


def _parcel(delivery: Delivery) -> Parcel:
    """What goes out, read or made now.  Raises RenderFailed and the like, Conflict for a damaged document."""
    release, token = delivery.release, token_of(delivery)
    if delivery.purpose == Purpose.WITHDRAWAL:
        return Parcel(delivery, release, token, pdf=None, sha256=delivery.document_sha256, by_link=False)
    if delivery.purpose == Purpose.EMBARGOED or release.under_embargo:
        copy = copy_make(delivery, release)
        return Parcel(delivery, release, token, pdf=None, sha256=copy.sha256, by_link=True)
    document = document_of(release)
    pdf = document_bytes(document) if document else None
    return Parcel(delivery, release, token, pdf=pdf, sha256=delivery.document_sha256, by_link=False)


@transaction.atomic
def _settle(handed: Delivery, outcome: Outcome) -> Delivery:
    """Write what the transport said.  Of two workers that handed it over, one after the other was given up, a late
    "accepted" still counts; a late refusal does not, for the other one is asking."""
    family_locked(handed.release_id)
    delivery = locked(Delivery.objects.all(), handed.pk)
    late = delivery.version != handed.version
    if delivery.state != DeliveryState.HANDED or (late and outcome.verdict != Verdict.ACCEPTED):
        return delivery
    now = clock.now()
    unanswered = delivery.unanswered or outcome.unanswered
    match outcome.verdict:
        case Verdict.ACCEPTED:
            move(delivery, "accept", expected_version=None, answer=outcome.answer, accepted_at=now, ended_at=now)
            action = "press.delivery.accepted"
            correct_also(delivery)
        case Verdict.PERMANENT:
            move(delivery, "bounce", expected_version=None, answer=outcome.answer, permanent=True, ended_at=now)
            action = "press.delivery.bounced"
        case _ if delivery.attempts < MAX_ATTEMPTS:
            move(delivery, "defer", expected_version=None, answer=outcome.answer, unanswered=unanswered)
            action = "press.delivery.deferred"
        case _:
            move(delivery, "fail", expected_version=None, answer=outcome.answer, unanswered=unanswered, ended_at=now)
            action = "press.delivery.failed"
    record(actor=None, action=action, target=delivery, attempt=delivery.attempts, note=outcome.answer)
    return delivery


def _end(delivery: Delivery, verb: str, action: str, reason: str) -> None:
    move(delivery, verb, expected_version=None, answer=reason, ended_at=clock.now())
    record(actor=None, action=action, target=delivery, reason=reason)
