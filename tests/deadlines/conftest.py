"""The rules of the law, as every installation has them."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from comms.deadlines.services import rules_load

RULES_FILE = Path(settings.BASE_DIR) / "comms" / "sample" / "data" / "deadline_rules.csv"


def rule_rows() -> list[dict[str, str]]:
    with RULES_FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def rules(db: Any) -> None:
    rules_load(rule_rows())
