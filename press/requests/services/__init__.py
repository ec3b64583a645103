"""Every write of this room: press requests.

Locks: the request (of a hand-off, then that), the mandate, clocks, the head of the audit chain.
"""

from press.requests.services.answering import (
    request_answer,
    request_approve,
    request_draft,
    request_promise,
    request_return,
)
from press.requests.services.ending import request_refuse, request_send_reason, request_withdraw
from press.requests.services.intake import (
    asker_let_go,
    request_classify,
    request_conclude,
    request_edit,
    request_register,
)
from press.requests.services.reminders import parts_late_tell, promises_tell
from press.requests.services.units import (
    hand_off_receive,
    request_assign,
    request_contribute,
    request_hand_over,
    request_transfer,
)

__all__ = [
    "asker_let_go",
    "hand_off_receive",
    "parts_late_tell",
    "promises_tell",
    "request_answer",
    "request_approve",
    "request_assign",
    "request_classify",
    "request_conclude",
    "request_contribute",
    "request_draft",
    "request_edit",
    "request_hand_over",
    "request_promise",
    "request_refuse",
    "request_register",
    "request_return",
    "request_send_reason",
    "request_transfer",
    "request_withdraw",
]
