"""Every write of schemes, plans and objectives."""

from plans.services.common import require_draft
from plans.services.objectives import objective_create, objective_record, objective_update
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
from plans.services.schemes import scheme_create, scheme_record, scheme_update

__all__ = [
    "access_set",
    "objective_create",
    "objective_record",
    "objective_update",
    "plan_archive",
    "plan_close",
    "plan_create",
    "plan_issue",
    "plan_record",
    "plan_return",
    "plan_start",
    "plan_submit",
    "plan_update",
    "require_draft",
    "scheme_create",
    "scheme_record",
    "scheme_update",
]
