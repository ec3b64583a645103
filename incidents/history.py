"""The words of this app's audit actions."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "incidents.incident.reported": _("incident reported"),
    "incidents.incident.edited": _("facts edited"),
    "incidents.incident.triaged": _("triaged"),
    "incidents.incident.assessed": _("assessed again"),
    "incidents.incident.activated": _("handling began"),
    "incidents.incident.contained": _("contained"),
    "incidents.incident.waived": _("answer waived"),
    "incidents.incident.closed": _("closed"),
    "incidents.incident.reopened": _("reopened"),
    "incidents.incident.reviewed": _("reviewed"),
    "incidents.incident.dismissed": _("dismissed"),
    "incidents.incident.release_linked": _("release linked"),
    "incidents.incident.statement_linked": _("statement linked"),
    "incidents.incident.task_linked": _("task linked"),
    "incidents.incident.answered": _("answer issued"),
    "incidents.incident.answer_revoked": _("answer revoked"),
    "incidents.timeline.written": _("timeline entry written"),
    "incidents.claim.reported": _("claim reported"),
    "incidents.claim.seen": _("sighting recorded"),
    "incidents.claim.checking": _("claim being checked"),
    "incidents.claim.judged": _("claim judged"),
    "incidents.claim.refuted": _("claim refuted"),
    "incidents.claim.published": _("refutation published"),
}
