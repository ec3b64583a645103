"""Ways and states of a delivery, and which verb leads from where to where."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.states import Transitions


class OutletKind(models.TextChoices):
    NEWSPAPER = "newspaper", _("newspaper")
    AGENCY = "agency", _("news agency")
    RADIO = "radio", _("radio")
    TELEVISION = "television", _("television")
    ONLINE = "online", _("online newspaper")
    MAGAZINE = "magazine", _("magazine")
    OTHER = "other", pgettext_lazy("outlet", "other")


class Transport(models.TextChoices):
    MAIL = "mail", _("e-mail")
    WEBHOOK = "webhook", _("webhook")
    PORTAL = "portal", _("portal feed")


class Purpose(models.TextChoices):
    """Why something is sent: also the part of its key that makes it one delivery a recipient and version."""

    EMBARGOED = "embargoed", _("copy under embargo")
    RELEASE = "release", _("the release")
    ERRATUM = "erratum", _("its erratum")
    WITHDRAWAL = "withdrawal", _("notice of withdrawal")


class DeliveryState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("delivery", "queued")
    HANDED = "handed", pgettext_lazy("delivery", "handed to the transport")
    ACCEPTED = "accepted", pgettext_lazy("delivery", "accepted")
    BOUNCED = "bounced", pgettext_lazy("delivery", "bounced")
    FAILED = "failed", pgettext_lazy("delivery", "failed")
    CANCELLED = "cancelled", pgettext_lazy("delivery", "cancelled")


S = DeliveryState

_BY_PERSONS = {
    "cancel": ([S.QUEUED], S.CANCELLED),
    "resend": ([S.BOUNCED, S.FAILED, S.CANCELLED], S.QUEUED),
}
DELIVERY_BY_PERSONS = Transitions(_BY_PERSONS)
DELIVERY = Transitions(
    {
        # The row is marked before the transport is spoken to: what dies in between is seen and reconciled.
        "hand": ([S.QUEUED, S.HANDED], S.HANDED),
        "accept": ([S.HANDED], S.ACCEPTED),
        # The transport asks for patience: it is tried again at its time.
        "defer": ([S.HANDED], S.QUEUED),
        # Said at once by the transport, or later by a report of non-delivery.
        "bounce": ([S.HANDED, S.ACCEPTED], S.BOUNCED),
        "fail": ([S.QUEUED, S.HANDED], S.FAILED),
        **_BY_PERSONS,
    }
)
# It may have reached somebody: accepted, or handed over without an answer yet.
REACHED = (S.HANDED, S.ACCEPTED)
