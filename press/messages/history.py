"""The words of this room's audit actions and notices."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "press.messageline.drafted": _("message line drafted"),
    "press.messageline.edited": _("message line edited"),
    "press.messageline.approved": _("message line approved"),
    "press.messageline.replaced": _("message line replaced by a new one"),
    "press.messageline.withdrawn": _("message line withdrawn"),
}
NOTICES = {"press.line_lapses": _("a message line lapses soon")}
WRITING = ("press.messageline.drafted", "press.messageline.edited")
