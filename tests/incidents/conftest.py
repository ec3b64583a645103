"""The legal rules, which the clocks need; messages are read in English here."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

import comms.sample
from comms.deadlines.services import rules_load


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def rules(db: Any) -> None:
    path = Path(comms.sample.__file__).parent / "data" / "deadline_rules.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rules_load(csv.DictReader(file))
