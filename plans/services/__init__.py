"""Every write of schemes, plans, objectives, topics and indicators."""

from plans.services.common import require_draft
from plans.services.indicators import (
    Target,
    actual_declare,
    indicator_create,
    indicator_delete,
    indicator_move,
    indicator_update,
    target_add,
)
from plans.services.objectives import (
    objective_create,
    objective_delete,
    objective_move,
    objective_record,
    objective_update,
)
from plans.services.plans import (
    access_set,
    plan_archive,
    plan_close,
    plan_create,
    plan_issue,
    plan_record,
    plan_return,
    plan_start,
    plan_submit,
    plan_update,
)
from plans.services.readers import plan_close_to, plan_open_to
from plans.services.schemes import scheme_create, scheme_record, scheme_update
from plans.services.topics import topic_create, topic_delete, topic_move, topic_update

__all__ = [
    "Target",
    "access_set",
    "actual_declare",
    "indicator_create",
    "indicator_delete",
    "indicator_move",
    "indicator_update",
    "objective_create",
    "objective_delete",
    "objective_move",
    "objective_record",
    "objective_update",
    "plan_archive",
    "plan_close",
    "plan_close_to",
    "plan_create",
    "plan_issue",
    "plan_open_to",
    "plan_record",
    "plan_return",
    "plan_start",
    "plan_submit",
    "plan_update",
    "require_draft",
    "scheme_create",
    "scheme_record",
    "scheme_update",
    "target_add",
    "topic_create",
    "topic_delete",
    "topic_move",
    "topic_update",
]
