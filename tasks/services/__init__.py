"""Every write of tasks: assignment (what is to be done by whom), work (the verbs), evidence."""

from tasks.services.amendments import (
    Effect,
    LineInput,
    amendment_confirm,
    amendment_describe,
    amendment_discard,
    amendment_effect,
    amendment_line_add,
    amendment_line_remove,
    amendment_open,
    plan_amend,
    plan_amend_effect,
)
from tasks.services.assignment import Coordinating, task_create, task_edit, task_record
from tasks.services.bringing import task_bring
from tasks.services.comments import comment_add
from tasks.services.contributions import (
    contribution_confirm,
    contribution_deliver,
    contribution_send_back,
    person_in_charge,
)
from tasks.services.copies import plan_copy, tasks_carry_over
from tasks.services.evidence import EvidenceInput, evidence_add
from tasks.services.extensions import extension_approve, extension_refuse, extension_request
from tasks.services.handovers import HANDOVER_CHANGED, handover_make, handover_review
from tasks.services.imports import (
    RowsRefused,
    import_begin,
    import_discard,
    import_retry,
    import_write,
    table_check,
    table_import,
)
from tasks.services.work import (
    task_accept,
    task_assign,
    task_block,
    task_cancel,
    task_reject,
    task_reopen,
    task_return,
    task_start,
    task_submit,
    task_unblock,
    task_update,
    task_verify,
)

__all__ = [
    "HANDOVER_CHANGED",
    "Coordinating",
    "Effect",
    "EvidenceInput",
    "LineInput",
    "RowsRefused",
    "amendment_confirm",
    "amendment_describe",
    "amendment_discard",
    "amendment_effect",
    "amendment_line_add",
    "amendment_line_remove",
    "amendment_open",
    "comment_add",
    "contribution_confirm",
    "contribution_deliver",
    "contribution_send_back",
    "evidence_add",
    "extension_approve",
    "extension_refuse",
    "extension_request",
    "handover_make",
    "handover_review",
    "import_begin",
    "import_discard",
    "import_retry",
    "import_write",
    "person_in_charge",
    "plan_amend",
    "plan_amend_effect",
    "plan_copy",
    "table_check",
    "table_import",
    "task_accept",
    "task_assign",
    "task_block",
    "task_bring",
    "task_cancel",
    "task_create",
    "task_edit",
    "task_record",
    "task_reject",
    "task_reopen",
    "task_return",
    "task_start",
    "task_submit",
    "task_unblock",
    "task_update",
    "task_verify",
    "tasks_carry_over",
]
