"""The form of a playbook: its checklist in numbered rows, without scripts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.web.forms import LinesField, PageForm
from incidents.services.playbooks import MOST_HOURS, MOST_MINUTES, MOST_STEPS
from incidents.states import IncidentKind, RoleKind, Severity

EMPTY_ROWS = 4


class PlaybookForm(PageForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind of incident"), required=False, choices=[("", _("any kind")), *IncidentKind.choices]
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("any severity")), *Severity.choices],
    )
    roles = forms.MultipleChoiceField(
        label=_("Parts to be named"), required=False, choices=RoleKind.choices, widget=forms.CheckboxSelectMultiple
    )
    update_every_hours = forms.IntegerField(
        label=_("Situation update every (hours)"),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        help_text=_("Empty: as the office has it by priority. 0: none. Internal, set by no law."),
    )
    target_hours = forms.IntegerField(
        label=_("Aim for the first answer (hours)"),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        help_text=_("Empty: as the office has it by severity. Internal, set by no law."),
    )
    holding_statement = LinesField(
        label=_("Holding statement"),
        required=False,
        help_text=_("A text to begin a statement with; it is approved and given as any other."),
    )
    active = forms.BooleanField(label=_("In force"), required=False, initial=True)

    def __init__(self, *args: Any, rows: int = 0, **kwargs: Any) -> None:
        """`rows`: how many steps there are; some empty rows follow, and a row without words is no step."""
        super().__init__(*args, **kwargs)
        self.rows = min(rows + EMPTY_ROWS, MOST_STEPS)
        for number in range(1, self.rows + 1):
            words = {"number": number}
            self.fields[f"text_{number}"] = LinesField(
                label=_("Step %(number)s") % words, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"minutes_{number}"] = forms.IntegerField(
                label=_("Step %(number)s: within minutes") % words, required=False, min_value=0, max_value=MOST_MINUTES
            )
            self.fields[f"role_{number}"] = forms.ChoiceField(
                label=_("Step %(number)s: by") % words, required=False, choices=[("", "–"), *RoleKind.choices]
            )

    def values(self) -> dict[str, Any]:
        """The cleaned data as the service takes them."""
        given = dict(self.cleaned_data)
        steps = [
            {
                "text": given.pop(f"text_{number}"),
                "within_minutes": given.pop(f"minutes_{number}"),
                "role": given.pop(f"role_{number}"),
            }
            for number in range(1, self.rows + 1)
        ]
        return {**given, "steps": [step for step in steps if str(step["text"]).strip()]}
