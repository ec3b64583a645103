"""Forms of the pages of duties and of the annual report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.duties.models import Duty
from comms.duties.states import MEETS, Subject
from comms.web.forms import DayField, LinesField, MomentField, PageForm, ReasonForm


class MeetForm(PageForm):
    """One of the offered records, or a document."""

    thing = forms.ChoiceField(label=_("What met it"), required=False)
    title = forms.CharField(
        label=_("Or a document, by its title"),
        required=False,
        max_length=300,
        help_text=_("For example what a drafting ministry sent: which body, which documents."),
    )
    url = forms.CharField(label=_("Its address"), required=False, max_length=500)
    at = MomentField(label=_("Its time"), required=False, help_text=_("Hanoi time; empty: now."))
    note = LinesField(label=_("Note"), required=False, max_length=2000)

    def __init__(self, *args: Any, duty: Duty | None, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if duty is not None and MEETS[Subject(duty.subject)] == ("document",):
            del self.fields["thing"]
            self.fields["title"].label = _("Document")
            return
        choices = [(thing.key, f"{thing.at:%d/%m/%Y} – {thing.label}") for thing in offered]
        self.fields["thing"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]  # of a ChoiceField


class UnlinkForm(ReasonForm):
    link = forms.TypedChoiceField(label=_("What is taken back"), coerce=int)
    field_order = ["link", "reason"]

    def __init__(self, *args: Any, linked: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(thing.link.pk, thing.label or _("not visible to you")) for thing in linked]
        self.fields["link"].choices = named  # type: ignore[attr-defined]  # of a ChoiceField


class BackfillForm(ReasonForm):
    since = DayField(
        label=_("Since"),
        help_text=_(
            "The month of this day is the first one. "
            "Periods that are over stand as missed until what met them is linked."
        ),
    )
    field_order = ["since", "reason"]


class ReportForm(PageForm):
    difficulties = LinesField(label=_("Difficulties"), required=False)
    proposals = LinesField(label=_("Proposals"), required=False)


class SubmitForm(PageForm):
    document_number = forms.CharField(
        label=_("Number of the document"), max_length=60, help_text=_("Given by the records office, as “123/BC-BTP”.")
    )
