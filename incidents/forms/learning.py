"""Forms of the lessons of an incident."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.org.models import Unit
from comms.web.forms import DayField, LinesField, PageForm


class ReviewActionForm(PageForm):
    text = LinesField(label=_("What has to change"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit that does it"))
    due_on = DayField(label=_("By"), required=False, help_text=_("Empty: without a day."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.valid_on(clock.today()).order_by("name_sort")  # type: ignore[attr-defined]  # of a ModelChoiceField


class ReviewActionFilters(PageForm):
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit that does it"), required=False, empty_label=_("all units")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.valid_on(clock.today()).order_by("name_sort")  # type: ignore[attr-defined]  # the same
