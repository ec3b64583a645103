"""Filters of the inbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.web.forms import PageForm
from tasks.forms.lists import UnitChoice
from tasks.selectors import inbox
from tasks.states import ENDED_STATES, TaskState

OPEN = [(state.value, state.label) for state in TaskState if state not in ENDED_STATES]


class InboxFilters(PageForm):
    """Without a section all are shown, each with its first lines."""

    search = forms.CharField(label=_("Words in the task"), required=False, max_length=100)
    section = forms.ChoiceField(
        label=_("Section"), required=False, choices=[("", _("all sections")), *inbox.Section.choices]
    )
    unit = UnitChoice(label=_("Unit"), empty_label=_("all units"))
    plan = forms.ModelChoiceField(label=_("Plan"), queryset=None, required=False, empty_label=_("all plans"))
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *OPEN])
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, *args: Any, desk: inbox.Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = inbox.desk_units(desk)  # type: ignore[attr-defined]  # of a choice of models
        self.fields["plan"].queryset = inbox.desk_plans(desk)  # type: ignore[attr-defined]

    def filters(self) -> inbox.Filters:
        """What was asked for, once the form is valid."""
        given = self.cleaned_data
        return inbox.Filters(
            unit=given["unit"],
            plan=given["plan"],
            state=given["state"],
            overdue=given["overdue"],
            words=given["search"],
        )

    def asks_for_all_waiting(self) -> bool:
        """Is everything that waits shown, so that plans stand beside the tasks?"""
        if not self.is_valid():
            return False
        named = {name for name, value in self.cleaned_data.items() if value}
        return named <= {"section"} and self.cleaned_data["section"] in ("", inbox.Section.WAITING)
