"""Forms of the pages of deliveries."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.web.forms import LinesField, PageForm
from press.distribution.models import DistributionList, Journalist, MediaOutlet
from press.distribution.services.deliveries.ordering import LONGEST_NOTE
from press.distribution.states import DeliveryState, Purpose, Transport
from press.releases.models import Release


class DeliveryFilters(PageForm):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *DeliveryState.choices])
    purpose = forms.ChoiceField(label=_("Purpose"), required=False, choices=[("", _("all")), *Purpose.choices])


class OrderForm(PageForm):
    """Lists and recipients; while there is an embargo only lists that are trusted with copies."""

    lists = forms.ModelMultipleChoiceField(
        DistributionList.objects.none(), label=_("Lists"), required=False, widget=forms.CheckboxSelectMultiple
    )
    outlets = forms.ModelMultipleChoiceField(
        MediaOutlet.objects.none(), label=_("Single outlets"), required=False, widget=forms.SelectMultiple({"size": 6})
    )
    journalists = forms.ModelMultipleChoiceField(
        Journalist.objects.none(),
        label=_("Single journalists"),
        required=False,
        widget=forms.SelectMultiple({"size": 6}),
    )
    transports = forms.MultipleChoiceField(
        label=pgettext_lazy("transport", "By"),
        choices=Transport.choices,
        initial=[Transport.MAIL, Transport.WEBHOOK],
        widget=forms.CheckboxSelectMultiple,
    )
    note = LinesField(
        label=_("Note"), required=False, max_length=LONGEST_NOTE, help_text=_("For the history; it is not sent.")
    )

    def __init__(self, *args: Any, user: Any, release: Release, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = DistributionList.objects.visible_to(user).filter(active=True)
        if release.under_embargo:
            lists = lists.filter(embargo_trusted=True)
        for name, rows in (
            ("lists", lists),
            ("outlets", MediaOutlet.objects.visible_to(user).filter(active=True)),
            ("journalists", Journalist.objects.visible_to(user).filter(active=True)),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # of a ModelMultipleChoiceField


class ResendForm(PageForm):
    confirm = forms.BooleanField(label=_("Try also the address that has refused it for good"), required=False)
