"""What the verbs of a release ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.web.forms import LinesField, MomentField, PageForm, ReasonForm
from press.mandates.forms import MandateChoice
from press.mandates.models import Mandate
from press.mandates.states import Capacity
from press.releases.content import Limit


class ApproveForm(PageForm):
    """For whoever speaks on named matters only: that the text is on one of them is said, never assumed."""

    mandate = MandateChoice(
        Mandate.objects.filter(capacity=Capacity.AUTHORISED).select_related("person"),
        label=_("On the matter of this authorisation"),
        required=False,
        empty_label=_("choose"),
        help_text=_("You speak on named matters only. Approve no text on another one."),
    )


class IssueUrgentForm(ApproveForm, ReasonForm):
    """The same, with the reason."""


class ScheduleForm(PageForm):
    scheduled_for = MomentField(label=_("To be issued at"), help_text=_("Hanoi time."))


class ReviewForm(PageForm):
    comment = LinesField(label=_("Comment"), max_length=Limit.REASON, required=False)


class WithdrawForm(PageForm):
    reason = LinesField(
        label=_("Reason"), max_length=Limit.REASON, help_text=_("For the file: the public does not read it.")
    )
    notice = LinesField(
        label=_("Notice to the public"),
        max_length=Limit.REASON,
        help_text=_("It stands above the text, which stays readable, and goes to those who received it."),
    )


class CorrectForm(PageForm):
    note = LinesField(label=_("What is wrong, and what is right"), max_length=Limit.REASON)
    major = forms.BooleanField(label=_("It changes the meaning of the release"), required=False)
    legal_documents = forms.BooleanField(
        label=_("A release on new legal documents (TT 07/2021/TT-BTP)"),
        required=False,
        help_text=_("Then the legal terms run: two working days each. Your decision is recorded."),
    )
    error_found_at = MomentField(
        label=_("The error was found at"), required=False, help_text=_("Hanoi time. Only with the legal terms.")
    )
    received_at = MomentField(
        label=_("The corrected information was received at"),
        required=False,
        help_text=_("Hanoi time. Only with the legal terms; now, when left empty."),
    )
