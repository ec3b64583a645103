"""Forms of the room of an incident."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.web.forms import LinesField, MomentField, PageForm
from incidents.states import (
    WRITTEN,
)


class NoteForm(PageForm):
    reason = LinesField(label=_("Remark"), required=False, max_length=2000)


class ReviewForm(PageForm):
    text = LinesField(label=_("What was learned"), widget=forms.Textarea(attrs={"rows": 6}))
    causes = LinesField(label=_("Causes"), required=False)
    worked = LinesField(label=_("What worked"), required=False)
    failed = LinesField(label=_("What did not work"), required=False)


class EntryForm(PageForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in WRITTEN])
    text = LinesField(label=_("What happened"))
    at = MomentField(label=_("When"), required=False, help_text=_("Hanoi time; empty: now."))
