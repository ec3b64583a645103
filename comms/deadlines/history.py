"""The words of this app's audit actions."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "deadlines.rule.recorded": _("legal deadline recorded"),
    "deadlines.calendar_day.set": _("decreed day entered in the calendar"),
    "deadlines.clock.started": _("legal clock started"),
    "deadlines.clock.stopped": _("legal clock stopped"),
    "deadlines.clock.stop_corrected": _("legal clock: an earlier act registered as the stop"),
    "deadlines.clock.reopened": _("legal clock runs again: no act that stopped it stands"),
    "deadlines.clock.recounted": _("legal clock counted again"),
}
