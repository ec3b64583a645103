"""Tasks, who takes part in them, what was reported, what happened, what proves it."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.fields import FoldedField, Line, Text
from comms.core.states import state_check
from comms.org.models import Unit
from comms.org.selectors import reads_everything, units_acted_for
from plans.models import Objective, Plan, Sourced, group_has_one_of
from plans.states import UnitGroup
from tasks.states import (
    ENDED_STATES,
    TASK_TRANSITIONS,
    EvidenceKind,
    ParticipationRole,
    ParticipationState,
    TaskState,
)


def overdue_condition(today: date) -> Q:
    """The one rule of what is overdue: due before today in Hanoi, and neither verified nor cancelled."""
    return Q(due_on__lt=today) & ~Q(state__in=ENDED_STATES)


def due_soon_condition(today: date) -> Q:
    """Due from today on within TASK_DUE_SOON_DAYS days, and neither verified nor cancelled."""
    last = today + timedelta(days=settings.TASK_DUE_SOON_DAYS)
    return Q(due_on__gte=today, due_on__lte=last) & ~Q(state__in=ENDED_STATES)


def counted_percent() -> Case:
    """The declared percent as it counts: 100 when verified, otherwise the last declared one and at most 99."""
    return Case(
        When(state=TaskState.VERIFIED, then=Value(Decimal(100))),
        When(declared_percent__gt=99, then=Value(Decimal(99))),
        default=F("declared_percent"),
        output_field=models.DecimalField(max_digits=5, decimal_places=2),
    )


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: Any) -> "TaskQuerySet":
        """Lead and coordinating units (named, or as members of a named group), the plan's owner and verifying units,
        leadership, auditor, administrator."""
        if reads_everything(user):
            return self.all()
        acted = units_acted_for(user)
        if not acted:
            return self.none()
        plan = Plan.objects.filter(pk=OuterRef("plan_id"))
        return self.filter(
            Exists(Participation.objects.filter(task=OuterRef("pk"), unit__in=acted))
            | Exists(plan.filter(Q(owner_unit__in=acted) | Q(verifying_unit__in=acted)))
            | _in_group(acted)
        )

    def of_units(self, unit_ids: set[Any]) -> "TaskQuerySet":
        """Tasks that one of the units leads or coordinates, named or as a member of a group."""
        named = Participation.objects.filter(task=OuterRef("pk"), unit__in=unit_ids)
        return self.filter(Exists(named) | _in_group(unit_ids))

    def coordinated_by(self, unit: Unit) -> "TaskQuerySet":
        """Tasks that the unit coordinates, named or as a member of a group."""
        named = Participation.objects.filter(task=OuterRef("pk"), unit=unit, role=ParticipationRole.COORDINATING)
        return self.filter(Exists(named) | (_in_group({unit.pk}) & ~Q(lead_unit=unit)))

    def with_deadlines(self) -> "TaskQuerySet":
        """Annotate `overdue` and `due_soon` as of today in Hanoi."""
        today = clock.today()
        return self.annotate(
            overdue=_flag(overdue_condition(today)),
            due_soon=_flag(due_soon_condition(today)),
        )

    def overdue(self) -> "TaskQuerySet":
        return self.filter(overdue_condition(clock.today()))


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=models.BooleanField())


def _in_group(unit_ids: set[Any]) -> Q:
    """Condition: the task addresses the ministry's units, and one of these was among them on the day of the plan."""
    day = Coalesce(OuterRef("decision_date"), OuterRef("starts"))
    addressed = Exists(Plan.objects.filter(group_has_one_of(unit_ids, day), pk=OuterRef("plan_id")))
    return Q(addressed) & ~Q(coordinating_group="")


class Task(Sourced):
    """*Nhiệm vụ*: one line of a plan's assignment table.

    `lead_unit` and the participation with the role `lead` say the same; the services keep them together.  `due_sort`
    puts what has no due date last.
    """

    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="tasks", db_index=False
    )
    objective = models.ForeignKey(
        Objective,
        verbose_name=_("objective"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        db_index=False,
    )
    no = Line(_("number"), max_length=20, null=True, blank=True)
    position = models.PositiveIntegerField(editable=False, default=0)
    title = Line(_("title"), max_length=1000)
    note = Text(_("note"), blank=True)
    lead_unit = models.ForeignKey(
        Unit, verbose_name=_("lead unit"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    coordinating_group = models.CharField(
        _("coordinating group"), max_length=20, choices=UnitGroup.choices, blank=True, default=""
    )
    deliverable = Text(_("deliverable"), blank=True)
    timing_text = Line(_("timing as written"), max_length=300, null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    first_due_on = models.DateField(_("first due on"), null=True, blank=True, editable=False)
    due_sort = models.GeneratedField(
        expression=Coalesce("due_on", Value(date.max, output_field=models.DateField())),
        output_field=models.DateField(),
        db_persist=True,
    )
    weight = models.DecimalField(_("weight"), max_digits=8, decimal_places=2, default=Decimal(1))
    declared_percent = models.DecimalField(_("declared percent"), max_digits=5, decimal_places=2, default=Decimal(0))
    evidence_required = models.BooleanField(_("evidence required"), default=False)
    state = models.CharField(_("state"), max_length=20, choices=TaskState.choices, default=TaskState.ASSIGNED)
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_on = models.DateField(null=True, editable=False)
    submitted_by = models.UUIDField(null=True, editable=False)
    submitted_by_unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    folded = FoldedField(sources=("title", "deliverable", "note"))

    objects: ClassVar[Any] = TaskQuerySet.as_manager()
    transitions = TASK_TRANSITIONS

    class Meta:
        db_table = "tasks_task"
        verbose_name = _("task")
        ordering = ["due_sort", "id"]
        indexes = [
            models.Index(fields=["lead_unit", "state", "due_sort", "id"], name="tasks_task_lead_state_due"),
            models.Index(fields=["lead_unit", "due_sort", "id"], name="tasks_task_lead_due"),
            models.Index(fields=["plan", "position"], name="tasks_task_plan_position"),
        ]
        constraints = [
            state_check(TaskState, "tasks_task_state_known"),
            models.UniqueConstraint(fields=["plan", "no"], condition=Q(no__isnull=False), name="tasks_task_no_in_plan"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="tasks_task_weight_positive"),
            models.CheckConstraint(
                condition=Q(declared_percent__gte=0, declared_percent__lte=100), name="tasks_task_percent_range"
            ),
            models.CheckConstraint(
                condition=Q(coordinating_group="") | Q(coordinating_group__in=UnitGroup.values),
                name="tasks_task_group_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TaskState.SUBMITTED, TaskState.VERIFIED])
                | Q(submitted_at__isnull=False, submitted_on__isnull=False, submitted_by_unit__isnull=False),
                name="tasks_task_submission_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.title}" if self.no else self.title

    def get_absolute_url(self) -> str:
        return reverse("tasks:task", args=[self.pk])

    @property
    def shown_percent(self) -> Decimal:
        """What a reader sees: a verified task is done, whatever was declared before."""
        return Decimal(100) if self.state == TaskState.VERIFIED else self.declared_percent

    @property
    def verified_percent(self) -> Decimal:
        """All or nothing: a task is verified as a whole."""
        return Decimal(100 if self.state == TaskState.VERIFIED else 0)


class Participation(models.Model):
    """A unit's part in a task: exactly one leads, the others coordinate."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="participations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20, choices=ParticipationRole.choices)
    deliverable = Text(blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=ParticipationState.choices, default=ParticipationState.ASSIGNED)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "tasks_participation"
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["unit", "state", "due_on", "id"], name="tasks_part_unit_state_due")]
        constraints = [
            state_check(ParticipationState, "tasks_part_state_known"),
            models.CheckConstraint(condition=Q(role__in=ParticipationRole.values), name="tasks_part_role_known"),
            models.UniqueConstraint(fields=["task", "unit"], name="tasks_part_unit_once"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(role=ParticipationRole.LEAD), name="tasks_part_one_lead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.unit_id} ({self.role})"


class Happening(models.Model):
    """A dated line about a task, with the person kept by value; `seq` counts the lines of one task."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField(null=True)
    actor_label = Line(max_length=200)
    actor_unit = Line(max_length=50, blank=True)

    class Meta:
        abstract = True


class TaskUpdate(Happening):
    """What a unit reported, as it reported it.  Never changed, never deleted (triggers in the migration)."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="updates")
    text = Text()
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)

    class Meta:
        db_table = "tasks_update"
        ordering = ["-seq"]
        constraints = [
            models.UniqueConstraint(fields=["task", "seq"], name="tasks_update_seq"),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__gte=0, percent__lte=100), name="tasks_update_percent_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} #{self.seq}"


class TaskTransition(Happening):
    """One step of a task, with the unit that led it afterwards.  Never changed, never deleted (triggers)."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, choices=TaskState.choices)
    lead_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = Text(blank=True)

    class Meta:
        db_table = "tasks_transition"
        ordering = ["-seq"]
        constraints = [
            models.UniqueConstraint(fields=["task", "seq"], name="tasks_transition_seq"),
            models.CheckConstraint(condition=Q(to_state__in=TaskState.values), name="tasks_transition_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} #{self.seq} {self.verb}"


class Evidence(Happening):
    """What proves the work: a file, a link, or an object of an upper room (by `object_id`, without a foreign key)."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="evidence")
    update = models.ForeignKey(TaskUpdate, null=True, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=20, choices=EvidenceKind.choices)
    title = Line(max_length=300)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    url = models.URLField(max_length=1000, blank=True)
    object_id = models.UUIDField(null=True)

    class Meta:
        db_table = "tasks_evidence"
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["task", "seq"], name="tasks_evidence_seq"),
            models.UniqueConstraint(
                fields=["task", "kind", "object_id"],
                condition=Q(object_id__isnull=False),
                name="tasks_evidence_object_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.FILE, file__isnull=False, url="", object_id=None)
                | Q(kind=EvidenceKind.LINK, file=None, url__startswith="https://", object_id=None)
                | (
                    Q(file=None, url="", object_id__isnull=False)
                    & Q(kind__in=[kind for kind in EvidenceKind.values if kind not in ("file", "link")])
                ),
                name="tasks_evidence_fits_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.title
