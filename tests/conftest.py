"""Fixtures that every test may use."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from comms.core import clock
from tests.cast import Cast, build_cast

TODAY = datetime(2026, 11, 21, 9, 0, tzinfo=clock.HANOI)


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[datetime]:
    """Every test stands on Saturday 21/11/2026, 09:00 in Hanoi, unless it freezes another instant inside."""
    with clock.frozen(TODAY):
        yield TODAY


@pytest.fixture
def cast(db: Any) -> Cast:
    return build_cast()
