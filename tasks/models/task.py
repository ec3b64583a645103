"""Tasks, and who takes part in them."""

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
from comms.org.models import Unit, User
from comms.org.selectors import reads_everything, units_acted_for
from plans.models import Objective, Plan, PlanReader, Sourced, Topic, group_has_one_of
from plans.states import UnitGroup
from tasks.states import (
    ENDED_STATES,
    TASK_TRANSITIONS,
    DatePrecision,
    ParticipationRole,
    ParticipationState,
    Recurrence,
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
        """Lead and coordinating units (named, or as members of a named group), the plan's owner and verifying units and
        its access list, leadership, auditor, administrator."""
        if reads_everything(user):
            return self.all()
        acted = units_acted_for(user)
        if not acted:
            return self.none()
        plan = Plan.objects.filter(pk=OuterRef("plan_id"))
        return self.filter(
            Exists(Participation.objects.filter(task=OuterRef("pk"), unit__in=acted))
            | Exists(plan.filter(Q(owner_unit__in=acted) | Q(verifying_unit__in=acted)))
            | Exists(PlanReader.objects.filter(plan=OuterRef("plan_id"), unit__in=acted))
            | _in_group(acted)
        )

    def of_units(self, unit_ids: set[Any]) -> "TaskQuerySet":
        """Tasks that one of the units leads or coordinates, named or as a member of a group."""
        named = Participation.objects.filter(task=OuterRef("pk"), unit__in=unit_ids)
        return self.filter(Exists(named) | _in_group(unit_ids))

    def addressed_to(self, unit_ids: set[Any]) -> "TaskQuerySet":
        """Tasks that address one of the units as a member of a group alone: none of them leads or is named."""
        named = Participation.objects.filter(task=OuterRef("pk"), unit__in=unit_ids)
        return self.filter(_in_group(unit_ids) & ~Q(Exists(named)))

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
    return Q(addressed, coordinating_group=UnitGroup.MINISTRY_UNITS)


class TaskFacts:
    """What follows from the columns of a task; shared with the rows of a list, which are no model objects."""

    due_on: Any
    recurrence: Any
    timing_text: Any
    state: Any
    declared_percent: Any

    @property
    def timing_understood(self) -> bool | None:
        """Is it known what the wording of the timing means: was it read, or is a due date given beside it?  None where
        there is no wording."""
        return bool(self.due_on or self.recurrence) if self.timing_text else None

    @property
    def shown_percent(self) -> Decimal:
        """What a reader sees: a verified task is done, whatever was declared before."""
        return Decimal(100) if self.state == TaskState.VERIFIED else self.declared_percent

    @property
    def verified_percent(self) -> Decimal:
        """All or nothing: a task is verified as a whole."""
        return Decimal(100 if self.state == TaskState.VERIFIED else 0)


class Task(TaskFacts, Sourced):
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
    due_precision = models.CharField(
        _("precision of the due date"), max_length=10, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    first_due_on = models.DateField(_("first due on"), null=True, blank=True, editable=False)
    recurrence = models.CharField(_("recurrence"), max_length=10, choices=Recurrence.choices, blank=True, default="")
    due_sort = models.GeneratedField(
        expression=Coalesce("due_on", Value(date.max, output_field=models.DateField())),
        output_field=models.DateField(),
        db_persist=True,
    )
    weight = models.DecimalField(_("weight"), max_digits=8, decimal_places=2, default=Decimal(1))
    declared_percent = models.DecimalField(_("declared percent"), max_digits=5, decimal_places=2, default=Decimal(0))
    topics = models.ManyToManyField(Topic, through="TaskTopic", related_name="tasks")
    carried_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="carried_to", editable=False, db_index=False
    )
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
            models.Index(fields=["state", "due_sort", "id"], name="tasks_task_state_due"),
            models.Index(fields=["due_sort", "id"], name="tasks_task_due"),
            models.Index(fields=["lead_unit", "state", "due_sort", "id"], name="tasks_task_lead_state_due"),
            models.Index(fields=["lead_unit", "due_sort", "id"], name="tasks_task_lead_due"),
            models.Index(fields=["plan", "position"], name="tasks_task_plan_position"),
            models.Index(
                fields=["plan"], name="tasks_task_to_decide", condition=Q(state__in=["submitted", "returned"])
            ),
            models.Index(
                fields=["due_sort", "id"],
                name="tasks_task_of_group",
                condition=Q(coordinating_group=UnitGroup.MINISTRY_UNITS) & ~Q(state__in=["verified", "cancelled"]),
            ),
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
                condition=Q(due_precision__in=DatePrecision.values), name="tasks_task_precision_known"
            ),
            models.CheckConstraint(
                condition=Q(recurrence="") | Q(recurrence__in=Recurrence.values), name="tasks_task_recurrence_known"
            ),
            models.UniqueConstraint(
                fields=["carried_from"],
                condition=Q(carried_from__isnull=False) & ~Q(state=TaskState.CANCELLED),
                name="tasks_task_carried_once",
            ),
            models.CheckConstraint(condition=~Q(carried_from=F("id")), name="tasks_task_not_carried_from_itself"),
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


class Participation(models.Model):
    """A unit's part in a task: exactly one leads, the others coordinate.

    `is_open` (the task is neither verified nor cancelled) and `due_sort` (the next date that the unit owes something:
    its own, of the next period, of the task; the last day of the calendar without one) are kept beside the task by
    `tasks.services.parts`, so that "what my unit leads or coordinates" is one walk along one index.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="participations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20, choices=ParticipationRole.choices)
    deliverable = Text(blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=ParticipationState.choices, default=ParticipationState.ASSIGNED)
    person = models.ForeignKey(
        User, verbose_name=_("officer in charge"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    delivered_on = models.DateField(_("delivered on"), null=True)
    delivered_text = Text(_("what was delivered"), blank=True)
    delivered_by = models.UUIDField(null=True, editable=False)
    confirmed_on = models.DateField(_("confirmed on"), null=True)
    position = models.PositiveIntegerField(default=0)
    is_open = models.BooleanField(default=True, editable=False)
    due_sort = models.DateField(default=date.max, editable=False)

    class Meta:
        db_table = "tasks_participation"
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["unit", "state", "due_on", "id"], name="tasks_part_unit_state_due"),
            models.Index(fields=["unit", "task"], name="tasks_part_unit_task"),
            models.Index(fields=["unit", "due_sort", "id"], name="tasks_part_work", condition=Q(is_open=True)),
            models.Index(fields=["task"], name="tasks_part_delivered", condition=Q(state="delivered")),
        ]
        constraints = [
            state_check(ParticipationState, "tasks_part_state_known"),
            models.CheckConstraint(condition=Q(role__in=ParticipationRole.values), name="tasks_part_role_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["delivered", "confirmed"]) | Q(delivered_on__isnull=False),
                name="tasks_part_delivery_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_on__isnull=False), name="tasks_part_confirmation_dated"
            ),
            models.UniqueConstraint(fields=["task", "unit"], name="tasks_part_unit_once"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(role=ParticipationRole.LEAD), name="tasks_part_one_lead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.unit_id} ({self.role})"


class TaskTopic(models.Model):
    """A task carries a focus topic or a key message of its plan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "tasks_topic"
        constraints = [models.UniqueConstraint(fields=["task", "topic"], name="tasks_topic_once")]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.topic_id}"
