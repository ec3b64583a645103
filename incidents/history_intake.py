"""The words of what the public reports, in evidence and notices; notices of triage."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "incidents.publicreport.received": _("report by the public received"),
    "incidents.publicreport.taken": _("report by the public taken"),
    "incidents.publicreport.dismissed": _("report by the public dismissed"),
    "incidents.publicreport.answered": _("report by the public answered"),
    "incidents.publicreport.forgotten": _("name and address of the sender blanked"),
}
ESCALATED, WATCH_ENDS, PUBLIC_REPORT = "incidents.escalated", "incidents.watch_ends", "incidents.public_report"
NOTICES = {
    ESCALATED: _("an incident is escalated to leadership"),
    WATCH_ENDS: _("the watch of an incident ends"),
    PUBLIC_REPORT: _("a report by the public has come"),
}
