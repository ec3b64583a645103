"""Forms of the pages of mandates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.org.models import Unit, User
from comms.web.forms import LinesField, MomentField, PageForm
from press.mandates.office import validity_words
from press.mandates.states import Capacity


class MandateChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person} – {obj.get_capacity_display()} ({validity_words(obj)})"


class PublishForm(PageForm):
    published_at = MomentField(label=_("On the portal since"), required=False, help_text=_("Hanoi time; empty: now."))


class MandateForm(PageForm):
    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    capacity = forms.ChoiceField(label=_("Capacity"), choices=Capacity.choices, initial=Capacity.AUTHORISED)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Speaks in the name of"), required=False, empty_label=_("the ministry")
    )
    scope = LinesField(label=_("Scope"), required=False, help_text=_("On what the person may speak."))
    matter = forms.CharField(label=_("Matter"), required=False, max_length=300)
    valid_from = MomentField(label=_("Valid from"), help_text=_("Hanoi time."))
    valid_to = MomentField(
        label=_("Valid to"), required=False, help_text=_("Hanoi time. An authorisation always has an end.")
    )
    document_number = forms.CharField(label=_("Number of the document"), required=False, max_length=60)
    decided_at = MomentField(
        label=_("Signed at"), required=False, help_text=_("The time limit for publication counts from here.")
    )
    decided_by = forms.CharField(
        label=_("Signed by"), required=False, max_length=200, help_text=_("Post and name as in the document.")
    )
    decided_by_person = forms.ModelChoiceField(
        User.objects.none(), label=_("Account of the signer"), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True)
        units = Unit.objects.visible_to(user).valid_on(clock.today())
        for name, rows in (("person", people.exclude(pk=user.pk)), ("decided_by_person", people), ("unit", units)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # of a ModelChoiceField
