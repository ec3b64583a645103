"""Forms of the pages of mandates and statements."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.web.forms import LinesField, MomentField, PageForm
from press.mandates.forms import MandateChoice
from press.mandates.models import Mandate
from press.mandates.selectors import mandates_to_speak_under
from press.releases.models import Release
from press.speaking.states import StatementForm, StatementState

_RELEASES_OFFERED = 100


class StatementFilters(PageForm):
    search = forms.CharField(label=_("Words, topic, occasion or outlet"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all states")), *StatementState.choices]
    )
    form = forms.ChoiceField(
        label=pgettext_lazy("statement", "Form"), required=False, choices=[("", _("all forms")), *StatementForm.choices]
    )


class StatementDraftForm(PageForm):
    mandate = MandateChoice(Mandate.objects.none(), label=_("Spoken under the mandate of"))
    form = forms.ChoiceField(label=pgettext_lazy("statement", "Form"), choices=StatementForm.choices)
    topic = forms.CharField(label=_("Topic"), max_length=300)
    text = LinesField(label=_("The exact words"), widget=forms.Textarea(attrs={"rows": 10}))
    occasion = forms.CharField(label=_("Occasion"), required=False, max_length=300)
    outlet = forms.CharField(label=_("Outlet"), required=False, max_length=200)
    language = forms.ChoiceField(
        label=_("Language of the words"), choices=[("vi", "Tiếng Việt"), ("en", "English")], initial="vi"
    )
    spoken_at = MomentField(
        label=_("When it is, or was, spoken"), required=False, help_text=_("Hanoi time. May stay empty in a draft.")
    )
    release = forms.ModelChoiceField(
        Release.objects.none(), label=_("Belongs to the release"), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, user: Any, chosen: Any = None, **kwargs: Any) -> None:
        """`chosen` is the release that the statement names already."""
        super().__init__(*args, **kwargs)
        releases = Release.objects.visible_to(user)
        offered = set(releases.order_by("-created_at").values_list("pk", flat=True)[:_RELEASES_OFFERED])
        self.fields["mandate"].queryset = mandates_to_speak_under(user)  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.fields["release"].queryset = releases.filter(pk__in=offered | ({chosen} - {None}))  # type: ignore[attr-defined]  # the same

    def values(self) -> dict[str, Any]:
        """What the services take."""
        values = dict(self.cleaned_data)
        release = values.pop("release")
        return values | {"mandate_id": values.pop("mandate").pk, "release_id": release.pk if release else None}


class GiveForm(PageForm):
    spoken_at = MomentField(
        label=_("Spoken at"),
        required=False,
        help_text=_("Hanoi time; empty: now. The mandate must hold at this moment."),
    )
    spoken_live = forms.BooleanField(
        label=_("Spoken live, without an approved text"),
        required=False,
        help_text=_("The words are registered afterwards."),
    )
    text = LinesField(label=_("The exact words, if they differ from the draft"), required=False)


class CorrectForm(PageForm):
    text = LinesField(label=_("The right words"), widget=forms.Textarea(attrs={"rows": 6}))
    note = LinesField(label=_("What was wrong"), max_length=2000)
