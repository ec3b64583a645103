"""Forms of conclusions and refutations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.web.forms import LinesField, MomentField, PageForm
from incidents.forms.answers import latest
from incidents.models import Incident
from incidents.policies.redress import mandates_of
from incidents.states import Means, Verdict
from press.mandates.forms import MandateChoice
from press.mandates.models import Mandate
from press.releases.models import Release
from press.releases.states import CORRECTABLE
from press.speaking.models import Statement
from press.speaking.states import SPOKEN

OFFICIAL_STATUS = _("Circular 02/2019/TT-BTTTT, Article 6; whether it is still in force was not checked.")


class EvidenceForm(PageForm):
    title = forms.CharField(label=_("Document or source"), max_length=300)
    url = forms.CharField(
        label=_("Address"), max_length=2000, required=False, help_text=_("Kept as text; nothing is fetched.")
    )
    note = LinesField(label=_("What it shows"), required=False)
    upload = forms.FileField(label=_("File"), required=False)


class RefutationForm(PageForm):
    """The five parts, and what the public reads."""

    title = forms.CharField(label=_("Title"), max_length=300)
    false_content = LinesField(label=_("a) The false content and how it developed"), required=False)
    effect = LinesField(label=_("b) Effect on the reputation"), required=False)
    true_nature = LinesField(label=_("c) The true nature of the matter"), required=False)
    legal_grounds = LinesField(label=_("d) Legal grounds and precedents"), required=False)
    messages = LinesField(label=_("đ) Proposed messages"), required=False)
    public_text = LinesField(
        label=_("Text for the public"),
        required=False,
        help_text=_("Stands in the newsroom together with the words of the claim, the verdict and its legal source."),
    )
    notice_received_at = MomentField(
        label=_("Notice of the press authority received at"),
        required=False,
        help_text=_("Hanoi time. The seven days to explain count from here; it is not changed afterwards."),
    )


class CheckForm(PageForm):
    note = LinesField(label=_("Remark"), required=False)


class ApproveForm(PageForm):
    mandate = MandateChoice(
        Mandate.objects.none(),
        label=_("Under the mandate"),
        required=False,
        empty_label=_("my general mandate"),
        help_text=_("Only an authorisation on one matter has to be chosen."),
    )

    def __init__(self, *args: Any, user: Any, incident: Incident | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = mandates_of(user, incident, clock.now()) if incident is not None else ()
        rows = Mandate.objects.filter(pk__in=[mandate.pk for mandate in held]).select_related("person", "unit")
        self.fields["mandate"].queryset = rows  # type: ignore[attr-defined]  # of a ModelChoiceField


class ReturnForm(PageForm):
    note = LinesField(label=_("What is to be changed"))


class ToldForm(PageForm):
    note = LinesField(label=_("Whom did you tell, when and how?"))


class PublishForm(PageForm):
    """By which means the approved words went out."""

    means = forms.ChoiceField(label=_("Means"), choices=Means.choices)
    release = forms.ModelChoiceField(Release.objects.none(), label=_("Issued release"), required=False, empty_label="–")
    statement = forms.ModelChoiceField(
        Statement.objects.none(), label=_("Given statement"), required=False, empty_label="–"
    )
    post_channel = forms.CharField(label=_("Official channel"), max_length=200, required=False)
    post_url = forms.CharField(
        label=_("Address of the post"),
        max_length=2000,
        required=False,
        help_text=_("Kept as text; nothing is fetched."),
    )
    posted_at = MomentField(label=_("Posted at"), required=False, help_text=_("Hanoi time; empty: now."))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issued = Release.objects.visible_to(user).filter(state__in=CORRECTABLE)
        given = Statement.objects.visible_to(user).filter(state__in=SPOKEN)
        self.fields["release"].queryset = latest(issued)  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.fields["statement"].queryset = latest(given)  # type: ignore[attr-defined]  # the same


class PublicSearch(PageForm):
    search = forms.CharField(label=_("Words"), required=False, max_length=100)
    verdict = forms.ChoiceField(
        label=_("Conclusion"), required=False, choices=[("", _("all conclusions")), *Verdict.choices]
    )
