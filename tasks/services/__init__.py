"""Every write of tasks: assignment (what is to be done by whom), work (the verbs), evidence."""

from tasks.services.assignment import Coordinating, task_create, task_edit, task_record
from tasks.services.evidence import EvidenceInput, evidence_add
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
    "Coordinating",
    "EvidenceInput",
    "evidence_add",
    "task_accept",
    "task_assign",
    "task_block",
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
]
