"""States of a plan, and the named groups of units that a document may address."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.states import Transitions


class PlanState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("plan", "draft")
    SUBMITTED = "submitted", _("submitted for issue")
    ISSUED = "issued", pgettext_lazy("plan", "issued")
    IN_PROGRESS = "in_progress", _("in progress")
    CLOSED = "closed", pgettext_lazy("plan", "closed")
    ARCHIVED = "archived", _("archived")


class UnitGroup(models.TextChoices):
    """A group that a decision names as a whole; who belongs to it on a day is a query, never a stored list."""

    MINISTRY_UNITS = "ministry_units", _("the units of the ministry")


S = PlanState

PLAN_TRANSITIONS = Transitions(
    {
        "submit": ([S.DRAFT], S.SUBMITTED),
        "return": ([S.SUBMITTED], S.DRAFT),
        "issue": ([S.SUBMITTED], S.ISSUED),
        "start": ([S.ISSUED], S.IN_PROGRESS),
        "amend": ([S.ISSUED, S.IN_PROGRESS], None),
        "close": ([S.IN_PROGRESS], S.CLOSED),
        "archive": ([S.CLOSED], S.ARCHIVED),
    }
)

UNISSUED_STATES = (S.DRAFT, S.SUBMITTED)
OPEN_STATES = (S.ISSUED, S.IN_PROGRESS)
"""Work on the tasks of a plan happens in these states."""
