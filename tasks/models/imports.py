"""Imports of an assignment table: the file, what it was read as, how far the run is."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.fields import Line
from comms.core.records import Record
from comms.core.states import state_check
from comms.org.models import Role
from comms.org.selectors import reads_everything, units_acted_for
from plans.models import Plan
from tasks.states import IMPORT_TRANSITIONS, ImportState


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: Any) -> "ImportRunQuerySet":
        """Who may import, officers and head of the plan's owner unit, and who reads everything: a file holds the whole
        table, and of a plan others see their own tasks."""
        if reads_everything(user):
            return self.all()
        return self.filter(plan__owner_unit__in=units_acted_for(user, Role.Kind.OFFICER, Role.Kind.UNIT_HEAD))


class ImportRun(Record):
    """One import of a table into a plan.  `report` holds rows, preview and errors as the reader found them."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="imports")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = Line(_("file name"), max_length=300)
    state = models.CharField(_("state"), max_length=20, choices=ImportState.choices, default=ImportState.READING)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    actor_id = models.UUIDField(editable=False)
    actor_label = Line(max_length=200, editable=False)

    objects: ClassVar[Any] = ImportRunQuerySet.as_manager()
    transitions = IMPORT_TRANSITIONS

    class Meta:
        db_table = "tasks_import_run"
        verbose_name = _("import")
        ordering = ["-created_at"]
        constraints = [
            state_check(ImportState, "tasks_import_state_known"),
            models.CheckConstraint(condition=Q(rows_done__lte=F("rows_total")), name="tasks_import_rows_in_order"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state__in=[ImportState.READING, ImportState.APPLYING]),
                name="tasks_import_one_running",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plans:import-run", args=[self.plan_id, self.pk])
