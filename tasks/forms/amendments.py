"""Forms of an amendment: its decision, the choice of a line, and what a line changes."""

from copy import copy
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.checks import LAST_YEAR
from comms.org.models import Role, Unit
from comms.org.selectors import units_acted_for
from comms.web.forms import DayField, LinesField, PageForm
from plans.models import Objective, Plan, Topic
from plans.states import PlanState
from tasks.forms.plans import ObjectiveForm, TopicForm
from tasks.forms.tasks import TaskForm
from tasks.models import Amendment, Task
from tasks.selectors.amendments import objective_reference, topic_reference
from tasks.states import LineAct, LineSubject

ADD_LABELS = {
    LineSubject.TASK: _("a new task"),
    LineSubject.OBJECTIVE: _("a new objective"),
    LineSubject.TOPIC: _("a new topic"),
}


class AmendmentForm(PageForm):
    """The decision that amends the plan; all of it is needed before it can be confirmed."""

    decision_number = forms.CharField(label=_("Decision number"), required=False, max_length=40)
    decision_date = DayField(label=_("Decision date"), required=False)
    reason = LinesField(label=_("Reason"), required=False, max_length=2000)


class LineChoiceForm(PageForm):
    """What the next line is about, and whether it changes or falls away.  A new one is always added."""

    about = forms.ChoiceField(label=_("What is it about?"))
    act = forms.ChoiceField(
        label=_("What happens to it?"),
        choices=[(LineAct.CHANGE, _("It changes")), (LineAct.DROP, _("It falls away"))],
        initial=LineAct.CHANGE,
        widget=forms.RadioSelect(),
        help_text=_("A task that falls away is cancelled and stays readable. What is new is simply added."),
    )

    def __init__(self, *args: Any, amendment: Amendment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = amendment.plan
        named = {one.task_id or one.objective_id or one.topic_id for one in amendment.lines.all()}
        rows: list[tuple[Any, str, Any]] = [
            (_("Tasks"), LineSubject.TASK, open_tasks(plan)),
            (_("Objectives"), LineSubject.OBJECTIVE, Objective.objects.filter(plan=plan)),
            (_("Topics"), LineSubject.TOPIC, plan.topics.all()),
        ]
        new = [(f"{subject}:", label) for subject, label in ADD_LABELS.items()]
        groups = [
            (label, [(f"{subject}:{row.pk}", _short(row)) for row in found if row.pk not in named])
            for label, subject, found in rows
        ]
        choice: Any = self.fields["about"]
        choice.choices = [(_("New"), new), *((label, options) for label, options in groups if options)]

    def chosen(self) -> tuple[str, str, UUID | None]:
        """Subject, act, and the id of what changes or falls away (None for something new)."""
        subject, _colon, target = self.cleaned_data["about"].partition(":")
        return subject, self.cleaned_data["act"] if target else LineAct.ADD, UUID(target) if target else None


class AmendedTaskForm(TaskForm):
    """The content of a task as it is to be.  Units are those of the amendment's day; objectives and topics also those
    that the same amendment adds; a coordinating unit that is to lead loses its part."""

    lead_loses_part = True

    def __init__(self, *args: Any, amendment: Amendment, task: Task | None = None, **kwargs: Any) -> None:
        plan = copy(amendment.plan)
        plan.decision_date = amendment.decision_date or clock.today()
        super().__init__(*args, plan=plan, task=task, **kwargs)
        added = [one for one in amendment.lines.all() if one.act == LineAct.ADD]
        of_plan: Any = self.fields["objective"]
        objectives = [(objective_reference(one, plan), str(one)) for one in of_plan.queryset]
        objectives += [
            (one.values["no"], f"{one.values['no']}. {one.values['title']}")
            for one in added
            if one.subject == LineSubject.OBJECTIVE
        ]
        self.fields["objective"] = forms.ChoiceField(
            label=_("Objective"), required=False, choices=[("", _("without an objective")), *objectives]
        )
        topics = [(topic_reference(one), str(one)) for one in plan.topics.all()]
        topics += [
            (f"{one.values['kind']}/{one.values['no']}", f"{one.values['no']}. {one.values['text']}")
            for one in added
            if one.subject == LineSubject.TOPIC
        ]
        self.fields.pop("topics", None)
        if topics:
            self.fields["topics"] = forms.MultipleChoiceField(
                label=_("Topics"), required=False, choices=topics, widget=forms.CheckboxSelectMultiple()
            )

    def values(self) -> dict[str, Any]:
        """The values of a line."""
        given = dict(self.cleaned_data)
        group = given.pop("coordinating_group")
        return {
            **given,
            "no": given["no"] or None,
            "objective": given["objective"] or None,
            "lead_unit": given["lead_unit"].code,
            "coordinating_groups": [group] if group else [],
            "timing_text": given["timing_text"] or None,
            "due_on": _iso(given["due_on"]),
            "weight": str(given["weight"]),
            "coordinating": [
                {"unit": row["unit"].code, "deliverable": row["deliverable"], "due_on": _iso(row["due_on"])}
                for row in self.filled_rows()
            ],
        }


class AmendedObjectiveForm(ObjectiveForm):
    def __init__(self, *args: Any, amendment: Amendment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class AmendedTopicForm(TopicForm):
    def __init__(self, *args: Any, amendment: Amendment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class UnitsField(LinesField):
    """Lines of `old code = new code`."""

    def clean(self, value: Any) -> Any:
        pairs: dict[str, str] = {}
        for line in super().clean(value).splitlines():
            old, equals, new = (part.strip() for part in line.partition("="))
            if line.strip():
                if not (old and equals and new):
                    raise forms.ValidationError(_("Write one pair a line: old code = new code."), code="invalid")
                pairs[old] = new
        return pairs


UNITS_HELP = _(
    "Only for units that ended and that no one unit carries on, or several do. One pair a line, for example: "
    "V-CU = C-MOI. All others are replaced by their successor by themselves."
)


class PlanCopyForm(PageForm):
    """The new draft, before its content is copied."""

    code = forms.CharField(label=_("Code"), max_length=30, help_text=_("Short and lasting, for example KH-2027."))
    title = forms.CharField(label=_("Title"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=0,
        max_value=LAST_YEAR,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    starts = DayField(label=_("From"))
    ends = DayField(label=_("Until"), required=False)
    units = UnitsField(label=_("Units that are replaced"), required=False, max_length=5000, help_text=UNITS_HELP)


class CarryOverForm(PageForm):
    """Which unfinished tasks go over into which draft."""

    to = forms.ModelChoiceField(Plan.objects.none(), label=_("Draft that takes them over"), empty_label=None)
    tasks = forms.ModelMultipleChoiceField(
        Task.objects.none(), label=_("Unfinished tasks"), widget=forms.CheckboxSelectMultiple()
    )
    units = UnitsField(label=_("Units that are replaced"), required=False, max_length=5000, help_text=UNITS_HELP)

    def __init__(self, *args: Any, user: Any, plan: Plan, carriable: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = units_acted_for(user, Role.Kind.OFFICER, Role.Kind.UNIT_HEAD)
        fields: Any = self.fields
        drafts = Plan.objects.visible_to(user).filter(state=PlanState.DRAFT, owner_unit__in=own)
        fields["to"].queryset = drafts.exclude(pk=plan.pk)
        fields["tasks"].queryset = carriable
        fields["tasks"].label_from_instance = _short
        fields["tasks"].initial = carriable


def open_tasks(plan: Plan) -> Any:
    """The tasks that an amendment can still change."""
    return Task.objects.filter(plan=plan).exclude(state__in=("verified", "cancelled")).order_by("position", "id")


def _short(row: Topic | Objective | Task | Unit) -> str:
    """A long text as a choice shows it."""
    words = str(row)
    return words if len(words) <= 110 else f"{words[:109].rstrip()}…"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
