"""States of a task and of a unit's part in it, and the kinds of evidence."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core.states import Transitions


class TaskState(models.TextChoices):
    ASSIGNED = "assigned", pgettext_lazy("task", "assigned")
    ACCEPTED = "accepted", pgettext_lazy("task", "accepted")
    RETURNED = "returned", _("returned by the unit")
    IN_PROGRESS = "in_progress", pgettext_lazy("task", "in progress")
    BLOCKED = "blocked", pgettext_lazy("task", "blocked")
    SUBMITTED = "submitted", _("submitted for verification")
    VERIFIED = "verified", pgettext_lazy("task", "verified")
    CANCELLED = "cancelled", pgettext_lazy("task", "cancelled")


class ParticipationRole(models.TextChoices):
    LEAD = "lead", _("lead unit")
    COORDINATING = "coordinating", _("coordinating unit")


class ParticipationState(models.TextChoices):
    ASSIGNED = "assigned", pgettext_lazy("part of a unit", "assigned")
    DELIVERED = "delivered", pgettext_lazy("part of a unit", "delivered")
    CONFIRMED = "confirmed", pgettext_lazy("part of a unit", "confirmed")


class EvidenceKind(models.TextChoices):
    FILE = "file", pgettext_lazy("evidence", "file")
    LINK = "link", pgettext_lazy("evidence", "link")
    RELEASE = "release", pgettext_lazy("evidence", "press release")
    STATEMENT = "statement", pgettext_lazy("evidence", "statement")
    PUBLICATION = "publication", pgettext_lazy("evidence", "publication")
    METRIC = "metric", pgettext_lazy("evidence", "figure")


S = TaskState

TASK_TRANSITIONS = Transitions(
    {
        "accept": ([S.ASSIGNED], S.ACCEPTED),
        "return": ([S.ASSIGNED, S.ACCEPTED], S.RETURNED),
        "assign": ([S.RETURNED], S.ASSIGNED),
        "start": ([S.ACCEPTED], S.IN_PROGRESS),
        "block": ([S.IN_PROGRESS], S.BLOCKED),
        "unblock": ([S.BLOCKED], S.IN_PROGRESS),
        "submit": ([S.ACCEPTED, S.IN_PROGRESS], S.SUBMITTED),
        "verify": ([S.SUBMITTED], S.VERIFIED),
        "reject": ([S.SUBMITTED], S.IN_PROGRESS),
        "cancel": ([state for state in S if state not in (S.VERIFIED, S.CANCELLED)], S.CANCELLED),
        "reopen": ([S.VERIFIED, S.CANCELLED], S.IN_PROGRESS),
    }
)

NEEDS_REASON = frozenset({"return", "block", "reject", "cancel", "reopen"})

UPDATE_STATES = frozenset({S.ACCEPTED, S.IN_PROGRESS, S.BLOCKED})
"""Progress is reported and evidence given in these states; the first report on an accepted task starts it."""

ENDED_STATES = (S.VERIFIED, S.CANCELLED)
NOT_STARTED_STATES = (S.ASSIGNED, S.RETURNED)
WORKING_STATES = (S.ACCEPTED, S.IN_PROGRESS, S.SUBMITTED)
