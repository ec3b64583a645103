"""Fixtures that every test may use."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import Settings

from comms.core import clock
from tests.cast import Cast, build_cast
from tests.races import append_only_lifted
from tests.services import SERVICES, need

TODAY = datetime(2026, 11, 21, 9, 0, tzinfo=clock.HANOI)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, service in SERVICES.items():
        if item.get_closest_marker(marker):
            need(service)


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[datetime]:
    """Every test stands on Saturday 21/11/2026, 09:00 in Hanoi, unless it freezes another instant inside."""
    with clock.frozen(TODAY):
        yield TODAY


@pytest.fixture(autouse=True)
def vietnamese() -> None:
    """Every test begins in Vietnamese, whatever language the test before it ended in."""
    translation.activate("vi")


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """Every test has a storage of its own: this directory."""
    folder = tmp_path / "media"
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": str(folder), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder


@pytest.fixture(autouse=True, scope="session")
def flush_of_append_only_tables() -> Iterator[None]:
    """A transactional test ends with a flush; only there the append-only triggers are lifted.

    Django would fill its own tables of permissions again after each flush; nothing here reads them.
    """
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(self: TransactionTestCase) -> None:
        with append_only_lifted(), patch("django.core.management.commands.flush.emit_post_migrate_signal"):
            flush(self)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield


@pytest.fixture
def cast(db: Any) -> Cast:
    return build_cast()


@pytest.fixture
def queries_do_not_grow(db: Any) -> Callable[[Callable[[], Any], Callable[[], Any]], None]:
    """`queries_do_not_grow(read, grow)`: after `grow()` has added rows, `read()` costs no more queries than before."""

    def check(read: Callable[[], Any], grow: Callable[[], Any]) -> None:
        read()  # what is read once for a process is not counted
        with CaptureQueriesContext(connection) as before:
            read()
        grow()
        with CaptureQueriesContext(connection) as after:
            read()
        assert len(before) > 0, "nothing was asked of the database"
        assert len(after) <= len(before), "\n".join(query["sql"] for query in after.captured_queries)

    return check
