import csv
from typing import Any

import pytest

from comms.deadlines.services import rules_load
from comms.sample.units import DATA


@pytest.fixture
def rules(db: Any) -> None:
    with (DATA / "deadline_rules.csv").open(encoding="utf-8", newline="") as file:
        rules_load(csv.DictReader(file))
