"""The words of this app's audit actions."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "deadlines.rule.recorded": _("legal deadline recorded"),
    "deadlines.rule.amended": _("legal deadline amended"),
    "deadlines.calendar_day.set": _("decreed day entered in the calendar"),
    "deadlines.calendar_day.removed": _("wrongly entered day taken out of the calendar"),
    "deadlines.clock.started": _("legal clock started"),
    "deadlines.clock.stopped": _("legal clock stopped"),
    "deadlines.clock.stop_corrected": _("legal clock: an earlier act registered as the stop"),
    "deadlines.clock.reopened": _("legal clock runs again: no act that stopped it stands"),
    "deadlines.clock.breached": _("legal deadline passed without the act that the law asks for"),
    "deadlines.clock.breach_explained": _("reason of a missed legal deadline recorded"),
    # Of events from before a recount had log lines of its own.
    "deadlines.clock.recounted": _("legal clock counted again"),
}
