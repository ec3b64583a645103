"""The form of an import."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.web.forms import PageForm


class ImportForm(PageForm):
    """The file with the assignment table."""

    file = forms.FileField(
        label=_("File with the assignment table"),
        help_text=_("XLSX, DOCX or CSV, with at most 10,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.docx,.csv,.txt"}),
    )
