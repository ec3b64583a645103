"""Mandates and statements for the tests of this room, made by the services."""

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import comms.sample
from comms.core import clock
from comms.deadlines.services import rules_load
from press.mandates.models import Mandate
from press.mandates.services import mandate_record
from press.speaking.models import Statement
from press.speaking.services import statement_draft
from tests.cast import Cast


def hanoi(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=clock.HANOI)  # type: ignore[misc,arg-type]


@pytest.fixture
def rules(db: Any) -> None:
    path = Path(comms.sample.__file__).parent / "data" / "deadline_rules.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rules_load(csv.DictReader(file))


MakeMandate = Callable[..., Mandate]
MakeStatement = Callable[..., Statement]


@pytest.fixture
def mandate_of(cast: Cast) -> MakeMandate:
    """A regular spokesperson's mandate since 01/01/2026, recorded by the press officer; any field may be given."""

    def make(**fields: Any) -> Mandate:
        values: dict[str, Any] = {
            "actor": cast.press_officer,
            "person": cast.spokesperson,
            "capacity": "regular",
            "valid_from": hanoi(2026, 1, 1),
            "decided_at": hanoi(2026, 1, 1),
            "decided_by": "Bộ trưởng",
            "post": "Chánh Văn phòng Bộ",
            "phone": "024 0000 0000",
            "email": "phatngon@example.org",
        }
        return mandate_record(**(values | fields))

    return make


@pytest.fixture
def authorised_of(cast: Cast, mandate_of: MakeMandate) -> MakeMandate:
    """The head of the lead unit, authorised for one matter for a week."""

    def make(**fields: Any) -> Mandate:
        start = fields.get("valid_from", clock.now())
        values: dict[str, Any] = {
            "person": cast.unit_head,
            "capacity": "authorised",
            "valid_from": start,
            "valid_to": start + timedelta(days=7),
            "document_number": "12/GUQ-BTP",
            "scope": "Cổng Pháp luật quốc gia",
            "decided_at": min(start, clock.now()),
        }
        return mandate_of(**(values | fields))

    return make


@pytest.fixture
def statement_of(cast: Cast, mandate_of: MakeMandate) -> MakeStatement:
    """A draft by the press officer under the spokesperson's mandate."""

    def make(**fields: Any) -> Statement:
        values: dict[str, Any] = {
            "actor": cast.press_officer,
            "form": "interview",
            "topic": "Cổng Phổ biến, giáo dục pháp luật",
            "text": "Cổng mở từ ngày 09/11.",
        }
        if "mandate_id" not in fields:
            values["mandate_id"] = (Mandate.objects.first() or mandate_of()).pk
        return statement_draft(**(values | fields))

    return make
