"""The legal rules, which the clocks need; messages are read in English here."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from rest_framework.test import APIClient

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


@pytest.fixture
def queries_of() -> Callable[..., int]:
    """How many queries a signed-in person's GET costs."""

    def count(user: Any, url: str) -> int:
        client = APIClient()
        client.force_login(user)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    return count
