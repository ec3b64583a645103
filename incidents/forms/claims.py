"""Forms of claims."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.web.forms import LinesField, MomentField, PageForm
from incidents.forms.answers import latest
from incidents.states import ClaimState, Field, Verdict
from press.releases.models import Release
from press.releases.states import CORRECTABLE
from press.speaking.models import Statement
from press.speaking.states import SPOKEN

ALL = ("", _("all"))


class ClaimFilters(PageForm):
    search = forms.CharField(label=_("What is said"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all states")), *ClaimState.choices])
    verdict = forms.ChoiceField(label=_("Verdict"), required=False, choices=[ALL, *Verdict.choices])
    field = forms.ChoiceField(label=pgettext_lazy("incident", "Field"), required=False, choices=[ALL, *Field.choices])
    incident = forms.UUIDField(required=False, widget=forms.HiddenInput)


class ClaimForm(PageForm):
    text = LinesField(label=_("What is said (the claim)"))
    field = forms.ChoiceField(
        label=pgettext_lazy("incident", "Field"),
        required=False,
        choices=[("", _("that of the incident")), *Field.choices],
    )
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
        for name, rows in (("release", issued), ("statement", given)):
            shown = latest(rows)
            if self.initial.get(name):  # what is offered stays a choice, however old it is
                shown = rows.filter(pk__in=[self.initial[name], *shown.values_list("pk", flat=True)])
            self.fields[name].queryset = rows if self.is_bound else shown  # type: ignore[attr-defined]  # of a ModelChoiceField
