"""The form of a task in a draft: who does what by when."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.org.models import Unit
from comms.web.forms import DayField, LinesField, NumberField
from plans.models import Objective, Plan, Topic
from plans.states import UnitGroup
from tasks.forms.plans import TwoLines, UnitOfDay
from tasks.forms.rows import RowForm, RowsForm
from tasks.models import Task
from tasks.services import Coordinating


class PartRow(RowForm):
    """A coordinating unit's part."""

    unit = UnitOfDay(label=_("Unit"), empty_label="–")
    deliverable = forms.CharField(label=_("Its deliverable"), required=False, max_length=2000)
    due_on = DayField(label=_("Its due date"), required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["unit"]
        # The list is asked for once, not once a row.
        choice.queryset = units.queryset
        choice.choices = units.choices


class UnitsOffered:
    """Units with their choices, made once for all rows."""

    def __init__(self, queryset: Any) -> None:
        self.queryset = queryset
        self.choices = [("", "–"), *((unit.pk, unit.name) for unit in queryset)]


class TaskForm(RowsForm):
    """One line of the assignment table.  Units are those of the plan's day; the rows are the coordinating units."""

    row_form = PartRow
    rows_label = _("Coordinating units")
    rows_help = _("Each with what it owes and by when. Rows that are left empty do not count.")
    row_label = _("Coordinating unit")
    lead_loses_part = False

    no = forms.CharField(label=_("Number"), required=False, max_length=20)
    objective = forms.ModelChoiceField(
        Objective.objects.none(), label=_("Objective"), required=False, empty_label=_("without an objective")
    )
    title = forms.CharField(label=_("Task"), max_length=1000, widget=TwoLines())
    lead_unit = UnitOfDay(label=_("Lead unit"))
    coordinating_group = forms.ChoiceField(
        label=_("Group that coordinates"),
        required=False,
        choices=[("", _("no group")), *UnitGroup.choices],
        help_text=_("A group stands for its units on the day of the plan; name single units below."),
    )
    deliverable = forms.CharField(label=_("Deliverable"), required=False, max_length=2000, widget=TwoLines())
    timing_text = forms.CharField(
        label=_("Timing as written"),
        required=False,
        max_length=300,
        help_text=_("For example: Hằng quý; Quý II/2027; Trước 30/6/2027. The task's page shows what it is read as."),
    )
    due_on = DayField(
        label=_("Due on"),
        required=False,
        help_text=_("Only where the wording does not say it, or says it differently."),
    )
    weight = NumberField(
        label=_("Weight"),
        max_digits=8,
        decimal_places=2,
        help_text=_("What the task counts in the progress of the plan; 1 unless it is larger or smaller than others."),
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(), label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple()
    )
    evidence_required = forms.BooleanField(label=_("The result is submitted only with evidence"), required=False)
    note = LinesField(label=_("Note"), required=False, max_length=10_000, widget=TwoLines())
    source = LinesField(label=_("Source"), required=False, max_length=2000, widget=TwoLines())

    def __init__(self, *args: Any, plan: Plan, task: Task | None = None, **kwargs: Any) -> None:
        kept = set(task.participations.values_list("unit_id", flat=True)) if task else set()
        units = Unit.objects.valid_on(plan.assigned_on) | Unit.objects.filter(pk__in=kept)
        offered = UnitsOffered(units)
        super().__init__(*args, row_arguments={"units": offered}, **kwargs)
        fields: Any = self.fields
        fields["lead_unit"].queryset = units
        fields["lead_unit"].choices = offered.choices
        of_scheme = Q(scheme=plan.scheme_id) if plan.scheme_id else Q(pk=None)
        fields["objective"].queryset = Objective.objects.filter(Q(plan=plan) | of_scheme)
        fields["topics"].queryset = plan.topics.all()
        if not plan.topics.exists():
            del fields["topics"]

    def compare_rows(self) -> None:
        """The sentences of the services, on the row that they mean."""
        seen = set()
        for row in self.rows:
            unit = row.cleaned_data.get("unit")
            if unit is None:
                continue
            if unit == self.cleaned_data.get("lead_unit") and not self.lead_loses_part:
                row.add_error("unit", _("The lead unit cannot coordinate its own task."))
            elif unit in seen:
                row.add_error("unit", _("A unit is named twice."))
            seen.add(unit)

    def values(self) -> dict[str, Any]:
        """What the services take."""
        given = dict(self.cleaned_data)
        objective = given.pop("objective")
        return {
            **given,
            "topics": list(given.get("topics", ())),
            "objective_id": objective.pk if objective else None,
            "coordinating": [Coordinating(**row) for row in self.filled_rows()],
        }
