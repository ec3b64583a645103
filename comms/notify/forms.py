"""Forms of the pages of notices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.web.forms import PageForm


class NoticeFilters(PageForm):
    """Which notices the list shows."""

    ALL, UNREAD = "", "unread"

    show = forms.ChoiceField(
        label=_("Notices"),
        required=False,
        choices=[(ALL, _("all notices")), (UNREAD, _("unread notices"))],
    )
