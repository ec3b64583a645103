"""Statements as a reader sees them, what a draft is warned of, and everything that was ever said."""

from press.speaking.selectors.said import Said, SaidKind, said_page
from press.speaking.selectors.statements import (
    LINKED,
    recordings_of,
    statements_shown_to,
    warnings_of,
)

__all__ = [
    "LINKED",
    "Said",
    "SaidKind",
    "recordings_of",
    "said_page",
    "statements_shown_to",
    "warnings_of",
]
