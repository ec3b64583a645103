"""Every write of this room: statements.

Locks: the statement, its mandate, clocks, the head of the audit chain.
"""

from press.speaking.services.statements import (
    statement_approve,
    statement_correct,
    statement_draft,
    statement_give,
    statement_update,
)

__all__ = [
    "statement_approve",
    "statement_correct",
    "statement_draft",
    "statement_give",
    "statement_update",
]
