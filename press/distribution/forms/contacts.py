"""Forms of the pages of outlets, journalists and lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.web.forms import DayField, LinesField, MomentField, PageForm
from press.distribution.models import DistributionList, MediaOutlet
from press.distribution.services.contacts.checks import LONGEST_NOTE
from press.distribution.states import OutletKind

LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
ACTIVE = [
    ("", _("active and no longer active")),
    ("true", pgettext_lazy("contact", "active")),
    ("false", _("no longer active")),
]


class OutletFilters(PageForm):
    search = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all kinds")), *OutletKind.choices])
    active = forms.ChoiceField(label=_("Use"), required=False, choices=ACTIVE)


class JournalistFilters(PageForm):
    search = forms.CharField(label=_("Name, e-mail or field"), required=False, max_length=100)
    outlet = forms.ModelChoiceField(
        MediaOutlet.objects.none(), label=_("Works for"), required=False, empty_label=_("any outlet")
    )
    list = forms.ModelChoiceField(
        DistributionList.objects.none(), label=_("On the list"), required=False, empty_label=_("any list or none")
    )
    reads = forms.ChoiceField(label=_("Reads"), required=False, choices=[("", _("any language")), *LANGUAGES])
    active = forms.ChoiceField(label=_("Use"), required=False, choices=ACTIVE)
    rare = ("list", "reads", "active")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].queryset = MediaOutlet.objects.visible_to(user)  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.fields["list"].queryset = DistributionList.objects.visible_to(user)  # type: ignore[attr-defined]  # the same


class OutletForm(PageForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=OutletKind.choices)
    email = forms.CharField(label=_("E-mail of the newsroom"), required=False, max_length=254)
    language = forms.ChoiceField(label=_("Receives texts in"), choices=LANGUAGES, initial="vi")
    website = forms.CharField(label=_("Website"), required=False, max_length=300)
    webhook_url = forms.CharField(
        label=_("Webhook"),
        required=False,
        max_length=300,
        help_text=_("Where releases are posted as JSON; begins with https://. Another address gets another secret."),
    )
    note = LinesField(label=_("Note"), required=False, max_length=LONGEST_NOTE)
    active = forms.BooleanField(label=_("Active: receives releases"), required=False, initial=True)


class PartsField(forms.CharField):
    """Several words in one line, parted by semicolons."""

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        return [part.strip() for part in super().clean(value).split(";") if part.strip()]


class JournalistForm(PageForm):
    name = forms.CharField(label=_("Full name"), max_length=100)
    email = forms.CharField(label=_("E-mail"), max_length=254)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    beats = PartsField(
        label=_("Fields"), required=False, max_length=2000, help_text=_("Several are parted by semicolons.")
    )
    language = forms.ChoiceField(label=_("Reads first"), choices=LANGUAGES, initial="vi")
    both = forms.BooleanField(label=_("Reads Vietnamese and English"), required=False)
    consent_at = MomentField(
        label=_("Agreed to receive releases on"),
        required=False,
        help_text=_("Hanoi time. Without a consent nothing is sent; empty withdraws it."),
    )
    consent_source = forms.CharField(
        label=_("How the consent was given"), required=False, max_length=200, help_text=_("Form, letter, e-mail …")
    )
    note = LinesField(label=_("Note"), required=False, max_length=LONGEST_NOTE)
    active = forms.BooleanField(label=_("Active: receives releases"), required=False, initial=True)

    def values(self) -> dict[str, Any]:
        """What the services take."""
        values = dict(self.cleaned_data)
        first, both = values.pop("language"), values.pop("both")
        values["languages"] = [first, *(code for code, _label in LANGUAGES if both and code != first)]
        return values


class EmployForm(PageForm):
    outlet = forms.ModelChoiceField(MediaOutlet.objects.none(), label=_("Outlet"))
    post = forms.CharField(label=_("Post"), required=False, max_length=100)
    starts = DayField(label=_("First day"))
    ends = DayField(label=_("Last day"), required=False, help_text=_("Empty: works there now."))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].queryset = MediaOutlet.objects.visible_to(user)  # type: ignore[attr-defined]  # of a ModelChoiceField


class EmployEndForm(PageForm):
    outlet = forms.ModelChoiceField(MediaOutlet.objects.none(), label=_("Outlet"))
    ends = DayField(label=_("Last day"))

    def __init__(self, *args: Any, outlets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].queryset = outlets  # type: ignore[attr-defined]  # of a ModelChoiceField


class ListForm(PageForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    language = forms.ChoiceField(label=_("Receives texts in"), choices=LANGUAGES, initial="vi")
    embargo_trusted = forms.BooleanField(
        label=_("Receives copies under embargo"),
        required=False,
        help_text=_("Its members may have a release before its embargo ends."),
    )
    note = LinesField(label=_("Note"), required=False, max_length=LONGEST_NOTE)
    active = forms.BooleanField(label=_("Active: releases are sent to it"), required=False, initial=True)


class ContactsImportForm(PageForm):
    file = forms.FileField(
        label=_("File with the journalists"),
        help_text=_("XLSX or CSV, with at most 2,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
