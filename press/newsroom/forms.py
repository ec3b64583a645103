"""What narrows the list of the newsroom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.web.forms import DayField, PageForm
from press.newsroom import selectors
from press.releases.states import LANGUAGES, Kind


class NewsroomFilters(PageForm):
    search = forms.CharField(label=_("Title, text or number"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all kinds")), *Kind.choices])
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[("", _("all languages")), *LANGUAGES])
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = clock.today().year
        years = range(present, (selectors.first_year() or present) - 1, -1)
        choices = [("", _("all years")), *((year, str(year)) for year in years)]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]  # of a choice field


class DayOfList(PageForm):
    """The day of the list of spokespersons; in an address as YYYY-MM-DD, and as people write it here."""

    at = DayField(label=_("On the day"), required=False, input_formats=["%Y-%m-%d", "%d/%m/%Y"])
