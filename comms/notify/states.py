"""A notice is unread until its person has read it."""

from django.db import models
from django.utils.translation import pgettext_lazy

from comms.core.states import Transitions


class NoticeState(models.TextChoices):
    UNREAD = "unread", pgettext_lazy("notice", "unread")
    READ = "read", pgettext_lazy("notice", "read")


NOTICE_TRANSITIONS = Transitions({"read": ([NoticeState.UNREAD], NoticeState.READ)})
