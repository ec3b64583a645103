"""The ways out of the house.  Each module has `send(parcel) -> Outcome` and is called outside of every transaction.

Nothing is raised for what a mail server, another system or the network may do: it is an Outcome.  "accepted" is said
only when the other side said so.
"""

from press.distribution.states import Transport
from press.distribution.transports import mail, portal, webhook
from press.distribution.transports.parcels import Outcome, Parcel, Verdict

__all__ = ["Outcome", "Parcel", "Verdict", "send"]

_WAYS = {Transport.MAIL: mail.send, Transport.WEBHOOK: webhook.send, Transport.PORTAL: portal.send}


def send(parcel: Parcel) -> Outcome:
    """Hand one parcel to the transport of its delivery."""
    return _WAYS[Transport(parcel.delivery.transport)](parcel)
