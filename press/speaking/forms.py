"""Forms of the pages of statements."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.org.models import Unit, User
from comms.web.forms import DayField, LinesField, MomentField, PageForm
from press.conferences.models import PressConference
from press.mandates.forms import MandateChoice
from press.mandates.models import Mandate
from press.mandates.selectors import mandates_to_speak_under
from press.releases.models import Release
from press.requests.models import PressRequest
from press.speaking.selectors import LINKED, SaidKind
from press.speaking.states import StatementForm, StatementState

_OFFERED = 100


class StatementFilters(PageForm):
    search = forms.CharField(label=_("Words, topic, occasion or outlet"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("all states")), *StatementState.choices]
    )
    form = forms.ChoiceField(
        label=pgettext_lazy("statement", "Form"), required=False, choices=[("", _("all forms")), *StatementForm.choices]
    )
    speaker = forms.ModelChoiceField(
        User.objects.none(), label=_("Speaker"), required=False, empty_label=_("all speakers")
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("In the name of"), required=False, empty_label=_("all units")
    )
    spoken_from = DayField(label=_("Spoken from"), required=False)
    spoken_to = DayField(label=_("Spoken to"), required=False)
    own_initiative = forms.BooleanField(label=_("Of the agency's own initiative"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mandates = Mandate.objects.visible_to(user)
        speakers = User.objects.filter(pk__in=mandates.values("person_id")).order_by("name_sort", "username")
        units = Unit.objects.visible_to(user).filter(pk__in=mandates.values("unit_id"))
        for name, rows in (("speaker", speakers), ("unit", units)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # of a ModelChoiceField


class SaidFilters(PageForm):
    search = forms.CharField(label=_("Words or topic"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Said as"), required=False, choices=[("", _("everything")), *SaidKind.choices])


class StatementDraftForm(PageForm):
    mandate = MandateChoice(Mandate.objects.none(), label=_("Spoken under the mandate of"))
    form = forms.ChoiceField(label=pgettext_lazy("statement", "Form"), choices=StatementForm.choices)
    topic = forms.CharField(label=_("Topic"), max_length=300)
    text = LinesField(label=_("The exact words"), widget=forms.Textarea(attrs={"rows": 10}))
    transcript = LinesField(
        label=_("Transcript"),
        required=False,
        help_text=_("Word for word as it was heard, where it was recorded."),
    )
    occasion = forms.CharField(label=_("Occasion"), required=False, max_length=300)
    outlet = forms.CharField(label=_("Outlet"), required=False, max_length=200)
    language = forms.ChoiceField(
        label=_("Language of the words"), choices=[("vi", "Tiếng Việt"), ("en", "English")], initial="vi"
    )
    spoken_at = MomentField(
        label=_("When it is, or was, spoken"), required=False, help_text=_("Hanoi time. May stay empty in a draft.")
    )
    own_initiative = forms.BooleanField(
        label=_("Given of the agency's own initiative"),
        required=False,
        help_text=_("Nobody had asked: figure 2 of the annual report counts it."),
    )
    press_request = forms.ModelChoiceField(
        PressRequest.objects.none(), label=_("Answers the press request"), required=False, empty_label=_("none")
    )
    conference = forms.ModelChoiceField(
        PressConference.objects.none(), label=_("Said at the press conference"), required=False, empty_label=_("none")
    )
    release = forms.ModelChoiceField(
        Release.objects.none(), label=_("Belongs to the release"), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, user: Any, chosen: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """`chosen`: by field the ids that the statement names already.  Offered are the newest that the person sees."""
        super().__init__(*args, **kwargs)
        self.fields["mandate"].queryset = mandates_to_speak_under(user)  # type: ignore[attr-defined]  # of a ModelChoiceField
        for name, model in LINKED.items():
            rows = model.objects.visible_to(user)
            offered = set(rows.order_by("-created_at").values_list("pk", flat=True)[:_OFFERED])
            named = {(chosen or {}).get(name)} - {None}
            self.fields[name].queryset = rows.filter(pk__in=offered | named)  # type: ignore[attr-defined]  # the same

    def values(self) -> dict[str, Any]:
        """What the services take."""
        values = dict(self.cleaned_data)
        linked = {name: values.pop(name) for name in LINKED}
        ids = {f"{name}_id": row.pk if row else None for name, row in linked.items()}
        return values | {"mandate_id": values.pop("mandate").pk} | ids


class ApproveForm(PageForm):
    warnings_read = forms.BooleanField(
        label=_("I have read the warnings"),
        required=False,
        help_text=_("They stand above the words. That you read them is kept in the history."),
    )


class RecordingForm(PageForm):
    file = forms.FileField(
        label=_("Recording"),
        help_text=_("MP3, M4A, WAV, OGG, MP4, WebM, a document or plain text. It is kept as it comes."),
    )


class TranscriptForm(PageForm):
    transcript = LinesField(label=_("Transcript"), required=False, widget=forms.Textarea(attrs={"rows": 10}))


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
    transcript = LinesField(label=_("Transcript"), required=False)


class CorrectForm(PageForm):
    text = LinesField(label=_("The right words"), widget=forms.Textarea(attrs={"rows": 6}))
    note = LinesField(label=_("What was wrong"), max_length=2000)
