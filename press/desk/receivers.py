"""What the press desk does when legal clocks are announced: one service call each."""

from collections.abc import Sequence
from typing import Any

from comms.deadlines.models import Clock
from press.desk.services import BREACHED, DUE_SOON, press_clocks_tell


def on_clock_due_soon(*, clocks: Sequence[Clock], **_: Any) -> None:
    press_clocks_tell(DUE_SOON, clocks)


def on_clock_breached(*, clocks: Sequence[Clock], **_: Any) -> None:
    press_clocks_tell(BREACHED, clocks)
