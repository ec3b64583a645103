"""Work that was handed over in one act: of a person, of a unit, of a unit that was reorganised."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.fields import Line, Text
from comms.org.models import Unit, User
from comms.org.selectors import reads_everything, units_acted_for
from tasks.models.task import Task
from tasks.states import HandoverKind, ParticipationRole


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, user: Any) -> "HandoverQuerySet":
        """The units that gave and took, leadership, auditor, administrator."""
        if reads_everything(user):
            return self.all()
        acted = units_acted_for(user)
        taken = HandoverLine.objects.filter(handover=models.OuterRef("pk"), to_unit__in=acted)
        return self.filter(Q(from_unit__in=acted) | models.Exists(taken)) if acted else self.none()


class Handover(models.Model):
    """*Bàn giao*: one act with its log.  Never changed, never deleted (triggers)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=HandoverKind.choices)
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = Text(_("reason"))
    at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField()
    actor_label = Line(max_length=200)
    actor_unit = Line(max_length=50, blank=True)

    objects: ClassVar[Any] = HandoverQuerySet.as_manager()

    class Meta:
        db_table = "tasks_handover"
        verbose_name = _("handover")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HandoverKind.values), name="tasks_handover_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=HandoverKind.PERSON, from_person__isnull=False)
                | (~Q(kind=HandoverKind.PERSON) & Q(from_person=None)),
                name="tasks_handover_person_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_unit_id} {self.at}"

    def get_absolute_url(self) -> str:
        return reverse("tasks:handover", args=[self.pk])


class HandoverLine(models.Model):
    """One task that changed hands.  Never changed, never deleted (triggers)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="lines")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="handovers")
    role = models.CharField(max_length=20, choices=ParticipationRole.choices)
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "tasks_handover_line"
        constraints = [models.UniqueConstraint(fields=["handover", "task"], name="tasks_handover_line_once")]

    def __str__(self) -> str:
        return f"{self.handover_id}: {self.task_id} → {self.to_unit_id}"
