"""States of a task and of a unit's part in it, and the kinds of evidence."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core.states import Transitions


class TaskState(models.TextChoices):
    ASSIGNED = "assigned", _("assigned")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned by the unit")
    IN_PROGRESS = "in_progress", _("in progress")
    BLOCKED = "blocked", _("blocked")
    SUBMITTED = "submitted", _("submitted for verification")
    VERIFIED = "verified", _("verified")
    CANCELLED = "cancelled", _("cancelled")


class ParticipationRole(models.TextChoices):
    LEAD = "lead", _("lead unit")
    COORDINATING = "coordinating", _("coordinating unit")


class ParticipationState(models.TextChoices):
    ASSIGNED = "assigned", _("assigned")
    DELIVERED = "delivered", _("delivered")
    CONFIRMED = "confirmed", _("confirmed")


class EvidenceKind(models.TextChoices):
    FILE = "file", _("file")
    LINK = "link", _("link")
    RELEASE = "release", _("press release")
    STATEMENT = "statement", _("statement")
    PUBLICATION = "publication", _("publication")
    METRIC = "metric", _("figure")


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
