"""What this app announces to the floors above.  Receivers make one service call, inside the same transaction."""

from django.dispatch import Signal

plan_dates_changing = Signal()
"""Sent by `plan_update` with `plan_id` before it locks the plan: what is locked before a plan is locked now."""

plan_dates_changed = Signal()
"""Sent by `plan_update` with `plan`, and `starts` and `ends` of before, after the change and before the evidence."""
