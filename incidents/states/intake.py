"""States and choices of what comes in: reports by the public, where something was seen."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.states import Transitions


class PublicReportState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("public report", "received")
    TAKEN = "taken", pgettext_lazy("public report", "taken into an incident")
    DISMISSED = "dismissed", pgettext_lazy("public report", "dismissed")
    ANSWERED = "answered", pgettext_lazy("public report", "answered")


P = PublicReportState
PUBLIC_REPORT = Transitions(
    {
        "take": ({P.RECEIVED}, P.TAKEN),
        "dismiss": ({P.RECEIVED}, P.DISMISSED),
        "answer": ({P.TAKEN, P.DISMISSED}, P.ANSWERED),
        "forget": (P, None),
    }
)


class SeenIn(models.TextChoices):
    """In what kind of place something was seen."""

    PRESS = "press", _("press")
    WEB = "web", _("website")
    SOCIAL = "social", _("social network")
    MESSAGING = "messaging", _("messages")
    BROADCAST = "broadcast", _("radio, television")
    OTHER = "other", pgettext_lazy("place of a sighting", "other")
