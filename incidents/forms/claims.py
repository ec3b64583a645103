"""Forms of claims."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.web.forms import LinesField, MomentField, PageForm
from incidents.forms.answers import latest
from incidents.states import (
    Verdict,
)
from press.releases.models import Release
from press.releases.states import CORRECTABLE
from press.speaking.models import Statement
from press.speaking.states import SPOKEN


class ClaimForm(PageForm):
    text = LinesField(label=_("What is said (the claim)"))
    first_seen_at = MomentField(label=_("Seen first at"), required=False, help_text=_("Hanoi time; empty: now."))


class JudgeForm(PageForm):
    verdict = forms.ChoiceField(label=_("Verdict"), choices=Verdict.choices)
    evidence = LinesField(label=_("Evidence"))
    legal_source = LinesField(label=_("Legal source"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class RefuteForm(PageForm):
    release = forms.ModelChoiceField(Release.objects.none(), label=_("Issued release"), required=False, empty_label="–")
    statement = forms.ModelChoiceField(
        Statement.objects.none(), label=_("Given statement"), required=False, empty_label="–"
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issued = Release.objects.visible_to(user).filter(state__in=CORRECTABLE)
        given = Statement.objects.visible_to(user).filter(state__in=SPOKEN)
        self.fields["release"].queryset = latest(issued)  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.fields["statement"].queryset = latest(given)  # type: ignore[attr-defined]  # the same
