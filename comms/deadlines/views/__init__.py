"""Pages: the clocks, how one of them was counted, the calculator, the rules and the calendar that they run by."""

from comms.deadlines.views.calendar import CalendarPage, DayCreate, DayEdit, DayRemove
from comms.deadlines.views.clocks import ClockList, ClockPage
from comms.deadlines.views.explain import ExplainPage
from comms.deadlines.views.rules import RuleCreate, RuleEdit, RulesPage

__all__ = [
    "CalendarPage",
    "ClockList",
    "ClockPage",
    "DayCreate",
    "DayEdit",
    "DayRemove",
    "ExplainPage",
    "RuleCreate",
    "RuleEdit",
    "RulesPage",
]
