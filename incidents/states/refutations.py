"""States and choices of refutation dossiers and of what a changed verdict obliges to tell."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.states import Transitions


class RefutationState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("refutation", "draft")
    CHECKING = "checking", pgettext_lazy("refutation", "in the legal check")
    CHECKED = "checked", pgettext_lazy("refutation", "legally checked")
    APPROVED = "approved", pgettext_lazy("refutation", "approved")
    PUBLISHED = "published", pgettext_lazy("refutation", "published")
    SUPERSEDED = "superseded", pgettext_lazy("refutation", "no longer stands")


R = RefutationState
# `superseded` is reached by no verb: a claim that is checked again leads there.
REFUTATION = Transitions(
    {
        "submit": ({R.DRAFT}, R.CHECKING),
        "check": ({R.CHECKING}, R.CHECKED),
        "return": ({R.CHECKING, R.CHECKED, R.APPROVED}, R.DRAFT),
        "approve": ({R.CHECKED}, R.APPROVED),
        # A draft of a release is made from the approved words; it is published once that is issued.
        "release": ({R.APPROVED}, None),
        "publish": ({R.APPROVED}, R.PUBLISHED),
    }
)
SUBMITTED = (R.CHECKING, R.CHECKED, R.APPROVED, R.PUBLISHED)
STANDING = (R.DRAFT, *SUBMITTED)


class Means(models.TextChoices):
    """How the refutation goes out."""

    RELEASE = "release", pgettext_lazy("means of a refutation", "release")
    STATEMENT = "statement", pgettext_lazy("means of a refutation", "statement")
    POST = "post", pgettext_lazy("means of a refutation", "post on an official channel")


class NoticeTo(models.TextChoices):
    """Whom a changed verdict has to reach, by what they had of the earlier answer."""

    PERSON = "person", _("person of the ministry")
    REPORTER = "reporter", _("person who reported it")
    DELIVERY = "delivery", _("recipient of the release")
    OUTLET = "outlet", _("outlet that was asked for a correction")
    CENTRE = "centre", _("body it was reported to")
    CLAIM = "claim", _("claim that repeats it")


class NoticeState(models.TextChoices):
    OWED = "owed", pgettext_lazy("notice of a changed verdict", "to be told")
    SENT = "sent", pgettext_lazy("notice of a changed verdict", "told by the service")
    TOLD = "told", pgettext_lazy("notice of a changed verdict", "told by a person")


N = NoticeState
VERDICT_NOTICE = Transitions({"told": ({N.OWED}, N.TOLD)})
