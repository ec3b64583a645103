"""States, verbs and choices of periodic legal duties."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.states import Transitions


class Subject(models.TextChoices):
    """The periodic duties of the ministry, in the order of the board; the values are subjects of legal rules."""

    INFORMATION = "monthly_information", _("monthly information to the press")
    CONFERENCE = "press_conference", _("periodic press conference")
    DOCUMENTS_INPUT = "monthly_documents_input", _("information on new legal documents by the drafting ministry")
    DOCUMENTS_RELEASE = "monthly_documents_release", _("monthly press release on legal documents")
    REPORT = "annual_press_report", _("annual report on information to the press")


MONTHLY = (Subject.INFORMATION, Subject.DOCUMENTS_INPUT, Subject.DOCUMENTS_RELEASE)

# What can meet a duty.  A document is named by its title: something that is not a record of the service.
MEETS = {
    Subject.INFORMATION: ("release", "statement", "conference", "document"),
    Subject.CONFERENCE: ("conference", "document"),
    Subject.DOCUMENTS_INPUT: ("document",),
    Subject.DOCUMENTS_RELEASE: ("release", "document"),
    Subject.REPORT: ("report", "document"),
}


class DutyState(models.TextChoices):
    """Whether a period was met in time, or is overdue, follows from `met_at` and `due_at` (`Standing`)."""

    OPEN = "open", pgettext_lazy("duty", "open")
    MET = "met", pgettext_lazy("duty", "met")
    WAIVED = "waived", pgettext_lazy("duty", "waived")


class Standing(models.TextChoices):
    """What the board shows of a period."""

    ON_TIME = "on_time", pgettext_lazy("duty", "met on time")
    LATE = "late", pgettext_lazy("duty", "met late")
    OPEN = "open", pgettext_lazy("duty", "open")
    MISSED = "missed", pgettext_lazy("duty", "missed")
    WAIVED = "waived", pgettext_lazy("duty", "waived")
    AHEAD = "ahead", pgettext_lazy("duty", "not begun")


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
    DRAFT = "draft", pgettext_lazy("report", "draft")
    SUBMITTED = "submitted", pgettext_lazy("report", "submitted")


ANNUAL_REPORT = Transitions({"submit": ({ReportState.DRAFT}, ReportState.SUBMITTED)})
