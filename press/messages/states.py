"""States and verbs of message lines."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core.states import Transitions


class LineState(models.TextChoices):
    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("withdrawn")


# A line whose `valid_to` has passed has lapsed: that is its date, not a state.
MESSAGE_LINE = Transitions(
    {
        "approve": ({LineState.DRAFT}, LineState.APPROVED),
        "withdraw": ({LineState.DRAFT, LineState.APPROVED}, LineState.WITHDRAWN),
        # Begins a new draft that takes the place of this line when it is approved.
        "replace": ({LineState.APPROVED}, None),
    }
)
