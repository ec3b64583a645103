"""States, verbs and choices of claims."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core.states import Transitions


class ClaimState(models.TextChoices):
    REPORTED = "reported", _("reported")
    CHECKING = "checking", _("being checked")
    JUDGED = "judged", _("judged")
    REFUTED = "refuted", _("refuted")
    PUBLISHED = "published", _("refutation published")


C = ClaimState


CLAIM = Transitions(
    {
        # Also after the answer went out: a verdict may turn out to be wrong.
        "check": ({C.REPORTED, C.JUDGED, C.REFUTED, C.PUBLISHED}, C.CHECKING),
        "judge": ({C.CHECKING}, C.JUDGED),
        # Again while another refutation stands unpublished, or was published and then revoked (`policies.refutable`).
        "refute": ({C.JUDGED, C.REFUTED, C.PUBLISHED}, C.REFUTED),
        "publish": ({C.REFUTED}, C.PUBLISHED),
    }
)


JUDGED = (C.JUDGED, C.REFUTED, C.PUBLISHED)


class Verdict(models.TextChoices):
    """The labels of the national centre, and one for what cannot be settled."""

    FALSE = "false", _("false news")
    MISLEADING = "misleading", _("misleading")
    TRUE = "true", _("verified as true")
    UNVERIFIABLE = "unverifiable", _("not enough evidence")


REFUTABLE = (Verdict.FALSE, Verdict.MISLEADING)
