"""What a preview link asks for."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.web.forms import MomentField, PageForm

SUGGESTED = timedelta(days=3)


class ShareForm(PageForm):
    label = forms.CharField(
        label=_("For whom"), max_length=100, help_text=_("A name or an office. It stands in the history.")
    )
    expires_at = MomentField(label=_("Open until"), help_text=_("Hanoi time, at most 14 days from now."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_at"].initial = clock.now().astimezone(clock.HANOI) + SUGGESTED
