"""The file that is to be checked."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comms.web.forms import PageForm


class VerifyFileForm(PageForm):
    file = forms.FileField(label=_("PDF file"), help_text=_("It is compared with the issued document and not kept."))

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > settings.FILE_MAX_BYTES:
            raise forms.ValidationError(_("The file is too large."), code="too_large")
        return upload
