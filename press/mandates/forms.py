"""Forms of the pages of mandates."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.org.models import Unit, User
from comms.web.forms import DayField, LinesField, MomentField, PageForm, ReasonForm
from press.mandates.models import Mandate
from press.mandates.office import validity_words
from press.mandates.states import Capacity, Span

_MATTER_SHOWN = 120


class MandateChoice(forms.ModelChoiceField):
    """Whoever chooses an authorisation says that the words are on its matter: the choice names it."""

    def label_from_instance(self, obj: Any) -> str:
        words = f"{obj.person} – {obj.get_capacity_display()} ({validity_words(obj)})"
        return f"{words}: {Truncator(obj.on_matter).chars(_MATTER_SHOWN)}" if obj.on_matter else words


class PublishForm(PageForm):
    published_at = MomentField(label=_("On the portal since"), required=False, help_text=_("Hanoi time; empty: now."))
    breach_reason = LinesField(
        label=_("Why it is published late"),
        required=False,
        max_length=2000,
        help_text=_("Only when the time limit has passed."),
    )


class RevokeForm(ReasonForm):
    revoked_at = MomentField(
        label=_("No longer valid from"),
        required=False,
        help_text=_("Hanoi time; empty: now. What is scheduled for later under this mandate is stopped."),
    )


class MandateFilters(PageForm):
    span = forms.ChoiceField(label=_("Validity"), required=False, choices=[("", _("all")), *Span.choices])
    capacity = forms.ChoiceField(
        label=_("Capacity"), required=False, choices=[("", _("all capacities")), *Capacity.choices]
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Speaks in the name of"),
        required=False,
        empty_label=_("all agencies"),
        to_field_name="code",
    )
    at = DayField(label=_("Valid on"), required=False)

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Mandate.objects.filter(unit=OuterRef("pk"))
        self.fields["unit"].queryset = Unit.objects.visible_to(user).filter(Exists(held))  # type: ignore[attr-defined]  # of a ModelChoiceField


class ContactFields(PageForm):
    """Of the speaker, for the public list."""

    post = forms.CharField(label=_("Post"), required=False, max_length=200)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    email = forms.CharField(
        label=_("Official e-mail"),
        required=False,
        max_length=254,
        help_text=_("Published with post and phone where the law asks for it, and nowhere else."),
    )


class MandateForm(ContactFields):
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
        self.order_fields(["person", "post", "phone", "email"])


class AmendForm(ContactFields):
    """What is put right of a recorded mandate; what it covers only until something was said under it."""

    scope = LinesField(label=_("Scope"), required=False, help_text=_("On what the person may speak."))
    matter = forms.CharField(label=_("Matter"), required=False, max_length=300)
    document_number = forms.CharField(label=_("Number of the document"), required=False, max_length=60)
    decided_by = forms.CharField(
        label=_("Signed by"), required=False, max_length=200, help_text=_("Post and name as in the document.")
    )
    decided_by_person = forms.ModelChoiceField(
        User.objects.none(), label=_("Account of the signer"), required=False, empty_label=_("none")
    )
    reason = LinesField(label=_("Why the record is corrected"), required=False, max_length=2000)

    def __init__(self, *args: Any, said: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_by_person"].queryset = User.objects.filter(is_active=True)  # type: ignore[attr-defined]  # of a ModelChoiceField
        if said:
            del self.fields["scope"], self.fields["matter"]
            self.fields["reason"].help_text = _("Required for the document, since something was said under it.")
