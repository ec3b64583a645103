"""Reading duties: the ministry that has them, what met them, what could, the board."""

from comms.duties.selectors.board import Board, board, years
from comms.duties.selectors.links import Thing, candidates, linked, things
from comms.duties.selectors.rules import RuleBook, first_day, ministry

__all__ = [
    "Board",
    "RuleBook",
    "Thing",
    "board",
    "candidates",
    "first_day",
    "linked",
    "ministry",
    "things",
    "years",
]
