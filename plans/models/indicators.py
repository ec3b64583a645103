"""Indicators: what a plan or a scheme wants to reach, period by period, and what was reached."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core import clock
from comms.core.fields import FoldedField, Line, Text
from plans.models.schemes import Plan, Scheme, Sourced


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, user: Any) -> "IndicatorQuerySet":
        """Whoever sees the plan or the scheme sees its indicators."""
        return self.filter(
            models.Exists(Plan.objects.visible_to(user).filter(pk=models.OuterRef("plan_id")))
            | models.Exists(Scheme.objects.visible_to(user).filter(pk=models.OuterRef("scheme_id")))
        )


class Indicator(Sourced):
    """*Chỉ tiêu*: a figure with a target for each period, of exactly one scheme or plan.

    `counted`: the service counts it itself, by the counter that `counter` names (`plans.counters`).  `declared`: a
    unit says what was reached, with its source.
    """

    class Basis(models.TextChoices):
        COUNTED = "counted", pgettext_lazy("indicator", "counted")
        DECLARED = "declared", pgettext_lazy("indicator", "declared")

    class Direction(models.TextChoices):
        AT_LEAST = "at_least", _("at least")
        AT_MOST = "at_most", _("at most")

    scheme = models.ForeignKey(
        Scheme, verbose_name=_("scheme"), null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
    )
    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
    )
    no = Line(_("number"), max_length=20)
    title = Line(_("title"), max_length=500)
    measure = Line(_("unit of measure"), max_length=40, blank=True)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis.choices, default=Basis.DECLARED)
    counter = models.CharField(_("counter"), max_length=60, blank=True)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices, default=Direction.AT_LEAST)
    position = models.PositiveIntegerField(editable=False, default=0)
    folded = FoldedField(sources=("no", "title"))

    objects: ClassVar[Any] = IndicatorQuerySet.as_manager()

    class Meta:
        db_table = "plans_indicator"
        verbose_name = _("indicator")
        ordering = ["position", "no"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scheme__isnull=False, plan=None) | models.Q(scheme=None, plan__isnull=False),
                name="plans_indicator_of_scheme_or_plan",
            ),
            models.CheckConstraint(
                condition=models.Q(basis="declared", counter="") | (models.Q(basis="counted") & ~models.Q(counter="")),
                name="plans_indicator_counter_fits_basis",
            ),
            models.CheckConstraint(
                condition=models.Q(direction__in=["at_least", "at_most"]), name="plans_indicator_direction_known"
            ),
            models.UniqueConstraint(
                fields=["scheme", "no"], condition=models.Q(scheme__isnull=False), name="plans_indicator_no_in_scheme"
            ),
            models.UniqueConstraint(
                fields=["plan", "no"], condition=models.Q(plan__isnull=False), name="plans_indicator_no_in_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.title}"

    def get_absolute_url(self) -> str:
        parent = self.plan if self.plan_id else self.scheme
        return f"{parent.get_absolute_url() if parent else ''}#indicator-{self.pk}"


class IndicatorTarget(models.Model):
    """What is to be reached from `starts` to `ends`, both included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"))
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=4)

    class Meta:
        db_table = "plans_indicator_target"
        ordering = ["starts", "ends"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "starts", "ends"], name="plans_target_period_once"),
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="plans_target_dates_in_order"
            ),
            models.CheckConstraint(condition=models.Q(target__gte=0), name="plans_target_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.starts} – {self.ends}"


class IndicatorActual(models.Model):
    """What was declared as reached in a period.  Never changed, never deleted: a correction is a later row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    target = models.ForeignKey(IndicatorTarget, on_delete=models.PROTECT, related_name="actuals")
    seq = models.PositiveIntegerField()
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    source = Text(_("source"))
    at = models.DateTimeField(default=clock.now)
    actor_id = models.UUIDField(null=True)
    actor_label = Line(max_length=200)
    actor_unit = Line(max_length=50, blank=True)

    class Meta:
        db_table = "plans_indicator_actual"
        ordering = ["-seq"]
        constraints = [
            models.UniqueConstraint(fields=["target", "seq"], name="plans_actual_seq"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="plans_actual_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} #{self.seq}: {self.value}"
