"""Forms of the pages of deadlines."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.web.forms import DayField, PageForm


class ClockFilters(PageForm):
    """Which clocks the list shows."""

    RUNNING, BREACHED, STOPPED, ALL = "", "breached", "stopped", "all"

    show = forms.ChoiceField(
        label=_("Clocks"),
        required=False,
        choices=[
            (RUNNING, _("running clocks")),
            (BREACHED, _("breached clocks")),
            (STOPPED, _("stopped clocks")),
            (ALL, _("all clocks")),
        ],
    )


class CalendarDayForm(PageForm):
    """A decreed day."""

    day = DayField(label=_("Day"))
    working = forms.TypedChoiceField(
        label=_("This day is"),
        choices=[("off", _("a day off")), ("worked", _("a working day"))],
        coerce=lambda value: value == "worked",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("The decree or the notice, as it will stand in the sums.")
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
