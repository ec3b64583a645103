"""What this room announces, in the transaction of the change.  Receivers lock their rows before they record."""

from django.dispatch import Signal

# sender: CalendarDay or Rule; `actor` (None: the system) and `since`, the first date in Hanoi whose counting may differ
# (None: any).  The open clocks are counted again already.
calendar_changed = Signal()

# sender: Clock; `clocks`, a batch with their rules: open clocks whose due instant comes near, each told once.
clock_due_soon = Signal()

# sender: Clock; `clocks`, a batch with their rules: open clocks whose due instant has passed, each told once.
clock_breached = Signal()
