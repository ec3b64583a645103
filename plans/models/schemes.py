"""Schemes, plans, objectives, and who else may read a plan."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core.fields import FoldedField, Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.org.models import Unit
from comms.org.selectors import held_roles, reads_everything, units_acted_for
from plans.states import OPEN_STATES, PLAN_TRANSITIONS, UNISSUED_STATES, PlanState, UnitGroup


class Sourced(Record):
    """An official fact with its source; `illustrative` names the fields whose value is an example only."""

    source = Text(_("source"), blank=True)
    illustrative = models.JSONField(_("illustrative fields"), default=list, blank=True)

    class Meta:
        abstract = True


def group_has_one_of(unit_ids: set[Any], day: Any) -> models.Exists:
    """Condition: one of the units belongs to the group of the ministry's units on `day` (a date or an expression)."""
    return models.Exists(Unit.objects.filter(pk__in=unit_ids).ministry_units(day))


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def visible_to(self, user: Any) -> "SchemeQuerySet":
        """A scheme addresses the whole ministry: whoever holds a role in one of its units, the ministry itself
        included, reads it; a local body reads it when it takes part in one of its plans."""
        if not held_roles(user):
            return self.none()
        if any(role.unit.kind != Unit.Kind.LOCAL for role in held_roles(user)):
            return self.all()
        return self.filter(models.Exists(Plan.objects.visible_to(user).filter(scheme=models.OuterRef("pk"))))


class Scheme(Sourced):
    """*Đề án*: what the ministry wants over several years."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    title = Line(_("title"), max_length=500)
    decision_number = Line(_("decision number"), max_length=40, blank=True)
    decision_date = models.DateField(_("decision date"), null=True, blank=True)
    starts = models.DateField(_("starts"))
    ends = models.DateField(_("ends"))
    owner_unit = models.ForeignKey(Unit, verbose_name=_("owner unit"), on_delete=models.PROTECT, related_name="+")
    aim = Text(_("aim"), blank=True)
    folded = FoldedField(sources=("code", "title", "decision_number"))

    objects: ClassVar[Any] = SchemeQuerySet.as_manager()

    class Meta:
        db_table = "plans_scheme"
        verbose_name = _("scheme")
        ordering = ["-starts", "code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="plans_scheme_dates_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("plans:scheme", args=[self.pk])


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: Any) -> "PlanQuerySet":
        """Owner and verifying unit, units with work in it, the access list, leadership, auditor, administrator."""
        if reads_everything(user):
            return self.all()
        acted = units_acted_for(user)
        if not acted:
            return self.none()
        access = PlanAccess.objects.filter(plan=models.OuterRef("pk"))
        day = Coalesce(models.OuterRef("decision_date"), models.OuterRef("starts"))
        return self.filter(
            models.Q(owner_unit__in=acted)
            | models.Q(verifying_unit__in=acted)
            | models.Exists(access.filter(unit__in=acted))
            | models.Exists(PlanReader.objects.filter(plan=models.OuterRef("pk"), unit__in=acted))
            | models.Q(models.Exists(access.exclude(group="")), group_has_one_of(acted, day))
        )

    def in_force(self, day: date) -> "PlanQuerySet":
        """Plans that had been issued by `day`, closed and archived ones included."""
        return self.filter(decision_date__lte=day).exclude(state__in=UNISSUED_STATES)


class Plan(Sourced):
    """*Kế hoạch*: what is to be done, decided by a decision; of a scheme or of its own."""

    scheme = models.ForeignKey(
        Scheme, verbose_name=_("scheme"), null=True, blank=True, on_delete=models.PROTECT, related_name="plans"
    )
    code = models.CharField(_("code"), max_length=30, unique=True)
    title = Line(_("title"), max_length=500)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    decision_number = Line(_("decision number"), max_length=40, blank=True)
    decision_date = models.DateField(_("decision date"), null=True, blank=True)
    starts = models.DateField(_("starts"))
    ends = models.DateField(_("ends"), null=True, blank=True)
    owner_unit = models.ForeignKey(Unit, verbose_name=_("owner unit"), on_delete=models.PROTECT, related_name="+")
    verifying_unit = models.ForeignKey(
        Unit, verbose_name=_("verifying unit"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("state"), max_length=20, choices=PlanState.choices, default=PlanState.DRAFT)
    submitted_by = models.UUIDField(null=True, editable=False)
    copied_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="copies", editable=False, db_index=False
    )
    folded = FoldedField(sources=("code", "title", "decision_number"))

    objects: ClassVar[Any] = PlanQuerySet.as_manager()
    transitions = PLAN_TRANSITIONS

    class Meta:
        db_table = "plans_plan"
        verbose_name = _("plan")
        ordering = ["-starts", "code"]
        constraints = [
            state_check(PlanState, "plans_plan_state_known"),
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("starts")),
                name="plans_plan_dates_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[PlanState.DRAFT, PlanState.SUBMITTED])
                | (models.Q(decision_date__isnull=False) & ~models.Q(decision_number="")),
                name="plans_plan_issued_by_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.pk])

    @property
    def assigned_on(self) -> date:
        """The day whose units the plan may name: that of its decision; before there is one, that of its start."""
        return self.decision_date or self.starts

    @property
    def is_open(self) -> bool:
        """May its tasks be worked on?"""
        return self.state in OPEN_STATES


class PlanAccess(models.Model):
    """A unit, or a group of units, that reads the plan because of work in it.

    Kept by `plans.services.access_set`, called from the floor above when responsibilities change.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="access")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=20, choices=UnitGroup.choices, blank=True)

    class Meta:
        db_table = "plans_access"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False, group="") | models.Q(unit=None, group__in=UnitGroup.values),
                name="plans_access_unit_or_group",
            ),
            models.UniqueConstraint(
                fields=["plan", "unit"], condition=models.Q(unit__isnull=False), name="plans_access_unit_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "group"], condition=~models.Q(group=""), name="plans_access_group_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.unit_id or self.group}"


class PlanReader(models.Model):
    """One entry of a plan's access list: a unit that sees the plan and its tasks and is responsible for nothing.

    Separate from `PlanAccess`, which follows the responsibilities and goes with them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="readers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "plans_reader"
        constraints = [models.UniqueConstraint(fields=["plan", "unit"], name="plans_reader_once")]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.unit_id}"


class ObjectiveQuerySet(models.QuerySet["Objective"]):
    def visible_to(self, user: Any) -> "ObjectiveQuerySet":
        """Whoever sees the plan or the scheme sees its objectives."""
        return self.filter(
            models.Exists(Plan.objects.visible_to(user).filter(pk=models.OuterRef("plan_id")))
            | models.Exists(Scheme.objects.visible_to(user).filter(pk=models.OuterRef("scheme_id")))
        )


class Objective(Sourced):
    """*Nhóm nhiệm vụ / mục tiêu* of a scheme or of a plan.  Its weight is the sum of its tasks (a floor above)."""

    scheme = models.ForeignKey(
        Scheme, verbose_name=_("scheme"), null=True, blank=True, on_delete=models.PROTECT, related_name="objectives"
    )
    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), null=True, blank=True, on_delete=models.PROTECT, related_name="objectives"
    )
    no = Line(_("number"), max_length=20)
    title = Line(_("title"), max_length=500)
    position = models.PositiveIntegerField(editable=False, default=0)
    folded = FoldedField(sources=("no", "title"))

    objects: ClassVar[Any] = ObjectiveQuerySet.as_manager()

    class Meta:
        db_table = "plans_objective"
        verbose_name = _("objective")
        ordering = ["position", "no"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scheme__isnull=False, plan=None) | models.Q(scheme=None, plan__isnull=False),
                name="plans_objective_of_scheme_or_plan",
            ),
            models.UniqueConstraint(
                fields=["scheme", "no"], condition=models.Q(scheme__isnull=False), name="plans_objective_no_in_scheme"
            ),
            models.UniqueConstraint(
                fields=["plan", "no"], condition=models.Q(plan__isnull=False), name="plans_objective_no_in_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.title}"

    def get_absolute_url(self) -> str:
        parent = self.plan if self.plan_id else self.scheme
        return f"{parent.get_absolute_url() if parent else ''}#objective-{self.pk}"
