"""States and verbs of mandates and statements."""

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


MANDATE = Transitions(
    {
        "publish": ({MandateState.ACTIVE}, None),
        "revoke": ({MandateState.ACTIVE}, MandateState.REVOKED),
    }
)


class StatementForm(models.TextChoices):
    """The legal forms of speaking (NĐ 09/2017/NĐ-CP, Điều 4; NĐ 244/2026/NĐ-CP, Điều 5)."""

    PRESS_CONFERENCE = "press_conference", _("press conference")
    PORTAL = "portal", _("portal, official page or channel")
    INTERVIEW = "interview", _("direct statement or interview")
    RELEASE_OR_REPLY = "release_or_reply", _("press release or written reply")
    EXCHANGE = "exchange", _("exchange or press briefing")


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
