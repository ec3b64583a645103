"""The words of this room's audit actions."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "press.mandate.recorded": _("mandate recorded"),
    "press.mandate.published": _("mandate published"),
    "press.mandate.revoked": _("mandate revoked"),
    "press.statement.drafted": _("statement drafted"),
    "press.statement.edited": _("statement edited"),
    "press.statement.approved": _("statement approved"),
    "press.statement.given": _("statement given"),
    "press.statement.corrected": _("statement corrected"),
}
