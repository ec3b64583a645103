"""The words of this app's audit actions."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "plans.scheme.recorded": _("scheme recorded"),
    "plans.scheme.changed": _("scheme changed"),
    "plans.plan.recorded": _("plan recorded from its decision"),
    "plans.plan.created": _("plan drafted"),
    "plans.plan.copied": _("content copied from another plan"),
    "plans.plan.carried_over": _("unfinished tasks of another plan taken over"),
    "plans.plan.changed": _("plan changed"),
    "plans.plan.submitted": _("plan submitted for issue"),
    "plans.plan.returned": _("plan returned to its owner unit"),
    "plans.plan.issued": _("plan issued"),
    "plans.plan.started": _("plan started"),
    "plans.plan.amended": _("plan amended by a decision"),
    "plans.plan.closed": _("plan closed"),
    "plans.plan.archived": _("plan archived"),
    "plans.objective.recorded": _("objective recorded"),
    "plans.objective.changed": _("objective changed"),
    "plans.objective.moved": _("objective moved to another place"),
    "plans.objective.deleted": _("objective taken out"),
    "plans.topic.created": _("topic drafted"),
    "plans.topic.changed": _("topic changed"),
    "plans.topic.moved": _("topic moved to another place"),
    "plans.topic.deleted": _("topic taken out of the draft"),
    "plans.indicator.created": _("indicator drafted"),
    "plans.indicator.changed": _("indicator changed"),
    "plans.indicator.moved": _("indicator moved to another place"),
    "plans.indicator.deleted": _("indicator taken out"),
    "plans.indicator.declared": _("figure declared"),
}
