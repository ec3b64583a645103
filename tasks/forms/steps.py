"""What the verbs of plans and tasks ask for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.org.models import Unit
from comms.web.forms import DayField, LinesField, NumberField, PageForm
from tasks.models import TaskPeriod
from tasks.services import EvidenceInput


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
    percent = NumberField(label=_("Done so far, in per cent"), required=False, decimal_places=2)
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
    period = forms.ChoiceField(
        label=_("Period that the report meets"), required=False, help_text=_("Each period is met by one report.")
    )

    def __init__(self, *args: Any, periods: Iterable[TaskPeriod] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), f"{one.starts:%d/%m/%Y} – {one.ends:%d/%m/%Y}") for one in periods]
        if choices:
            self.fields["period"].choices = [("", _("none")), *choices]  # type: ignore[attr-defined]  # of a ChoiceField
        else:
            del self.fields["period"]

    def evidence(self) -> list[EvidenceInput]:
        """File and link as the service takes them; a title belongs to the file, or without one to the link."""
        given, found = self.cleaned_data, []
        if given["file"]:
            found.append(EvidenceInput(title=given["title"], upload=given["file"]))
        if given["url"]:
            found.append(EvidenceInput(title="" if given["file"] else given["title"], url=given["url"]))
        return found
