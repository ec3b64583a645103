"""The flush after a transactional test must empty tables that refuse to be emptied."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_MARK = r"%\_append\_only\_%"


@contextmanager
def lifted() -> Iterator[None]:
    """Without the append-only triggers inside; with the same ones after.  For the flush of a test and nothing else."""
    if connection.vendor == "postgresql":
        tables = _column(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE %s"
        )
        before = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
        after = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
    else:
        where = r"FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s ESCAPE '\'"
        before = [f"DROP TRIGGER {name}" for name in _column(f"SELECT name {where}")]
        after = _column(f"SELECT sql {where}")
    _execute(before)
    try:
        yield
    finally:
        _execute(after)


def _column(query: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, [_MARK])
        return [row[0] for row in cursor.fetchall()]


def _execute(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
