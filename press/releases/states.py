"""Kinds and states of a release, and which verb leads from where to where."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.states import Transitions


class Kind(models.TextChoices):
    PRESS_RELEASE = "press_release", _("press release")
    PRESS_INFORMATION = "press_information", _("press information")
    INVITATION = "invitation", _("invitation to the press")
    RESPONSE = "response", _("response to the press")
    ERRATUM = "erratum", _("erratum")


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("release", "draft")
    IN_REVIEW = "in_review", pgettext_lazy("release", "in sign-off")
    APPROVED = "approved", pgettext_lazy("release", "approved")
    SCHEDULED = "scheduled", pgettext_lazy("release", "scheduled")
    ISSUED = "issued", pgettext_lazy("release", "issued")
    CORRECTED = "corrected", pgettext_lazy("release", "corrected by an erratum")
    WITHDRAWN = "withdrawn", pgettext_lazy("release", "withdrawn")
    VOID = "void", pgettext_lazy("release", "void")


class Step(models.TextChoices):
    LEGAL_CHECKER = "legal_checker", _("legal check")
    UNIT_HEAD = "unit_head", _("head of the responsible unit")
    OFFICE = "office", _("head of the ministry's office")
    SPOKESPERSON = "spokesperson", _("approval by the spokesperson")
    URGENT_REVIEW = "urgent_review", _("review after the urgent issue")


# The steps that come before the approval.
SIGNED = (Step.UNIT_HEAD, Step.LEGAL_CHECKER, Step.OFFICE)

LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]

# An erratum that corrects: issued, and neither withdrawn nor void.
STANDING = (State.ISSUED, State.CORRECTED)
UNISSUED = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED)
# Known to every signed-in person, and to the public where the newsroom shows it, once the embargo has ended.
ANNOUNCED = (State.ISSUED, State.CORRECTED, State.WITHDRAWN)
# The text that stands here is the one that the spokesperson approved.
FROZEN = (State.APPROVED, State.SCHEDULED, *ANNOUNCED)

RELEASE = Transitions(
    {
        "submit": ([State.DRAFT], State.IN_REVIEW),
        "sign": ([State.IN_REVIEW], None),
        "return": ([State.IN_REVIEW, State.APPROVED], State.DRAFT),
        "approve": ([State.IN_REVIEW], State.APPROVED),
        "schedule": ([State.APPROVED], State.SCHEDULED),
        "unschedule": ([State.SCHEDULED], State.APPROVED),
        "issue": ([State.APPROVED, State.SCHEDULED], State.ISSUED),
        "issue_urgent": ([State.DRAFT, State.IN_REVIEW], State.ISSUED),
        "review_urgent": ([State.ISSUED, State.CORRECTED, State.WITHDRAWN], None),
        # The original stays as it is until its erratum is issued: see `CORRECTABLE`.
        "correct": ([State.ISSUED, State.CORRECTED], None),
        "translate": ([*UNISSUED, *STANDING], None),
        "withdraw": ([State.ISSUED, State.CORRECTED], State.WITHDRAWN),
        "void": ([*UNISSUED, State.ISSUED], State.VOID),
    }
)
# An issued erratum turns an original in one of these states into a corrected one; when its last standing erratum is
# voided or withdrawn, a corrected one is issued again.
CORRECTABLE = RELEASE.sources("correct")
