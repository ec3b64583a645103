"""Forms of the handling."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core import clock
from comms.org.models import Unit, User
from comms.web.forms import DayField, LinesField, MomentField, PageForm
from incidents import selectors
from incidents.models import Incident, Playbook
from incidents.states import DecisionKind, EntryKind, RoleKind


class HandOverForm(PageForm):
    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("the person's first unit")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.filter(is_active=True)  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.fields["unit"].queryset = Unit.objects.valid_on(clock.today())  # type: ignore[attr-defined]  # the same


class RoleForm(HandOverForm):
    kind = forms.ChoiceField(
        label=_("Part"),
        choices=RoleKind.choices,
        help_text=_("The person then sees the incident. To speak to the press still needs a mandate."),
    )
    field_order = ["kind", "person", "unit"]


class SituationForm(PageForm):
    situation = LinesField(label=_("The situation"), max_length=5000)
    done = LinesField(label=_("What was done"), max_length=5000)
    next_steps = LinesField(label=_("What comes next"), max_length=5000)


class DecisionMakeForm(PageForm):
    kind = forms.ChoiceField(label=_("Response"), choices=DecisionKind.choices)
    reason = LinesField(label=_("Reason"))
    review_on = DayField(
        label=_("To be looked at again on"), required=False, help_text=_("Needed for deliberate silence.")
    )


class DecisionReviewForm(PageForm):
    note = LinesField(label=_("Does the decision still fit?"))


class AgreementForm(PageForm):
    agency = forms.CharField(label=_("Agency"), max_length=200)
    contact = forms.CharField(label=_("Whom to reach there"), max_length=200, required=False)
    content = LinesField(
        label=_("The words to agree on"),
        help_text=_("Exactly as they will be made public: other words have to be agreed anew."),
    )


class AgreementAnswerForm(PageForm):
    outcome = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            ("agree", pgettext_lazy("answer of an agency", "agrees")),
            ("object", pgettext_lazy("answer of an agency", "objects")),
        ],
    )
    answered_name = forms.CharField(label=_("Who answered (name and post)"), max_length=200)
    answered_at = MomentField(label=_("When"), required=False, help_text=_("Hanoi time; empty: now."))
    answer = LinesField(label=_("In which words"), required=False)
    upload = forms.FileField(label=_("The letter"), required=False)


class TickForm(PageForm):
    note = forms.CharField(label=_("Note"), required=False, max_length=2000)


class PlaybookChoice(forms.ModelChoiceField):
    """Says what a playbook is for, and which ones fit."""

    incident: Incident | None = None

    def label_from_instance(self, obj: Playbook) -> str:
        kind, severity = obj.get_kind_display() or _("any kind"), obj.get_severity_display() or _("any severity")
        words = f"{obj.title} – {kind}, {severity}"
        return f"✓ {words}" if self.incident and selectors.fits(obj, self.incident) else words


class ApplyForm(PageForm):
    playbook = PlaybookChoice(
        Playbook.objects.none(),
        label=_("Playbook"),
        help_text=_("✓ fits kind and severity. What was done stays; what was not done gives way to the new checklist."),
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["playbook"]
        field.incident = incident
        field.queryset = Playbook.objects.filter(active=True)
        offered = selectors.playbooks_for(incident)
        if offered and selectors.fits(offered[0], incident):
            field.initial = offered[0].pk
        field.choices = [("", "–"), *((row.pk, field.label_from_instance(row)) for row in offered)]


class TimelineFilterForm(PageForm):
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *EntryKind.choices])
    everything = forms.BooleanField(
        label=_("Show everything"), required=False, help_text=_("Also what the service notes down by itself.")
    )
