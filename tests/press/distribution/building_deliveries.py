"""Contacts and deliveries, built by calling the services as the cast would."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from comms.core import clock
from comms.outbox import services as work
from press.distribution.models import Delivery, DistributionList, Journalist, MediaOutlet
from press.distribution.services import contacts, deliveries
from press.releases.models import Release
from tests.cast import Cast


def journalist(cast: Cast, name: str = "Lê Thị Đào", **fields: Any) -> Journalist:
    email = fields.pop("email", f"{len(Journalist.objects.all())}@bao.example")
    agreed = {"consent_at": clock.now(), "consent_source": "Phiếu đăng ký"} | fields
    return contacts.journalist_create(actor=cast.press_officer, name=name, email=email, **agreed)


def outlet(cast: Cast, name: str = "Báo Pháp luật", **fields: Any) -> MediaOutlet:
    given = {"kind": "newspaper", "email": "toasoan@bao.example", **fields}
    return contacts.outlet_create(actor=cast.press_officer, name=name, **given)


def list_of(cast: Cast, *members: Any, **fields: Any) -> DistributionList:
    name = fields.pop("name", f"Danh sách {DistributionList.objects.count() + 1}")
    made: DistributionList = contacts.list_create(actor=cast.press_officer, name=name, **fields)
    for member in members:
        kind = "journalist" if isinstance(member, Journalist) else "outlet"
        contacts.list_member_add(actor=cast.press_officer, distributionlist_id=made.pk, **{f"{kind}_id": member.pk})
    return made


def order(cast: Cast, release: Release, **who: Any) -> deliveries.Ordered:
    return deliveries.delivery_order(actor=who.pop("actor", cast.press_officer), release_id=release.pk, **who)


def sent(cast: Cast, release: Release, *journalists: Journalist, **who: Any) -> Delivery:
    """Ordered and handed over; the first one, as it stands after that."""
    (made, *_rest) = order(cast, release, journalists=list(journalists), **who).made
    work.drain()
    return Delivery.objects.get(pk=made.pk)


@contextmanager
def later(span: timedelta) -> Iterator[None]:
    with clock.frozen(clock.now() + span):
        yield


def swept(span: timedelta) -> int:
    """What a sweep finds to do after `span`, done."""
    with later(span):
        deliveries.deliveries_due()
        return work.drain()
