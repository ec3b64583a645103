"""The words of the audit actions and notices of the handling."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "incidents.role.assigned": _("role assigned"),
    "incidents.role.ended": _("role ended"),
    "incidents.timeline.pinned": _("timeline entry pinned"),
    "incidents.timeline.unpinned": _("timeline entry unpinned"),
    "incidents.update.given": _("situation update given"),
    "incidents.update.missed": _("situation update overdue"),
    "incidents.decision.made": _("response decided"),
    "incidents.decision.reviewed": _("response decision reviewed"),
    "incidents.playbook.written": _("playbook written"),
    "incidents.playbook.edited": _("playbook edited"),
    "incidents.playbook.applied": _("playbook applied"),
    "incidents.checklist.done": _("checklist item done"),
    "incidents.checklist.undone": _("checklist item not done after all"),
    "incidents.agreement.asked": _("agreement on content asked"),
    "incidents.agreement.agreed": _("other agency agreed on the content"),
    "incidents.agreement.objected": _("other agency objected to the content"),
    "incidents.agreement.withdrawn": _("agreement on content no longer needed"),
}
ROLE, UPDATE_DUE, UPDATE_MISSED, DECISION_DUE = (
    "incidents.role",
    "incidents.update_due",
    "incidents.update_missed",
    "incidents.decision_due",
)
NOTICES = {
    ROLE: _("a part in the handling of an incident"),
    UPDATE_DUE: _("a situation update comes due"),
    UPDATE_MISSED: _("a situation update is overdue"),
    DECISION_DUE: _("a response decision is to be reviewed"),
}
