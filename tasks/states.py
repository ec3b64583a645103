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


class DatePrecision(models.TextChoices):
    """How exact a due date is: a quarter or a year ends on its last day."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")


class Recurrence(models.TextChoices):
    """How often the work comes back.  `continuous` (*thường xuyên*) has no periods."""

    CONTINUOUS = "continuous", _("continuously")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")
    QUARTERLY = "quarterly", _("every quarter")
    HALF_YEARLY = "half_year", _("every six months")
    YEARLY = "yearly", _("every year")


class ExtensionState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("extension", "requested")
    APPROVED = "approved", pgettext_lazy("extension", "approved")
    REFUSED = "refused", pgettext_lazy("extension", "refused")


class AmendmentState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("amendment", "draft")
    CONFIRMED = "confirmed", pgettext_lazy("amendment", "confirmed")
    DISCARDED = "discarded", pgettext_lazy("amendment", "discarded")


class LineSubject(models.TextChoices):
    TASK = "task", _("task")
    OBJECTIVE = "objective", _("objective")
    TOPIC = "topic", _("topic")


class LineAct(models.TextChoices):
    ADD = "add", pgettext_lazy("amendment", "added")
    CHANGE = "change", pgettext_lazy("amendment", "changed")
    DROP = "drop", pgettext_lazy("amendment", "dropped")


class HandoverKind(models.TextChoices):
    PERSON = "person", _("work of a person")
    UNIT = "unit", _("work of a unit")
    REORGANISATION = "reorganisation", _("a unit was reorganised")


class ImportState(models.TextChoices):
    READING = "reading", _("being read")
    READY = "ready", _("read, nothing written yet")
    REFUSED = "refused", pgettext_lazy("import", "refused")
    APPLYING = "applying", _("being written")
    APPLIED = "applied", _("written")
    FAILED = "failed", pgettext_lazy("import", "failed")
    DISCARDED = "discarded", pgettext_lazy("import", "discarded")


class ReminderKind(models.TextChoices):
    DUE_SOON = "due_soon", _("due soon")
    OVERDUE = "overdue", _("overdue")
    WAITING = "waiting", _("waiting for your unit")


class ReminderAudience(models.TextChoices):
    """Who is told: first the unit's officers, after set days its head, then the leadership."""

    OFFICERS = "officers", _("officers of the unit")
    HEAD = "head", _("head of the unit")
    LEADERSHIP = "leadership", _("leadership")


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

CONTRIBUTION_TRANSITIONS = Transitions(
    {
        "deliver": ([ParticipationState.ASSIGNED], ParticipationState.DELIVERED),
        "confirm": ([ParticipationState.DELIVERED], ParticipationState.CONFIRMED),
        "send_back": ([ParticipationState.DELIVERED], ParticipationState.ASSIGNED),
    }
)

EXTENSION_TRANSITIONS = Transitions(
    {
        "approve": ([ExtensionState.REQUESTED], ExtensionState.APPROVED),
        "refuse": ([ExtensionState.REQUESTED], ExtensionState.REFUSED),
    }
)

AMENDMENT_TRANSITIONS = Transitions(
    {
        "confirm": ([AmendmentState.DRAFT], AmendmentState.CONFIRMED),
        "discard": ([AmendmentState.DRAFT], AmendmentState.DISCARDED),
    }
)

IMPORT_TRANSITIONS = Transitions(
    {
        "write": ([ImportState.READY], ImportState.APPLYING),
        "retry": ([ImportState.READY, ImportState.REFUSED, ImportState.FAILED], ImportState.READING),
        "discard": ([ImportState.READING, ImportState.READY, ImportState.APPLYING], ImportState.DISCARDED),
    }
)

NEEDS_REASON = frozenset({"return", "block", "reject", "cancel", "reopen"})

UPDATE_STATES = frozenset({S.ACCEPTED, S.IN_PROGRESS, S.BLOCKED})
"""Progress is reported and evidence given in these states; the first report on an accepted task starts it."""

ENDED_STATES = (S.VERIFIED, S.CANCELLED)
NOT_STARTED_STATES = (S.ASSIGNED, S.RETURNED)
WORKING_STATES = (S.ACCEPTED, S.IN_PROGRESS, S.SUBMITTED)
