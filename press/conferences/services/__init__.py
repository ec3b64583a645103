"""Every write of this room: conferences, accreditation, questions, minutes.

Locks: the conference → its mandate; the conference → journalists (by key); the question → the plan and its tasks, or
the mandate; then the head of the audit chain.  A new accreditation or question holds its conference.
"""

from press.conferences.services.accreditation import (
    accreditation_accredit,
    accreditation_attend,
    accreditation_refuse,
    accreditation_register,
    accreditation_unattend,
    accreditations_exported,
    journalist_let_go,
    list_accredit,
)
from press.conferences.services.conferences import (
    conference_announce,
    conference_cancel,
    conference_edit,
    conference_end,
    conference_hold,
    conference_plan,
    conference_reschedule,
)
from press.conferences.services.invitation import conference_invite
from press.conferences.services.minutes import minutes_approve, minutes_write
from press.conferences.services.promises import question_promise, question_request, question_task
from press.conferences.services.questions import question_answer, question_ask, question_edit

__all__ = [
    "accreditation_accredit",
    "accreditation_attend",
    "accreditation_refuse",
    "accreditation_register",
    "accreditation_unattend",
    "accreditations_exported",
    "conference_announce",
    "conference_cancel",
    "conference_edit",
    "conference_end",
    "conference_hold",
    "conference_invite",
    "conference_plan",
    "conference_reschedule",
    "journalist_let_go",
    "list_accredit",
    "minutes_approve",
    "minutes_write",
    "question_answer",
    "question_ask",
    "question_edit",
    "question_promise",
    "question_request",
    "question_task",
]
