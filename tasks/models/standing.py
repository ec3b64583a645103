"""How a task stood at the end of each day: what `as_of` reads."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from comms.org.models import Unit
from plans.models import Objective, Plan
from tasks.models.task import Task
from tasks.states import TaskState


class TaskStandingQuerySet(models.QuerySet["TaskStanding"]):
    def on(self, day: date) -> "TaskStandingQuerySet":
        """How the tasks stood at the end of `day`."""
        return self.filter(since__lte=day, until__gt=day)


class TaskStanding(models.Model):
    """What the figures need of one task, as it stood at the end of every day from `since` to the day before `until`.

    Kept by the services in the transaction of each change; the present row has `until` = 31/12/9999.  A day on which
    much happens leaves one row.  The columns are named as those of `Task`, so that one rule reads both tables.
    """

    PRESENT = date.max

    id = models.BigAutoField(primary_key=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="standings", db_index=False)
    since = models.DateField()
    until = models.DateField(default=date.max)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    objective = models.ForeignKey(Objective, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    lead_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=20, choices=TaskState.choices)
    weight = models.DecimalField(max_digits=8, decimal_places=2)
    declared_percent = models.DecimalField(max_digits=5, decimal_places=2)
    due_on = models.DateField(null=True)
    submitted_on = models.DateField(null=True)

    objects: ClassVar[Any] = TaskStandingQuerySet.as_manager()

    class Meta:
        db_table = "tasks_standing"
        indexes = [models.Index(fields=["plan", "until", "since"], name="tasks_standing_plan_day")]
        constraints = [
            models.UniqueConstraint(fields=["task", "since"], name="tasks_standing_once_a_day"),
            models.UniqueConstraint(fields=["task"], condition=Q(until=date.max), name="tasks_standing_one_present"),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="tasks_standing_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.since} – {self.until}"
