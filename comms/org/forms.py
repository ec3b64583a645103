"""Filters of the list of units."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.org.models import Unit
from comms.web.forms import DayField, PageForm


class UnitFilters(PageForm):
    search = forms.CharField(label=_("Name, code or abbreviation"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    at = DayField(label=_("As it was on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("all kinds")), *Unit.Kind.choices]  # type: ignore[attr-defined]
