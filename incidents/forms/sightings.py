"""Forms of what was seen, and where."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.web.forms import LinesField, MomentField, PageForm
from incidents.models import Incident
from incidents.states import SeenIn
from press.distribution.models import MediaOutlet

AS_TEXT = _("Kept as text; nothing is fetched.")
CAPTURED = _("A picture is written anew without hidden data; a PDF is kept as it came.")


class SourceForm(PageForm):
    """One place where it was seen, on the page of a report."""

    url = forms.CharField(label=_("Where it was seen"), required=False, max_length=2000, help_text=AS_TEXT)
    seen_in = forms.ChoiceField(label=_("In what kind of place"), required=False, choices=[("", "–"), *SeenIn.choices])
    captured_at = MomentField(label=_("Captured at"), required=False, help_text=_("Hanoi time; empty: now."))
    reach = forms.IntegerField(label=_("Reach (people)"), required=False, min_value=0)
    upload = forms.FileField(label=_("Captured file"), required=False, help_text=CAPTURED)

    def is_given(self) -> bool:
        return bool(self.cleaned_data.get("url") or self.cleaned_data.get("upload"))


# As many as one report names at once; others are added in the room of the incident.
SourceFormSet: Any = forms.formset_factory(SourceForm, extra=3, max_num=10, absolute_max=10)


class SightingForm(SourceForm):
    """One more place, in full."""

    outlet = forms.ModelChoiceField(
        MediaOutlet.objects.none(), label=pgettext_lazy("sighting", "Outlet"), required=False, empty_label="–"
    )
    author = forms.CharField(label=_("Author or account"), required=False, max_length=200)
    note = LinesField(label=_("Note"), required=False)
    field_order = ["url", "seen_in", "outlet", "author", "captured_at", "reach", "upload", "note"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].queryset = MediaOutlet.objects.visible_to(user)  # type: ignore[attr-defined]  # of a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        outlet = given.pop("outlet", None)
        return {**given, "outlet_id": outlet.pk if outlet else None}


class IncidentSightingForm(SightingForm):
    """The same for an incident: of the matter as a whole, or of one of its claims."""

    claim = forms.ModelChoiceField(
        Incident.objects.none(), label=_("Claim"), required=False, empty_label=_("the matter as a whole")
    )
    field_order = ["claim", *SightingForm.field_order]

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["claim"].queryset = incident.claims.order_by("first_seen_at", "id")  # type: ignore[attr-defined]  # the same

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        claim = given.pop("claim", None)
        return {**given, "claim_id": claim.pk if claim else None}
