"""The words of this room's audit actions."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "press.statement.drafted": _("statement drafted"),
    "press.statement.edited": _("statement edited"),
    "press.statement.approved": _("statement approved"),
    "press.statement.stopped": _("approval taken back: the mandate ends first"),
    "press.statement.given": _("statement given"),
    "press.statement.recorded": _("recording kept with the statement"),
    "press.statement.corrected": _("statement corrected"),
}

NOTICES = {"press.statement_stopped": _("an approval of words to be spoken was taken back")}
