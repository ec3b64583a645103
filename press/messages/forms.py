"""Forms of the pages of message lines."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comms.core import clock
from comms.org.models import Unit
from comms.web.forms import DayField, LinesField, PageForm
from press.messages.models import MessageLine
from press.messages.states import LineState
from tasks.forms.rows import RowForm, RowsForm


class LineFilters(PageForm):
    VALIDITY = [
        ("", _("all lines")),
        ("in_force", _("in force today")),
        ("lapsing", _("lapsing within a week")),
        ("lapsed", _("lapsed or withdrawn")),
        ("draft", _("not yet approved")),
    ]

    search = forms.CharField(label=_("Words of the line"), required=False, max_length=100)
    validity = forms.ChoiceField(label=_("Validity"), required=False, choices=VALIDITY)
    at = DayField(label=_("In force on"), required=False)
    owner_unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Owner unit"), required=False, empty_label=_("all units")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_unit"].queryset = Unit.objects.visible_to(user)  # type: ignore[attr-defined]  # of a ModelChoiceField


class QuestionRow(RowForm):
    question = forms.CharField(label=_("Question"), max_length=500)
    answer = LinesField(label=_("Answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))


class LineForm(RowsForm):
    row_form = QuestionRow
    rows_label = _("Questions and answers")
    rows_help = _("What may be asked, and what is answered. Empty rows do not count.")
    row_label = _("Question")

    topic = forms.CharField(label=_("Topic"), max_length=300)
    text = LinesField(label=pgettext_lazy("message line", "What is said"), widget=forms.Textarea(attrs={"rows": 6}))
    avoid = LinesField(
        label=_("Words to avoid"),
        required=False,
        max_length=10_000,
        help_text=_("One wording a line. A draft that contains one is warned of."),
    )
    valid_from = DayField(label=_("Valid from"))
    valid_to = DayField(label=_("Valid to"), required=False, help_text=_("The last day on which it is to be used."))
    owner_unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Owner unit"))
    replaces = forms.ModelChoiceField(
        MessageLine.objects.none(),
        label=_("Takes the place of"),
        required=False,
        empty_label=_("none"),
        help_text=_("That line ends on the day before this one begins, once this one is approved."),
    )

    def __init__(self, *args: Any, user: Any, chosen: Any = None, **kwargs: Any) -> None:
        """`chosen` is the line that this one names already."""
        super().__init__(*args, **kwargs)
        lines = MessageLine.objects.visible_to(user)
        offered = set(lines.filter(state=LineState.APPROVED).values_list("pk", flat=True)[:200]) | ({chosen} - {None})
        self.fields["owner_unit"].queryset = Unit.objects.visible_to(user).valid_on(clock.today())  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.fields["replaces"].queryset = lines.filter(pk__in=offered)  # type: ignore[attr-defined]  # the same

    def values(self) -> dict[str, Any]:
        """What the services take."""
        values = dict(self.cleaned_data)
        old = values.pop("replaces")
        avoid = [phrase for phrase in values.pop("avoid").splitlines() if phrase.strip()]
        return values | {"replaces_id": old.pk if old else None, "avoid": avoid, "qa": self.filled_rows()}
