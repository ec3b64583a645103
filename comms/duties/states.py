"""States, verbs and choices of periodic legal duties."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core.states import Transitions


class DutyState(models.TextChoices):
    """Whether a period was met in time, or is overdue, follows from `met_at` and `due_at`."""

    OPEN = "open", _("open")
    MET = "met", _("met")
    WAIVED = "waived", _("waived")


# `meet` links what met the duty, also a second thing; `unlink` takes a link back, the last one opens the period again.
DUTY = Transitions(
    {
        "meet": ({DutyState.OPEN, DutyState.MET}, DutyState.MET),
        "unlink": ({DutyState.MET}, None),
        "waive": ({DutyState.OPEN}, DutyState.WAIVED),
        "reopen": ({DutyState.WAIVED}, DutyState.OPEN),
    }
)


class ReportState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")


ANNUAL_REPORT = Transitions({"submit": ({ReportState.DRAFT}, ReportState.SUBMITTED)})
