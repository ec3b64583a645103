"""Forms of the report and the triage."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core import clock
from comms.org.models import Unit
from comms.org.selectors import held_roles
from comms.web.forms import DayField, LinesField, MomentField, PageForm
from incidents.forms.parts import HANOI_TIME, latest
from incidents.models import Incident
from incidents.policies import REPORTERS, may_restrict
from incidents.states import (
    Course,
    Extent,
    Field,
    IncidentKind,
    IncidentState,
    LegalGround,
    Priority,
    Severity,
    Spread,
)

ALL = ("", _("all"))


class IncidentFilters(PageForm):
    search = forms.CharField(label=_("Title or summary"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *IncidentState.choices])
    severity = forms.ChoiceField(label=_("Severity"), required=False, choices=[ALL, *Severity.choices])
    priority = forms.ChoiceField(label=_("Priority"), required=False, choices=[ALL, *Priority.choices])
    kind = forms.ChoiceField(
        label=pgettext_lazy("incident", "Kind of matter"), required=False, choices=[ALL, *IncidentKind.choices]
    )
    field = forms.ChoiceField(label=pgettext_lazy("incident", "Field"), required=False, choices=[ALL, *Field.choices])
    course = forms.ChoiceField(label=_("Course"), required=False, choices=[ALL, *Course.choices])
    lead_unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Lead unit"), required=False, empty_label=_("all"))
    drill = forms.ChoiceField(
        label=_("Drill"), required=False, choices=[ALL, ("no", _("real ones")), ("yes", _("drills only"))]
    )
    mine = forms.BooleanField(label=_("Mine: reported by me, or led by my unit"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_unit"].queryset = Unit.objects.valid_on(clock.today())  # type: ignore[attr-defined]  # of a ModelChoiceField


class ReportForm(PageForm):
    """A report with the claim and the address where it was seen, if they are known already."""

    title = forms.CharField(label=_("What happened, in one line"), max_length=300)
    field = forms.ChoiceField(label=pgettext_lazy("incident", "Field"), choices=Field.choices)
    summary = LinesField(label=_("Summary"), required=False)
    occurred_at = MomentField(label=_("Occurred at"), required=False, help_text=HANOI_TIME)
    detected_at = MomentField(label=_("Seen first at"), required=False, help_text=_("Hanoi time; empty: now."))
    received_at = MomentField(label=_("Received at"), required=False, help_text=_("Hanoi time; empty: now."))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Reporting unit"))
    claim = LinesField(label=_("What is said (the claim)"), required=False)
    restricted = forms.BooleanField(
        label=_("Restricted"), required=False, help_text=_("Only the lead unit's press desk and leadership see it.")
    )
    drill = forms.BooleanField(
        label=_("Drill"), required=False, help_text=_("Has no legal clock and stays out of figures.")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [role.unit_id for role in held_roles(user) if role.kind in REPORTERS]
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=units)  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.fields["unit"].initial = units[0] if units else None
        if not may_restrict(user):
            del self.fields["restricted"]


class IncidentForm(PageForm):
    title = forms.CharField(label=_("What happened, in one line"), max_length=300)
    field = forms.ChoiceField(label=pgettext_lazy("incident", "Field"), choices=Field.choices)
    summary = LinesField(label=_("Summary"), required=False)
    occurred_at = MomentField(label=_("Occurred at"), required=False, help_text=HANOI_TIME)
    detected_at = MomentField(label=_("Seen first at"), help_text=HANOI_TIME)
    received_at = MomentField(label=_("Received at"), help_text=HANOI_TIME)
    restricted = forms.BooleanField(
        label=_("Restricted"), required=False, help_text=_("Only the lead unit's press desk and leadership see it.")
    )
    drill = forms.BooleanField(
        label=_("Drill"), required=False, help_text=_("Has no legal clock and stays out of figures.")
    )


class DecisionForm(PageForm):
    kind = forms.ChoiceField(
        label=pgettext_lazy("incident", "Kind of matter"),
        required=False,
        choices=[("", _("not said")), *IncidentKind.choices],
    )
    extent = forms.TypedChoiceField(
        label=_("How far it has got"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("not estimated")), *Extent.choices],
        help_text=_("Suggests the severity; internal, set by no law."),
    )
    spread = forms.TypedChoiceField(
        label=_("How fast it moves"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("not estimated")), *Spread.choices],
        help_text=_("With the severity it suggests the priority; internal, set by no law."),
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("undetermined")), *Severity.choices],
    )
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices, initial=Priority.NORMAL)
    overrule_reason = LinesField(
        label=_("Why otherwise than suggested"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    course = forms.ChoiceField(label=_("Course"), required=False, choices=[("", _("not decided")), *Course.choices])
    watch_until = DayField(label=_("Watched until"), required=False, help_text=_("Only for what is watched."))
    legal_ground = forms.ChoiceField(
        label=_("Legal ground"),
        required=False,
        choices=[("", _("none")), *LegalGround.choices],
        help_text=_("Of the decree in force on the case's date. It decides whether and from when the 24 hours count."),
    )
    lead_unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Lead unit"), required=False, empty_label=_("the office")
    )
    occurred_at = MomentField(label=_("Occurred at"), required=False, help_text=HANOI_TIME)
    impact_determined_at = MomentField(
        label=_("Effect on public opinion determined at"), required=False, help_text=HANOI_TIME
    )
    reason = LinesField(label=_("Reason"), max_length=2000)

    def __init__(self, *args: Any, incident: Incident | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_unit"].queryset = Unit.objects.valid_on(clock.today())  # type: ignore[attr-defined]  # of a ModelChoiceField
        if incident is not None:
            self.fields["lead_unit"].empty_label = _("no unit")  # type: ignore[attr-defined]  # the same
            for name in self.fields.keys() - {"reason"}:
                value = getattr(incident, name)
                self.fields[name].initial = value.pk if isinstance(value, Unit) else value


class AssessForm(DecisionForm):
    drill = forms.BooleanField(
        label=_("Drill"), required=False, help_text=_("Has no legal clock and stays out of figures.")
    )


class DismissForm(PageForm):
    reason = LinesField(label=_("Reason"), max_length=2000)
    duplicate_of = forms.ModelChoiceField(
        Incident.objects.none(), label=_("Repeats the incident"), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, user: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Incident.objects.visible_to(user).exclude(state=IncidentState.DISMISSED).exclude(pk=incident.pk)
        self.fields["duplicate_of"].queryset = latest(rows)  # type: ignore[attr-defined]  # of a ModelChoiceField
