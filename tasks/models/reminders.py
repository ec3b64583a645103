"""Which reminder went out about which task to which unit: asked as "due and not yet sent"."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.org.models import Role, Unit
from comms.org.selectors import units_acted_for
from plans.models import Plan
from tasks.models.task import Task
from tasks.states import ReminderAudience, ReminderKind


class UnitDigestQuerySet(models.QuerySet["UnitDigest"]):
    def visible_to(self, user: Any) -> "UnitDigestQuerySet":
        """Those who work for the unit today, as its officers, its head or (of the ministry) the leadership."""
        kinds = (Role.Kind.OFFICER, Role.Kind.UNIT_HEAD, Role.Kind.LEADERSHIP)
        return self.filter(unit__in=units_acted_for(user, *kinds))


class UnitDigest(models.Model):
    """The one digest of a day to the people of a unit: its officers, its head, or (of the ministry) the leadership."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = UnitDigestQuerySet.as_manager()

    class Meta:
        db_table = "tasks_unit_digest"
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="tasks_digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"

    def get_absolute_url(self) -> str:
        """What a digest lists stands in the inbox, as it is by now."""
        return reverse("tasks:inbox")


class Reminder(models.Model):
    """One reminder that a digest carried, about a task or about a plan that waits to be issued.

    `due_on` is the date that it is about (since when something waits): a new date reminds anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.ForeignKey(UnitDigest, on_delete=models.PROTECT, related_name="reminders")
    task = models.ForeignKey(Task, null=True, on_delete=models.PROTECT, related_name="reminders", db_index=False)
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=20, choices=ReminderKind.choices)
    audience = models.CharField(_("audience"), max_length=20, choices=ReminderAudience.choices)
    due_on = models.DateField()

    class Meta:
        db_table = "tasks_reminder"
        constraints = [
            models.UniqueConstraint(
                fields=["task", "unit", "kind", "audience", "due_on"], name="tasks_reminder_sent_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "unit", "kind", "audience", "due_on"],
                condition=Q(plan__isnull=False),
                name="tasks_reminder_of_plan_once",
            ),
            models.CheckConstraint(
                condition=Q(task__isnull=False, plan=None) | Q(task=None, plan__isnull=False),
                name="tasks_reminder_of_task_or_plan",
            ),
            models.CheckConstraint(condition=Q(kind__in=ReminderKind.values), name="tasks_reminder_kind_known"),
            models.CheckConstraint(
                condition=Q(audience__in=ReminderAudience.values), name="tasks_reminder_audience_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.task_id or self.plan_id} → {self.unit_id}"
