"""What happens to contacts and deliveries, in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIONS = {
    "press.outlet.created": _("outlet entered"),
    "press.outlet.updated": _("outlet edited"),
    "press.outlet.secret_renewed": _("secret of the webhook renewed"),
    "press.journalist.created": _("journalist entered"),
    "press.journalist.updated": _("journalist edited"),
    "press.journalist.forgotten": _("taken out on request; personal data removed"),
    "press.employment.begun": _("employment recorded"),
    "press.employment.ended": _("employment ended"),
    "press.list.created": _("list made"),
    "press.list.updated": _("list edited"),
    "press.list.member_added": _("put on the list"),
    "press.list.member_removed": _("taken off the list"),
    "press.journalist.unsubscribed": _("unsubscribed by the link of a mail"),
    "press.outlet.unsubscribed": _("unsubscribed by the link of a mail: taken off every list"),
    "press.release.delivery_ordered": _("sent to the press"),
    "press.release.correction_sent": _("sent to those who had received the text"),
    "press.delivery.accepted": _("accepted by the recipient's side"),
    "press.delivery.deferred": _("put off by the recipient's side; tried again later"),
    "press.delivery.bounced": _("refused by the recipient's side for good"),
    "press.delivery.failed": _("given up after the last try"),
    "press.delivery.cancelled": pgettext_lazy("delivery", "cancelled"),
    "press.delivery.resent": _("ordered once more"),
}
