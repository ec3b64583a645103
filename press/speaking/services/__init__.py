"""Every write of this room: mandates and statements.

Locks: the agency (while a mandate is recorded), the statement, its mandate, clocks, the head of the audit chain.
"""

from press.speaking.services.mandates import mandate_publish, mandate_record, mandate_revoke
from press.speaking.services.statements import (
    statement_approve,
    statement_correct,
    statement_draft,
    statement_give,
    statement_update,
)

__all__ = [
    "mandate_publish",
    "mandate_record",
    "mandate_revoke",
    "statement_approve",
    "statement_correct",
    "statement_draft",
    "statement_give",
    "statement_update",
]
