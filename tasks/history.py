"""The words of this app's audit actions and of its kinds of notices."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "tasks.task.recorded": _("task recorded from the plan's decision"),
    "tasks.task.created": _("task drafted"),
    "tasks.task.changed": _("task changed"),
    "tasks.task.linked": _("linked with the unfinished task of the plan that was copied"),
    "tasks.task.accepted": _("task accepted"),
    "tasks.task.returned": _("task returned"),
    "tasks.task.assigned": _("task assigned again"),
    "tasks.task.started": _("work started"),
    "tasks.task.updated": _("progress reported"),
    "tasks.task.blocked": _("work blocked"),
    "tasks.task.unblocked": _("work resumed"),
    "tasks.task.submitted": _("result submitted for verification"),
    "tasks.task.verified": _("result verified"),
    "tasks.task.rejected": _("result rejected"),
    "tasks.task.cancelled": _("task cancelled"),
    "tasks.task.reopened": _("task reopened"),
    "tasks.evidence.added": _("evidence added"),
    "tasks.task.carried_over": _("task carried over to another plan"),
    "tasks.amendment.opened": _("amendment drafted"),
    "tasks.amendment.described": _("decision and reason of the amendment written"),
    "tasks.amendment.line_added": _("line added to the amendment"),
    "tasks.amendment.line_removed": _("line taken out of the amendment"),
    "tasks.amendment.discarded": _("amendment discarded"),
    "tasks.extension.requested": _("extension requested"),
    "tasks.extension.approved": _("extension approved"),
    "tasks.extension.refused": _("extension refused"),
    "tasks.contribution.delivered": _("part of a coordinating unit delivered"),
    "tasks.contribution.confirmed": _("part of a coordinating unit confirmed"),
    "tasks.contribution.sent_back": _("part of a coordinating unit sent back"),
    "tasks.task.put_in_charge": _("officer in charge named"),
    "tasks.task.handed_over": _("work handed over"),
    "tasks.handover.made": _("open work handed over in one act"),
    "tasks.comment.added": _("comment added"),
    "tasks.import.begun": _("assignment table uploaded"),
    "tasks.import.applied": _("assignment table imported"),
}

NOTICES = {
    "tasks.digest": _("daily digest of a unit's work"),
    "tasks.mention": _("mention in a comment"),
}
