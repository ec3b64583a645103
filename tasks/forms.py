"""Forms of the pages of plans and tasks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core import clock
from comms.org.models import Unit
from comms.web.forms import DayField, LinesField, PageForm
from plans.models import Plan, Scheme
from plans.states import PlanState
from tasks.selectors import COUNT_NAMES
from tasks.services import EvidenceInput
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
}


class PlanFilters(PageForm):
    search = forms.CharField(label=_("Title, code or decision number"), required=False, max_length=100)
    scheme = forms.ModelChoiceField(label=_("Scheme"), queryset=None, required=False, empty_label=_("all schemes"))
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *PlanState.choices])

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].queryset = Scheme.objects.visible_to(user)  # type: ignore[attr-defined]  # of a choice of models


class TaskFilters(PageForm):
    search = forms.CharField(label=_("Words in the task"), required=False, max_length=100)
    mine = forms.ChoiceField(label=_("My work"), required=False, choices=[("", _("all that I may see")), *MINE.items()])
    plan = forms.ModelChoiceField(label=_("Plan"), queryset=None, required=False, empty_label=_("all plans"))
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *TaskState.choices])
    figure = forms.ChoiceField(
        label=_("Counted as"),
        required=False,
        choices=[("", "–"), *((name, FIGURE_NAMES[name]) for name in COUNT_NAMES)],
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = Plan.objects.visible_to(user)  # type: ignore[attr-defined]  # of a choice of models


class IssueForm(PageForm):
    """The decision by which a plan is issued."""

    decision_number = forms.CharField(label=_("Number of the decision"), max_length=40)
    decision_date = DayField(label=_("Date of the decision"))


class AssignForm(PageForm):
    """The unit to which a returned task is given."""

    lead_unit = forms.ModelChoiceField(
        label=_("Lead unit"), queryset=None, required=False, empty_label=_("the same unit again")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_unit"].queryset = Unit.objects.valid_on(clock.today())  # type: ignore[attr-defined]  # of a choice of models


class ReportForm(PageForm):
    """A progress report, with evidence."""

    text = LinesField(label=_("What was done"), required=False, max_length=10_000)
    percent = forms.DecimalField(
        label=_("Done so far, in per cent"),
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("File as evidence"), required=False, help_text=_("PDF, picture, Word, Excel or text.")
    )
    url = forms.CharField(
        label=_("Link as evidence"),
        required=False,
        max_length=1000,
        help_text=_("An address that begins with https://"),
    )
    title = forms.CharField(label=_("Title of the evidence"), required=False, max_length=300)

    def evidence(self) -> list[EvidenceInput]:
        """File and link as the service takes them; a title belongs to the file, or without one to the link."""
        given, found = self.cleaned_data, []
        if given["file"]:
            found.append(EvidenceInput(title=given["title"], upload=given["file"]))
        if given["url"]:
            found.append(EvidenceInput(title="" if given["file"] else given["title"], url=given["url"]))
        return found
