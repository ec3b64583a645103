"""The mail of a notice."""

from comms.notify.services import mail_send
from comms.outbox.handlers import handles


@handles("notify.mail")
def mail(notification_id: str) -> None:
    mail_send(notification_id)
