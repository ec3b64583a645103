"""The words of this app's audit actions."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "files.file.stored": _("file stored"),
}
