"""The only clock: the database's, asked once a request or job.

`held()` opens the span of one request or job; inside it `now()` is one instant.  Tests use `frozen(at)`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

_ASK = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
}

_held: ContextVar[list[datetime] | None] = ContextVar("held", default=None)


def now() -> datetime:
    """This instant, aware.  Legal and visible times are shown in Hanoi time."""
    holder = _held.get()
    if holder is None:
        return _ask()
    if not holder:
        holder.append(_ask())
    return holder[0]


def today() -> date:
    """The date in Hanoi."""
    return now().astimezone(HANOI).date()


@contextmanager
def held() -> Iterator[None]:
    """Hold one instant for one request or job; the database is asked at the first `now()`.

    Inside a frozen clock this changes nothing.
    """
    holder = _held.get()
    token = _held.set(holder if holder is not None and getattr(holder, "frozen", False) else [])
    try:
        yield
    finally:
        _held.reset(token)


class _Frozen(list[datetime]):
    frozen = True


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """For tests and rehearsals: `now()` is `at` throughout, also inside `held()`."""
    if at.tzinfo is None:
        raise ValueError("the clock takes aware instants only")
    token = _held.set(_Frozen([at]))
    try:
        yield
    finally:
        _held.reset(token)


def _ask() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(_ASK[connection.vendor])
        (value,) = cursor.fetchone()
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.astimezone(UTC)
