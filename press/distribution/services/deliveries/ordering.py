"""What people decide: who gets a release, once more, not any more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import checks
from comms.core.decisions import require
from comms.core.errors import Conflict, IllegalTransition, Invalid
from comms.core.records import locked
from comms.core.states import move, require_version
from comms.org.models import User
from press.distribution.keys import key_of
from press.distribution.models import Delivery, DistributionList, Journalist, MediaOutlet
from press.distribution.policies import deliveries as policies
from press.distribution.selectors.deliveries import Reach, current_address, reach_of, releases_sent_by
from press.distribution.selectors.recipients import Recipient
from press.distribution.services.deliveries.common import add, owe
from press.distribution.states import DeliveryState, Transport
from press.releases.models import Release

LONGEST_NOTE = 1000


@dataclass(frozen=True)
class Ordered:
    """What came of an order: the new deliveries, those that were there already, and who is left out and why."""

    made: list[Delivery]
    already: list[Recipient]
    skipped: list[Recipient]


@transaction.atomic
def delivery_order(
    *,
    actor: User,
    release_id: UUID,
    version: int | None = None,
    lists: Iterable[DistributionList] = (),
    outlets: Iterable[MediaOutlet] = (),
    journalists: Iterable[Journalist] = (),
    transports: Sequence[str] = (Transport.MAIL, Transport.WEBHOOK),
    note: str = "",
) -> Ordered:
    """Send an issued release to everybody in the lists and to those named alone, each address once for all orders.

    While the release is under embargo: marked copies, only to lists that are trusted with them and to their members.
    Raises NotVisible, NotAllowed, StaleVersion, IllegalTransition (not issued, ended, or its PDF is still being made),
    Invalid.  A recipient's row that was cancelled or has failed stays as it is: `delivery_resend` takes it up.
    """
    release = locked(releases_sent_by(actor), release_id)
    require(policies.may_order(actor, release))
    if version is not None:
        require_version(release, version)
    if not (ready := policies.ready_to_order(release)):
        raise IllegalTransition(ready.reason)
    note = checks.text("note", note, LONGEST_NOTE)
    reach = reach_of(
        release, lists=list(lists), outlets=list(outlets), journalists=list(journalists), transports=transports
    )
    if reach.refused_lists:
        names = ", ".join(str(one) for one in reach.refused_lists)
        detail = _("The release is under embargo, and these lists receive no copies before it ends: %(names)s.")
        raise Invalid.field("lists", detail % {"names": names}, code="embargo")
    if not reach.everybody:
        raise Invalid.field("lists", _("Choose at least one list or recipient."), code="required")
    made = add(_row(actor, release, reach, one) for one in reach.recipients)
    record(
        actor=actor,
        action="press.release.delivery_ordered",
        target=release,
        purpose=reach.purpose,
        made=len(made),
        already=len(reach.already),
        skipped=len(reach.skipped),
        note=note,
    )
    return Ordered(made, reach.already, reach.skipped)


@transaction.atomic
def delivery_resend(*, actor: User, delivery_id: UUID, version: int, confirm: bool = False) -> Delivery:
    """Try again what has failed or was cancelled, at the address that the contact has now.

    To an address that has refused it for good only with `confirm`: the same would happen again.
    Raises NotVisible, NotAllowed, StaleVersion, IllegalTransition, Conflict `same_address`, `already_sent`.
    """
    delivery, release = _taken(actor, delivery_id)
    require(policies.may_resend(actor, delivery))
    require_version(delivery, version)
    if delivery.state not in delivery.transitions.sources("resend"):
        raise IllegalTransition
    if not (ready := policies.ready_to_send(delivery, release)):
        raise IllegalTransition(ready.reason)
    address = current_address(delivery)
    if delivery.permanent and address == delivery.address and not confirm:
        detail = _("This address has refused it for good. Correct the address, or confirm that it is tried once more.")
        raise Conflict(detail, code="same_address")
    key = key_of(delivery.transport, address, delivery.document_sha256, delivery.purpose)
    if Delivery.objects.filter(key=key).exclude(pk=delivery.pk).exists():
        raise Conflict(_("It has been sent to the recipient's new address already."), code="already_sent")
    before = delivery.address
    move(
        delivery,
        "resend",
        expected_version=version,
        address=address,
        key=key,
        attempts=0,
        permanent=False,
        ended_at=None,
    )
    # The address itself is a person's and stays out of the evidence, which is kept for good.
    record(actor=actor, action="press.delivery.resent", target=delivery, another_address=before != address)
    owe([delivery])
    return delivery


@transaction.atomic
def delivery_cancel(*, actor: User, delivery_id: UUID, version: int) -> Delivery:
    """Take back what was not handed over yet.  Raises NotVisible, NotAllowed, StaleVersion, IllegalTransition."""
    delivery, _release = _taken(actor, delivery_id)
    require(policies.may_cancel(actor, delivery))
    move(delivery, "cancel", expected_version=version)
    record(actor=actor, action="press.delivery.cancelled", target=delivery)
    return delivery


def _taken(actor: User, delivery_id: UUID) -> tuple[Delivery, Release]:
    """The delivery and its release, through visibility; the release is locked first, as everywhere."""
    visible = Delivery.objects.visible_to(actor)
    release_id = visible.filter(pk=delivery_id).values_list("release", flat=True).first()
    release = locked(releases_sent_by(actor), release_id)
    delivery = locked(visible.select_related("release", "outlet", "journalist"), delivery_id)
    return delivery, release


def _row(actor: User, release: Release, reach: Reach, one: Recipient) -> Delivery:
    return Delivery(
        release=release,
        document_sha256=release.document_sha256,
        purpose=reach.purpose,
        transport=one.transport,
        outlet=one.object if one.kind == "outlet" else None,
        journalist=one.object if one.kind == "journalist" else None,
        name=one.name,
        address=one.address,
        language=one.language,
        state=DeliveryState.QUEUED,
        key=key_of(one.transport, one.address, release.document_sha256, reach.purpose),
        ordered_by=actor,
    )
