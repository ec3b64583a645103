"""The form of a ground of refusal."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.web.forms import DayField, LinesField, PageForm
from press.requests.models import RefusalGround


class GroundForm(PageForm):
    code = forms.CharField(
        label=pgettext_lazy("ground", "Code"),
        max_length=20,
        help_text=_("The code of a ground that is there corrects it."),
    )
    text_vi = LinesField(label=_("The ground as the law words it"), max_length=2000)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200)
    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Valid to"), required=False)
    reason_must_be_told = forms.BooleanField(label=_("The reason must be told to the press"), required=False)
    confidence = forms.ChoiceField(
        label=_("Certainty"),
        choices=RefusalGround.Confidence.choices,
        initial=RefusalGround.Confidence.CUSTOMARY,
    )

    def row(self) -> dict[str, str]:
        """The ground as a row of the file of grounds."""
        given = dict(self.cleaned_data)
        given["id"] = given.pop("code")
        return given | {
            "valid_from": given["valid_from"].isoformat(),
            "valid_to": given["valid_to"].isoformat() if given["valid_to"] else "",
            "reason_must_be_told": str(given["reason_must_be_told"]).lower(),
        }
