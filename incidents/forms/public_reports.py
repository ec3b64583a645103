"""Forms of what the public reports: the open one of the newsroom, and those of the press desk."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.web.forms import LinesField, MomentField, PageForm
from incidents.forms.parts import latest
from incidents.models import Claim, Incident
from incidents.services.public_reports import TEXT_LIMIT
from incidents.states import Field, IncidentState, PublicReportState, SeenIn


class PublicReportForm(PageForm):
    """What anybody may send, without an account.  `website` is read by programs only: a person does not see it."""

    text = LinesField(label=_("What is said"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 6}))
    url = forms.CharField(
        label=_("Where you saw it"),
        required=False,
        max_length=2000,
        help_text=_("Kept as text; nothing is fetched."),
    )
    seen_in = forms.ChoiceField(label=_("In what kind of place"), required=False, choices=[("", "–"), *SeenIn.choices])
    seen_at = MomentField(label=_("When you saw it"), required=False, help_text=_("Hanoi time."))
    upload = forms.FileField(
        label=_("Screenshot"),
        required=False,
        help_text=_("A JPEG, PNG or WebP picture. It is written anew; hidden data is not kept."),
    )
    name = forms.CharField(label=_("Your name"), required=False, max_length=100)
    email = forms.EmailField(label=_("Your e-mail address"), required=False, max_length=254)
    website = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this empty"), code="filled")
        return ""

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload is not None and upload.size > settings.PUBLIC_PICTURE_MAX_BYTES:
            raise forms.ValidationError(_("The file is too large."), code="too_large")
        return upload

    def values(self) -> dict[str, Any]:
        """For the service."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


class PublicReportFilters(PageForm):
    search = forms.CharField(label=_("Words"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all states")), *PublicReportState.choices]
    )


class TakeForm(PageForm):
    """Into which incident or claim; empty: a new incident."""

    incident = forms.ModelChoiceField(
        Incident.objects.none(), label=_("Into the incident"), required=False, empty_label=_("a new incident")
    )
    claim = forms.ModelChoiceField(Claim.objects.none(), label=_("Claim"), required=False, empty_label=_("none"))
    title = forms.CharField(
        label=_("Title of the new incident"), required=False, max_length=300, help_text=_("Only for a new incident.")
    )
    field = forms.ChoiceField(
        label=pgettext_lazy("incident", "Field"), choices=Field.choices, initial=Field.OTHER, required=False
    )

    def __init__(self, *args: Any, user: Any, likely: Sequence[UUID] = (), **kwargs: Any) -> None:
        """`likely` are claims that stay a choice, however old they are: those that say the same as the report."""
        super().__init__(*args, **kwargs)
        ended = (IncidentState.DISMISSED, IncidentState.REVIEWED)
        incidents = Incident.objects.visible_to(user).exclude(state__in=ended)
        claims = Claim.objects.visible_to(user).exclude(incident__state__in=ended)
        shown = claims.filter(pk__in=likely) | latest(claims)
        self.fields["incident"].queryset = latest(incidents)  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.fields["claim"].queryset = shown  # type: ignore[attr-defined]  # the same

    def values(self) -> dict[str, Any]:
        """For the service."""
        given = self.cleaned_data
        named = {f"{name}_id": given[name].pk for name in ("incident", "claim") if given[name]}
        return named or {"title": given["title"], "field": given["field"] or Field.OTHER}


class AnswerForm(PageForm):
    text = LinesField(
        label=_("Answer"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The sender reads it on the page of the receipt, and by mail if an address was given."),
    )
