"""States and choices of correction requests and of reports to a competent body."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.states import Transitions


class CorrectionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("correction request", "draft")
    SENT = "sent", pgettext_lazy("correction request", "sent")
    ANSWERED = "answered", pgettext_lazy("correction request", "answered")
    ESCALATED = "escalated", pgettext_lazy("correction request", "escalated")
    CLOSED = "closed", pgettext_lazy("correction request", "closed")


C = CorrectionState
# `send` again is the next round.
CORRECTION = Transitions(
    {
        "send": ({C.DRAFT, C.SENT, C.ANSWERED, C.ESCALATED}, C.SENT),
        "answer": ({C.SENT, C.ESCALATED}, C.ANSWERED),
        "escalate": ({C.SENT, C.ANSWERED}, C.ESCALATED),
        "close": ({C.DRAFT, C.SENT, C.ANSWERED, C.ESCALATED}, C.CLOSED),
    }
)
RUNNING = (C.SENT, C.ANSWERED, C.ESCALATED)


class CorrectionGround(models.TextChoices):
    """By what the outlet is asked: the law of the day on which it is asked."""

    ND09_6_3C = "ND09-6.3C", _("false information in the press (Decree 09/2017, Article 6.3.c)")
    ND09_8_5 = "ND09-8.5", _("words of the spokesperson misquoted (Decree 09/2017, Article 8.5)")
    ND244_7_6 = "ND244-7.6", _("false information in the press (Decree 244/2026, Article 7.6)")
    ND244_9_3 = "ND244-9.3", _("words of the spokesperson misquoted (Decree 244/2026, Article 9.3)")


class Medium(models.TextChoices):
    """How the article appeared; the time for a correction goes by it."""

    ONLINE = "online", _("online")
    DAILY = "daily", _("daily paper")
    PERIODICAL = "periodical", _("weekly or magazine")
    BROADCAST = "broadcast", _("radio, television")


class Outcome(models.TextChoices):
    CORRECTED = "corrected", _("corrected")
    APOLOGISED = "apologised", _("corrected with an apology")
    CARRIED = "carried", _("the feedback was carried")
    REMOVED = "removed", _("removed")
    REFUSED = "refused", pgettext_lazy("outcome of a correction request", "refused")
    NO_REPLY = "no_reply", _("no reply")
    COURT = "court", _("taken to court")
    DROPPED = "dropped", _("no longer demanded")


class EscalatedTo(models.TextChoices):
    GOVERNING_BODY = "governing_body", _("governing body of the outlet")
    PRESS_AUTHORITY = "press_authority", _("state authority for the press")
    COURT = "court", _("court")


class DestinationKind(models.TextChoices):
    """To whom false information may be reported."""

    CENTRE = "centre", _("centre for false news")
    POLICE = "police", _("police")
    PLATFORM = "platform", _("operator of a platform")
    AUTHORITY = "authority", _("other authority")
