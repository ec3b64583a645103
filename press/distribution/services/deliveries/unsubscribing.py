"""A recipient wants nothing more."""

from django.db import transaction

from comms.audit.services import record
from comms.core import clock
from comms.core.records import locked
from comms.core.states import change
from press.distribution.models import Journalist, ListMember, MediaOutlet
from press.distribution.selectors.deliveries import delivery_by_token


@transaction.atomic
def unsubscribe(*, token: str) -> bool:
    """End the releases for whoever got the mail with this token.  A journalist is marked; an outlet leaves every list.

    False for an unknown token; the page answers alike.  What corrects a text that was received still comes.
    """
    delivery = delivery_by_token(token)
    if delivery is None:
        return False
    if delivery.journalist_id:
        journalist = locked(Journalist.objects.all(), delivery.journalist_id)
        if journalist.unsubscribed_at is None:
            change(journalist, expected_version=None, unsubscribed_at=clock.now())
            record(actor=None, action="press.journalist.unsubscribed", target=journalist, delivery_id=delivery.pk)
    elif delivery.outlet_id:
        outlet = locked(MediaOutlet.objects.all(), delivery.outlet_id)
        left, _rows = ListMember.objects.filter(outlet=outlet).delete()
        if left:
            record(actor=None, action="press.outlet.unsubscribed", target=outlet, delivery_id=delivery.pk, lists=left)
    return True
