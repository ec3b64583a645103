"""What narrows the list of releases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.org.models import Unit
from comms.web.forms import DayField, PageForm
from press.releases.states import LANGUAGES, Kind, State

ORDERS = [
    ("", _("touched last")),
    ("begun", _("begun last")),
    ("issued", _("issued last (issued ones alone)")),
]


class ReleaseFilters(PageForm):
    search = forms.CharField(label=_("Title, text or number"), required=False, max_length=100)
    waiting = forms.ChoiceField(
        label=_("Waiting"),
        required=False,
        choices=[
            ("", _("whether or not")),
            ("me", _("for me: to sign or approve")),
            ("urgent", _("for the review of an urgent issue")),
        ],
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *State.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all kinds")), *Kind.choices])
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("all units"), to_field_name="code"
    )
    language = forms.ChoiceField(
        label=_("Language of the document"), required=False, choices=[("", _("all languages")), *LANGUAGES]
    )
    issued_from = DayField(label=_("Issued from"), required=False)
    issued_to = DayField(label=_("Issued to"), required=False)
    order = forms.ChoiceField(label=pgettext_lazy("list", "Order"), required=False, choices=ORDERS)
    rare = ("language", "issued_from", "issued_to", "order")

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(user)  # type: ignore[attr-defined]  # of a ModelChoiceField
