"""States of a match between a claim and an earlier one."""

from django.db import models
from django.utils.translation import pgettext_lazy

from comms.core.states import Transitions


class MatchState(models.TextChoices):
    SUGGESTED = "suggested", pgettext_lazy("match of claims", "suggested")
    CONFIRMED = "confirmed", pgettext_lazy("match of claims", "confirmed")
    REJECTED = "rejected", pgettext_lazy("match of claims", "rejected")


M = MatchState
MATCH = Transitions(
    {
        "confirm": ({M.SUGGESTED, M.REJECTED}, M.CONFIRMED),
        "reject": ({M.SUGGESTED, M.CONFIRMED}, M.REJECTED),
    }
)
