"""Message lines, drafted and approved as the cast would."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from press.messages.models import MessageLine
from press.messages.services import line_approve, line_draft
from tests.cast import Cast

MakeLine = Callable[..., MessageLine]


@pytest.fixture
def drafted_of(cast: Cast) -> MakeLine:
    """A draft of the press officer, of the office, since 01/11/2026 without an end; any field may be given."""

    def make(**fields: Any) -> MessageLine:
        values: dict[str, Any] = {
            "actor": cast.press_officer,
            "topic": "Cổng Pháp luật quốc gia",
            "text": "Cổng không thu phí của người dân.",
            "valid_from": date(2026, 11, 1),
            "owner_unit": cast.units["VP"],
        }
        return line_draft(**(values | fields))

    return make


@pytest.fixture
def line_of(cast: Cast, drafted_of: MakeLine) -> MakeLine:
    """The same, approved by the spokesperson."""

    def make(**fields: Any) -> MessageLine:
        draft = drafted_of(**fields)
        return line_approve(actor=cast.spokesperson, messageline_id=draft.pk, version=draft.version)

    return make
