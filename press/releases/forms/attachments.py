"""The files of a draft."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.web.forms import PageForm
from press.releases.content import Limit
from press.releases.models import ReleaseAttachment


class DescribeForm(PageForm):
    """What stands beside a file."""

    caption = forms.CharField(label=_("Caption"), required=False, max_length=Limit.CAPTION)
    alt = forms.CharField(
        label=_("Description of the picture"),
        required=False,
        max_length=Limit.CAPTION,
        help_text=_("What the picture shows, for those who do not see it. Every picture needs one."),
    )
    credit = forms.CharField(label=_("Source of the picture"), required=False, max_length=100)
    position = forms.IntegerField(
        label=_("Place among the files"), required=False, min_value=1, max_value=Limit.ATTACHMENTS
    )


class AttachForm(DescribeForm):
    """A new file, at the end."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A picture is a JPEG, PNG or WebP file; it goes out without the data of the camera."),
    )
    role = forms.ChoiceField(label=_("It is"), choices=ReleaseAttachment.Role.choices)
    position = None
    field_order = ("file", "role", "caption", "alt", "credit")
