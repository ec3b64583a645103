"""Amendments of an issued plan: what is changed by which decision, line by line."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.fields import Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.org.models import Role
from comms.org.selectors import reads_everything, units_acted_for
from plans.models import Objective, Plan, Topic
from tasks.models.task import Task
from tasks.states import AMENDMENT_TRANSITIONS, AmendmentState, LineAct, LineSubject


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def visible_to(self, user: Any) -> "AmendmentQuerySet":
        """Whoever sees the plan sees its ledger; what is not confirmed is seen by the plan's owner unit and by
        those who read everything."""
        if reads_everything(user):
            return self.all()
        plan = Plan.objects.visible_to(user).filter(pk=OuterRef("plan_id"))
        owned = plan.filter(owner_unit__in=units_acted_for(user, Role.Kind.OFFICER, Role.Kind.UNIT_HEAD))
        return self.filter(Q(Exists(plan), state=AmendmentState.CONFIRMED) | Exists(owned))


class Amendment(Record):
    """*Điều chỉnh kế hoạch*: a draft until it is confirmed; then a line of the plan's ledger that never changes."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="amendments")
    no = models.PositiveIntegerField(_("number in the ledger"), null=True, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=AmendmentState.choices, default=AmendmentState.DRAFT)
    decision_number = Line(_("decision number"), max_length=40, blank=True)
    decision_date = models.DateField(_("decision date"), null=True, blank=True)
    reason = Text(_("reason"), blank=True)
    prepared_by = models.UUIDField(editable=False)
    prepared_label = Line(max_length=200, editable=False)
    confirmed_by = models.UUIDField(null=True, editable=False)
    confirmed_label = Line(max_length=200, blank=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    progress_before = models.JSONField(null=True, editable=False)
    progress_after = models.JSONField(null=True, editable=False)

    objects: ClassVar[Any] = AmendmentQuerySet.as_manager()
    transitions = AMENDMENT_TRANSITIONS

    class Meta:
        db_table = "tasks_amendment"
        verbose_name = _("amendment")
        ordering = ["-created_at"]
        constraints = [
            state_check(AmendmentState, "tasks_amendment_state_known"),
            models.UniqueConstraint(
                fields=["plan", "no"], condition=Q(no__isnull=False), name="tasks_amendment_no_in_plan"
            ),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state=AmendmentState.DRAFT), name="tasks_amendment_one_draft"
            ),
            models.CheckConstraint(
                condition=~Q(state=AmendmentState.CONFIRMED)
                | (
                    Q(no__isnull=False, decision_date__isnull=False, confirmed_by__isnull=False)
                    & Q(confirmed_at__isnull=False, progress_before__isnull=False, progress_after__isnull=False)
                    & ~Q(decision_number="")
                    & ~Q(reason="")
                ),
                name="tasks_amendment_confirmed_by_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_number or self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("plans:amendment", args=[self.plan_id, self.pk])


class AmendmentLine(models.Model):
    """One line of an amendment: add, change or drop a task, an objective or a topic.

    `values` is what is wanted, field by field; `before` and `after` are written when the amendment is confirmed, after
    which a line never changes.  An objective or topic that fell away later leaves its id behind.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    subject = models.CharField(max_length=20, choices=LineSubject.choices)
    act = models.CharField(max_length=20, choices=LineAct.choices)
    task = models.ForeignKey(Task, null=True, on_delete=models.PROTECT, related_name="amendment_lines")
    objective = models.ForeignKey(
        Objective, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    topic = models.ForeignKey(Topic, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    values = models.JSONField(default=dict)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        db_table = "tasks_amendment_line"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "position"], name="tasks_amendment_line_position"),
            models.CheckConstraint(condition=Q(subject__in=LineSubject.values), name="tasks_amendment_line_subject"),
            models.CheckConstraint(condition=Q(act__in=LineAct.values), name="tasks_amendment_line_act"),
        ]

    def __str__(self) -> str:
        return f"{self.amendment_id} #{self.position} {self.act} {self.subject}"
