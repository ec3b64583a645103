"""Two writers at once, and transactional tests beside append-only tables."""

import contextvars
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread
from time import monotonic, sleep
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

needs_postgresql = pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"],
    reason="writers at once need PostgreSQL: SQLite lets one write at a time",
)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start together; returns what each returned or the exception that it raised."""
    results: list[Any] = [None] * len(calls)
    barrier = Barrier(len(calls), timeout=10)

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            results[index] = calls[index]()
        except Exception as error:  # noqa: BLE001  (the test judges it)
            results[index] = error
        finally:
            connection.close()

    # A thread starts with an empty context; the frozen clock of the test is part of it.
    threads = [Thread(target=contextvars.copy_context().run, args=(run, index)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def await_somebody_waiting() -> None:
    """Until another connection waits for a lock.  PostgreSQL only; fails after twenty seconds."""
    until = monotonic() + 20
    with connection.cursor() as cursor:
        while monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
            if cursor.fetchone()[0]:
                return
            sleep(0.01)
    raise AssertionError("nobody waits for a lock")


@contextmanager
def append_only_lifted() -> Iterator[None]:
    """For tests only: what somebody with the rights of the database's owner could do."""
    triggers = _append_only_triggers()
    assert triggers, "nothing is append-only: the migrations lost their triggers"
    with connection.cursor() as cursor:
        for name, (table, made_by) in triggers.items():
            cursor.execute(f"DROP TRIGGER {name}" if made_by else f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, (table, made_by) in triggers.items():
                cursor.execute(made_by or f"ALTER TABLE {table} ENABLE TRIGGER {name}")


def _append_only_triggers() -> dict[str, tuple[str, str]]:
    """Name → (table, the SQL that makes it; empty on PostgreSQL, where it can be disabled instead)."""
    if connection.vendor == "postgresql":
        sql = "SELECT tgname, tgrelid::regclass::text, '' FROM pg_trigger WHERE strpos(tgname, '_append_only_') > 0"
    else:
        sql = (
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND instr(name, '_append_only_') > 0"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name: (table, made_by) for name, table, made_by in cursor.fetchall()}
