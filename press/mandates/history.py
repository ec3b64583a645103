"""The words of this room's audit actions."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "press.mandate.recorded": _("mandate recorded"),
    "press.mandate.amended": _("record of the mandate corrected"),
    "press.mandate.published": _("mandate published"),
    "press.mandate.revoked": _("mandate revoked"),
}

NOTICES = {"press.mandate_ending": _("a mandate ends soon")}
