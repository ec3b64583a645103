"""What this app announces to the floors above.  Receivers make one service call, inside the same transaction."""

from django.dispatch import Signal

task_verified = Signal()
"""Sent by `task_verify` with `task` and `actor` after the move and before the evidence."""
