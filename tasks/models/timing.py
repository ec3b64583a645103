"""The periods of a recurring task, and extensions of a due date."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from comms.core.fields import Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from tasks.models.story import TaskUpdate
from tasks.models.task import Task
from tasks.states import EXTENSION_TRANSITIONS, ExtensionState


class TaskPeriod(models.Model):
    """One period of a recurring task, from `starts` to `ends` (both included); met by the report that names it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="periods", db_index=False)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    due_on = models.DateField(_("due on"))
    met_by = models.ForeignKey(TaskUpdate, null=True, on_delete=models.PROTECT, related_name="periods")
    met_on = models.DateField(_("reported on"), null=True)

    class Meta:
        db_table = "tasks_period"
        ordering = ["starts"]
        indexes = [models.Index(fields=["due_on"], condition=Q(met_on=None), name="tasks_period_open_due")]
        constraints = [
            models.UniqueConstraint(fields=["task", "starts"], name="tasks_period_once"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="tasks_period_dates_in_order"),
            models.CheckConstraint(
                condition=Q(met_by=None, met_on=None) | Q(met_by__isnull=False, met_on__isnull=False),
                name="tasks_period_met_by_report",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.starts} – {self.ends}"


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def visible_to(self, user: Any) -> "ExtensionQuerySet":
        """Whoever sees the task sees its extensions."""
        return self.filter(Exists(Task.objects.visible_to(user).filter(pk=OuterRef("task_id"))))


class Extension(Record):
    """*Gia hạn*: a later due date that the lead unit asks for, and what the plan's owner unit decided."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extensions")
    seq = models.PositiveIntegerField()
    old_due_on = models.DateField(_("due before"))
    new_due_on = models.DateField(_("new due date"))
    reason = Text(_("reason"))
    state = models.CharField(
        _("state"), max_length=20, choices=ExtensionState.choices, default=ExtensionState.REQUESTED
    )
    requested_by = models.UUIDField(editable=False)
    requested_label = Line(max_length=200, editable=False)
    requested_unit = Line(max_length=50, blank=True, editable=False)
    decided_by = models.UUIDField(null=True, editable=False)
    decided_label = Line(max_length=200, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decision_reason = Text(_("reason of the decision"), blank=True)

    objects: ClassVar[Any] = ExtensionQuerySet.as_manager()
    transitions = EXTENSION_TRANSITIONS

    class Meta:
        db_table = "tasks_extension"
        verbose_name = _("extension")
        ordering = ["-seq"]
        constraints = [
            state_check(ExtensionState, "tasks_extension_state_known"),
            models.UniqueConstraint(fields=["task", "seq"], name="tasks_extension_seq"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(state=ExtensionState.REQUESTED), name="tasks_extension_one_open"
            ),
            models.CheckConstraint(condition=Q(new_due_on__gt=F("old_due_on")), name="tasks_extension_is_later"),
            models.CheckConstraint(
                condition=Q(state=ExtensionState.REQUESTED, decided_by=None, decided_at=None)
                | (~Q(state=ExtensionState.REQUESTED) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="tasks_extension_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on} → {self.new_due_on}"

    def get_absolute_url(self) -> str:
        return f"{self.task.get_absolute_url()}#extension-{self.pk}"
