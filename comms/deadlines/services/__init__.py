"""Every write of this room.

Locks: rules, then clocks, then what the receivers of `calendar_changed` hold, then (in `record`) the head of the audit
chain.  A start holds the rules of its duty and a change of the calendar or of a rule holds every rule, so that no clock
starts by a calendar or a rule that is just being changed.
"""

from comms.deadlines.services.calendar import calendar_day_remove, calendar_day_set
from comms.deadlines.services.clocks import clock_breach_explain, clock_settle, clock_start, clock_stop
from comms.deadlines.services.rules import rule_amend, rule_record, rules_load
from comms.deadlines.services.sweep import clocks_sweep

__all__ = [
    "calendar_day_remove",
    "calendar_day_set",
    "clock_breach_explain",
    "clock_settle",
    "clock_start",
    "clock_stop",
    "clocks_sweep",
    "rule_amend",
    "rule_record",
    "rules_load",
]
