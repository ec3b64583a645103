"""States and verbs of mandates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core.states import Transitions


class Capacity(models.TextChoices):
    """In what capacity a person speaks (NĐ 09/2017/NĐ-CP, Điều 3; NĐ 244/2026/NĐ-CP, khoản 2 Điều 3)."""

    HEAD = "head", _("head of the agency")
    REGULAR = "regular", _("regular spokesperson")
    AUTHORISED = "authorised", _("person authorised to speak")


# One at a time for each agency: two heads or two regular spokespersons would be two voices.
SINGLE = (Capacity.HEAD, Capacity.REGULAR)


class MandateState(models.TextChoices):
    ACTIVE = "active", _("active")
    REVOKED = "revoked", _("revoked")


class Span(models.TextChoices):
    """Where a mandate stands at this moment: it is computed, never stored."""

    NOW = "now", _("holds now")
    TO_COME = "to_come", _("not yet begun")
    ENDED = "ended", _("ended")


MANDATE = Transitions(
    {
        "publish": ({MandateState.ACTIVE}, None),
        "revoke": ({MandateState.ACTIVE}, MandateState.REVOKED),
    }
)
