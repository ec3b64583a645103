"""States and verbs of statements."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core.states import Transitions


class StatementForm(models.TextChoices):
    """The legal forms of speaking (NĐ 09/2017/NĐ-CP, Điều 4; NĐ 244/2026/NĐ-CP, Điều 5)."""

    PRESS_CONFERENCE = "press_conference", _("press conference")
    PORTAL = "portal", _("portal, official page or channel")
    INTERVIEW = "interview", _("direct statement or interview")
    RELEASE_OR_REPLY = "release_or_reply", _("press release or written reply")
    EXCHANGE = "exchange", _("exchange or press briefing")
    # A form of NĐ 09/2017/NĐ-CP, Điều 4; since 01/07/2026 an act of NĐ 244/2026/NĐ-CP, khoản 6 Điều 7.
    FEEDBACK = "feedback", _("written feedback to a press body")


# From which day on which provision lists the forms.  Feedback to a press body is a form of the first only; since the
# second it is an act of its own.
_FORMS_SINCE = ((date(2026, 7, 1), "NĐ 244/2026/NĐ-CP, Điều 5"), (date(2017, 3, 30), "NĐ 09/2017/NĐ-CP, Điều 4"))
_FEEDBACK_SINCE = ((date(2026, 7, 1), "NĐ 244/2026/NĐ-CP, khoản 6 Điều 7"), _FORMS_SINCE[1])


def form_basis(form: str, day: date) -> str:
    """The provision that the form rests on, on a day in Hanoi; "" before 30/03/2017."""
    since = _FEEDBACK_SINCE if form == StatementForm.FEEDBACK else _FORMS_SINCE
    return next((basis for start, basis in since if start <= day), "")


class StatementState(models.TextChoices):
    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    GIVEN = "given", _("given")
    CORRECTED = "corrected", _("corrected")


# `give` from draft is for words spoken live and registered afterwards; the service asks for that to be said.
STATEMENT = Transitions(
    {
        "approve": ({StatementState.DRAFT}, StatementState.APPROVED),
        "give": ({StatementState.DRAFT, StatementState.APPROVED}, StatementState.GIVEN),
        "correct": ({StatementState.GIVEN, StatementState.CORRECTED}, StatementState.CORRECTED),
    }
)

# Editing an approved text takes the approval back.
EDITABLE = (StatementState.DRAFT, StatementState.APPROVED)
SPOKEN = (StatementState.GIVEN, StatementState.CORRECTED)
