"""The words of the audit actions of correction requests and of reports to a competent body."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "incidents.correction.drafted": _("correction request drafted"),
    "incidents.correction.edited": _("correction request edited"),
    "incidents.correction.sent": _("correction demanded"),
    "incidents.correction.answered": _("outlet answered"),
    "incidents.correction.escalated": _("correction request escalated"),
    "incidents.correction.closed": _("correction request closed"),
    "incidents.centre_report.sent": _("reported to a competent body"),
    "incidents.centre_report.answered": _("competent body answered"),
    "incidents.destination.added": _("body added to the register"),
    "incidents.destination.edited": _("entry of the register edited"),
}
