"""What narrows the list of releases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.org.models import Unit
from comms.web.forms import PageForm
from press.releases.states import Kind, State


class ReleaseFilters(PageForm):
    search = forms.CharField(label=_("Title, text or number"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *State.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all kinds")), *Kind.choices])
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("all units"), to_field_name="code"
    )

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(user)  # type: ignore[attr-defined]  # of a ModelChoiceField
