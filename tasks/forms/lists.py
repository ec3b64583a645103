"""Filters of the lists of plans and tasks: what is asked for stands in the address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.org.models import Unit
from comms.web.forms import DayField, PageForm
from plans.models import Objective, Plan, Scheme, Topic
from plans.states import PlanState
from tasks.selectors import COUNT_NAMES
from tasks.states import TaskState

FIGURE_NAMES = {
    "total": pgettext_lazy("tasks", "counted in the plan"),
    "done_on_time": pgettext_lazy("tasks", "done on time"),
    "done_late": pgettext_lazy("tasks", "done late"),
    "done_undated": pgettext_lazy("tasks", "done, without a due date"),
    "in_progress": pgettext_lazy("tasks", "being worked on"),
    "not_started": pgettext_lazy("tasks", "not started"),
    "blocked": pgettext_lazy("tasks", "blocked"),
    "cancelled": pgettext_lazy("tasks", "cancelled"),
    "due_soon": pgettext_lazy("tasks", "due soon"),
    "overdue": pgettext_lazy("tasks", "overdue"),
}

MINE = {
    "lead": _("led by my unit"),
    "part": _("my unit takes part"),
    "judge": _("to be verified by my unit"),
    "group": _("addressed to all units of the ministry"),
}


class UnitChoice(forms.ModelChoiceField):
    """A unit by its code; one that has ended says when."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Unit.objects.all(), **{"required": False, "to_field_name": "code", **kwargs})

    def label_from_instance(self, unit: Any) -> str:
        if unit.valid_to is None:
            return str(unit.name)
        return _("%(unit)s (until %(day)s)") % {"unit": unit.name, "day": f"{unit.valid_to:%d/%m/%Y}"}


class PlanFilters(PageForm):
    search = forms.CharField(label=_("Title, code or decision number"), required=False, max_length=100)
    scheme = forms.ModelChoiceField(label=_("Scheme"), queryset=None, required=False, empty_label=_("all schemes"))
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1900,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *PlanState.choices])
    owner_unit = UnitChoice(label=_("Owner unit"), empty_label=_("all units"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].queryset = Scheme.objects.visible_to(user)  # type: ignore[attr-defined]  # of a choice of models
        owners = Plan.objects.visible_to(user).values("owner_unit")
        self.fields["owner_unit"].queryset = Unit.objects.filter(pk__in=owners)  # type: ignore[attr-defined]


class TaskFilters(PageForm):
    """`objective` and `topic` are offered once a plan is chosen; `rare` stands folded."""

    rare = ("objective", "topic", "lead_unit", "coordinating_unit", "due_after", "due_before", "figure")

    search = forms.CharField(label=_("Words in the task"), required=False, max_length=100)
    mine = forms.ChoiceField(label=_("My work"), required=False, choices=[("", _("all that I may see")), *MINE.items()])
    plan = forms.ModelChoiceField(label=_("Plan"), queryset=None, required=False, empty_label=_("all plans"))
    unit = UnitChoice(label=_("Unit that leads or coordinates"), empty_label=_("all units"))
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *TaskState.choices])
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    objective = forms.ModelChoiceField(
        label=_("Objective"), queryset=None, required=False, empty_label=_("all objectives")
    )
    topic = forms.ModelChoiceField(label=_("Topic"), queryset=None, required=False, empty_label=_("all topics"))
    lead_unit = UnitChoice(label=_("Lead unit"), empty_label=_("all units"))
    coordinating_unit = UnitChoice(label=_("Coordinating unit"), empty_label=_("all units"))
    due_after = DayField(label=_("Due after"), required=False)
    due_before = DayField(label=_("Due before"), required=False)
    figure = forms.ChoiceField(
        label=_("Counted as"),
        required=False,
        choices=[("", "–"), *((name, FIGURE_NAMES[name]) for name in COUNT_NAMES)],
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = Plan.objects.visible_to(user)  # type: ignore[attr-defined]  # of a choice of models
        self._offer("objective", Objective.objects.visible_to(user))
        self._offer("topic", Topic.objects.visible_to(user))

    def _offer(self, name: str, rows: Any) -> None:
        """The objectives or topics of the chosen plan; without a plan only what the address names itself."""
        try:
            plan = self.fields["plan"].clean(self.data.get("plan", ""))
        except ValidationError:
            plan = None
        if plan is None and not self.data.get(name):
            del self.fields[name]
            return
        choice: Any = self.fields[name]
        of_scheme = Q(scheme=plan.scheme_id) if plan and plan.scheme_id and name == "objective" else Q(pk=None)
        choice.queryset = rows.filter(Q(plan=plan) | of_scheme) if plan else rows
        if plan is None:
            choice.widget = forms.HiddenInput()
