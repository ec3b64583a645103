"""Every write of this room: statements and their recordings.

Locks: the statement, its mandate, clocks, the head of the audit chain.
"""

from press.speaking.services.recordings import recording_add
from press.speaking.services.statements import (
    FIELDS,
    statement_approve,
    statement_correct,
    statement_draft,
    statement_give,
    statement_update,
)

__all__ = [
    "FIELDS",
    "recording_add",
    "statement_approve",
    "statement_correct",
    "statement_draft",
    "statement_give",
    "statement_update",
]
