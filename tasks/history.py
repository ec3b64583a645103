"""The words of this app's audit actions."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "tasks.task.recorded": _("task recorded from the plan's decision"),
    "tasks.task.created": _("task drafted"),
    "tasks.task.changed": _("task changed"),
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
}
