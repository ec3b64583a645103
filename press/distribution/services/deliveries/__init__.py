"""Every write to deliveries."""

from press.distribution.services.deliveries.bounces import bounce_read
from press.distribution.services.deliveries.copies import copy_opened
from press.distribution.services.deliveries.following import corrections_deliver, corrections_owe
from press.distribution.services.deliveries.ordering import (
    Ordered,
    delivery_cancel,
    delivery_order,
    delivery_resend,
)
from press.distribution.services.deliveries.sending import deliveries_due, delivery_send
from press.distribution.services.deliveries.unsubscribing import unsubscribe

__all__ = [
    "Ordered",
    "bounce_read",
    "copy_opened",
    "corrections_deliver",
    "corrections_owe",
    "deliveries_due",
    "delivery_cancel",
    "delivery_order",
    "delivery_resend",
    "delivery_send",
    "unsubscribe",
]
