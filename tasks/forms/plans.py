"""Forms of a plan's draft: the plan itself, objectives, topics, indicators."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core import clock
from comms.org.models import Role, Unit
from comms.org.selectors import units_acted_for
from comms.web.forms import DayField, LinesField, NumberField, PageForm
from plans import counters
from plans.models import Indicator, Plan, Scheme, Topic
from plans.services import Target
from tasks.forms.rows import RowForm, RowsForm

K = Role.Kind


class TwoLines(forms.Textarea):
    """Room for a long title; it is one line all the same."""

    full_width = True

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 2})


class UnitOfDay(forms.ModelChoiceField):
    """One of the units that exist on a day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Unit.objects.none(), **kwargs)

    def label_from_instance(self, unit: Any) -> str:
        return str(unit.name)


class PlanForm(PageForm):
    """The plan itself.  `plan` is None for a new one, whose code it asks for."""

    code = forms.CharField(label=_("Code"), max_length=30, help_text=_("Short and lasting, for example KH-2027."))
    title = forms.CharField(label=_("Title"), max_length=500, widget=TwoLines())
    owner_unit = UnitOfDay(label=_("Owner unit"))
    verifying_unit = UnitOfDay(
        label=_("Verifying unit"),
        required=False,
        empty_label=_("the leadership"),
        help_text=_("Its head verifies results; never those of its own work."),
    )
    scheme = forms.ModelChoiceField(
        Scheme.objects.none(), label=_("Scheme"), required=False, empty_label=_("a plan of its own")
    )
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1900,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    starts = DayField(label=_("From"))
    ends = DayField(label=_("Until"), required=False)
    source = LinesField(label=_("Source"), required=False, max_length=2000, widget=TwoLines())

    def __init__(self, *args: Any, user: Any, plan: Plan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plan is not None:
            del self.fields["code"]
        fields: Any = self.fields
        day = clock.today()
        owner, verifying = ({plan.owner_unit_id}, {plan.verifying_unit_id}) if plan else (set(), set())
        own = units_acted_for(user, K.OFFICER, K.UNIT_HEAD)
        valid = Unit.objects.valid_on(plan.assigned_on if plan else day) | Unit.objects.valid_on(day)
        fields["owner_unit"].queryset = valid.filter(pk__in=own | owner)
        fields["verifying_unit"].queryset = valid | Unit.objects.filter(pk__in=verifying - {None})
        fields["scheme"].queryset = Scheme.objects.visible_to(user)


class ObjectiveForm(PageForm):
    no = forms.CharField(label=_("Number"), max_length=20)
    title = forms.CharField(label=_("Title"), max_length=500, widget=TwoLines())
    source = LinesField(label=_("Source"), required=False, max_length=2000, widget=TwoLines())


class TopicForm(PageForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Topic.Kind.choices)
    no = forms.CharField(label=_("Number"), max_length=20)
    text = forms.CharField(label=_("Text"), max_length=1000, widget=TwoLines())
    source = LinesField(label=_("Source"), required=False, max_length=2000, widget=TwoLines())


class TargetRow(RowForm):
    starts = DayField(label=_("From"))
    ends = DayField(label=_("Until"))
    target = NumberField(label=_("Target"), max_digits=18, decimal_places=4, lowest=0)


class IndicatorForm(RowsForm):
    """What is to be reached, and by when, within the dates of `home`; `targets()` is what the services take."""

    row_form = TargetRow
    rows_label = _("Targets by period")
    rows_help = _("One row a period, for example a quarter or the year. Rows that are left empty do not count.")
    row_label = _("Period")

    no = forms.CharField(label=_("Number"), max_length=20)
    measure = forms.CharField(label=_("Unit of measure"), max_length=40, required=False)
    title = forms.CharField(label=_("Title"), max_length=500, widget=TwoLines())
    direction = forms.ChoiceField(
        label=_("The target is to be reached"),
        choices=Indicator.Direction.choices,
        help_text=_("“At most” where less is better, for example complaints."),
    )
    counter = forms.ChoiceField(
        label=_("How it is counted"),
        required=False,
        help_text=_("What the service cannot count is declared by the owner unit, with its source."),
    )
    source = LinesField(label=_("Source"), required=False, max_length=2000, widget=TwoLines())

    def __init__(self, *args: Any, home: Plan | Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = home
        declared = ("", pgettext_lazy("indicator", "declared by the owner unit"))
        self.fields["counter"].choices = [declared, *counters.choices()]  # type: ignore[attr-defined]  # of a choice

    def compare_rows(self) -> None:
        """The sentences of the services, on the row that they mean."""
        seen = set()
        for row in self.rows:
            if not row.cleaned_data:
                continue
            starts, ends = row.cleaned_data["starts"], row.cleaned_data["ends"]
            if ends < starts:
                row.add_error("ends", _("The end cannot come before the start."))
            elif starts < self.home.starts or (self.home.ends is not None and ends > self.home.ends):
                row.add_error("starts", _("Each period must lie within the dates of the plan or the scheme."))
            elif (starts, ends) in seen:
                row.add_error("starts", _("A period is named twice."))
            seen.add((starts, ends))

    def values(self) -> dict[str, Any]:
        """The definition; with a counter it is counted, without one declared."""
        basis = Indicator.Basis.COUNTED if self.cleaned_data["counter"] else Indicator.Basis.DECLARED
        return {**self.cleaned_data, "basis": basis}

    def targets(self) -> list[Target]:
        return [Target(**row) for row in self.filled_rows()]


class ActualForm(PageForm):
    """What was reached in a period of an indicator, and how that is known."""

    target = forms.ModelChoiceField(None, label=_("Period"), empty_label=None)
    value = NumberField(label=_("Reached"), max_digits=18, decimal_places=4, lowest=0)
    source = LinesField(label=_("Where the figure comes from"), max_length=1000, widget=TwoLines())

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begun: Any = indicator.targets.filter(Q(starts__lte=clock.today()))
        choice: Any = self.fields["target"]
        choice.queryset = begun
        choice.label_from_instance = lambda one: f"{one.starts:%d/%m/%Y} – {one.ends:%d/%m/%Y}"
