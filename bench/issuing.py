"""Issuing 2,000 documents by 20 threads on PostgreSQL: how fast, and was every number given once, without a gap?

Beside it in the same run, in turn: the floor (the counter's row and the entry in one bare transaction through psycopg)
and the way not taken (the greatest number plus one), whose doubles are counted.
"""

import copy
import queue
import statistics
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import django

django.setup()

import psycopg  # after its settings are named
from django.conf import settings
from django.db import connection

from comms.org.models import Unit, User
from press.releases import services
from press.releases.books import NumberCounter, NumberEntry
from press.releases.models import Release, ReleaseUnit
from press.releases.states import State

THREADS = 20
ROUNDS = 4
EACH = 500
# Beside the tables of the service: the floor and the way not taken leave its register alone.
TABLES = (
    "CREATE TABLE bench_counter (year int PRIMARY KEY, last int NOT NULL)",
    "INSERT INTO bench_counter VALUES (2026, 0)",
    "CREATE TABLE bench_entry (id uuid PRIMARY KEY, year int NOT NULL, number int NOT NULL)",
    "CREATE TABLE bench_greatest (id uuid PRIMARY KEY, year int NOT NULL, number int NOT NULL)",
)


def main() -> None:
    settings.DEBUG = False  # with it every statement is kept in memory
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_counter, bench_entry, bench_greatest")
        for statement in TABLES:
            cursor.execute(statement)
    ids = _approved(ROUNDS * EACH)
    first = sum(NumberCounter.objects.values_list("last", flat=True))
    ours, floor, greatest = [], [], []
    for number in range(ROUNDS):
        ours.append(_timed(_issue, ids[number * EACH : (number + 1) * EACH]))
        floor.append(_timed(_bare, [uuid.uuid4() for _each in range(EACH)]))
        greatest.append(_timed(_greatest, [uuid.uuid4() for _each in range(EACH)]))
    _report(ids, first, ours, floor, greatest)


def _approved(count: int) -> list[uuid.UUID]:
    """Releases that wait to be issued: one draft by the service, and copies of its rows with the hash approved."""
    draft = services.release_create(
        actor=User.objects.get(username="press_officer"),
        title="Thông cáo để đo việc cấp số (minh họa)",
        body="Nội dung minh họa.",
        units=[Unit.objects.get(code="VP")],
    )
    rows = []
    for _each in range(count):
        row = copy.copy(draft)
        row.pk, row._state = uuid.uuid4(), copy.copy(draft._state)
        row._state.adding = True
        row.state, row.approved_sha256 = State.APPROVED, draft.content_sha256
        rows.append(row)
    Release.objects.bulk_create(rows, batch_size=500)
    unit_id = draft.unit_rows.get().unit_id
    ReleaseUnit.objects.bulk_create(ReleaseUnit(release=row, unit_id=unit_id, position=0) for row in rows)
    return [row.pk for row in rows]


def _issue(wanted: Iterable[uuid.UUID]) -> list[float]:
    actor = User.objects.get(username="spokesperson")
    took = []
    for release_id in wanted:
        began = time.perf_counter()
        services.release_issue(actor=actor, release_id=release_id, version=1)
        took.append(time.perf_counter() - began)
    connection.close()
    return took


def _bare(wanted: Iterable[uuid.UUID]) -> list[float]:
    def take(cursor: Any, key: uuid.UUID) -> None:
        number = cursor.execute("UPDATE bench_counter SET last = last + 1 WHERE year = 2026 RETURNING last").fetchone()
        cursor.execute("INSERT INTO bench_entry VALUES (%s, 2026, %s)", [key, number[0]])

    return _through_psycopg(take, wanted)


def _greatest(wanted: Iterable[uuid.UUID]) -> list[float]:
    def take(cursor: Any, key: uuid.UUID) -> None:
        cursor.execute(
            "INSERT INTO bench_greatest SELECT %s, 2026, coalesce(max(number), 0) + 1 FROM bench_greatest", [key]
        )

    return _through_psycopg(take, wanted)


def _through_psycopg(take: Callable[[Any, uuid.UUID], None], wanted: Iterable[uuid.UUID]) -> list[float]:
    took = []
    base = settings.DATABASES["default"]
    with psycopg.connect(
        host=base["HOST"], port=base["PORT"] or 5432, user=base["USER"], password=base["PASSWORD"], dbname=base["NAME"]
    ) as link:
        for key in wanted:
            began = time.perf_counter()
            with link.transaction(), link.cursor() as cursor:
                take(cursor, key)
            took.append(time.perf_counter() - began)
    return took


def _timed(work: Callable[[Iterable[uuid.UUID]], list[float]], ids: list[uuid.UUID]) -> tuple[float, list[float]]:
    """Seconds in all, and of each, when 20 threads take from one queue."""
    waiting: queue.SimpleQueue[uuid.UUID] = queue.SimpleQueue()
    for each in ids:
        waiting.put(each)
    took: list[float] = []
    failed: list[BaseException] = []

    def taken() -> Iterable[uuid.UUID]:
        while True:
            try:
                yield waiting.get_nowait()
            except queue.Empty:
                return

    def run() -> None:
        try:
            took.extend(work(taken()))
        except BaseException as error:  # noqa: BLE001  # told by the main thread, which then ends the run
            failed.append(error)

    threads = [threading.Thread(target=run) for _each in range(THREADS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return time.perf_counter() - began, took


def _report(
    ids: list[uuid.UUID],
    first: int,
    ours: list[tuple[float, list[float]]],
    floor: list[tuple[float, list[float]]],
    greatest: list[tuple[float, list[float]]],
) -> None:
    numbers = sorted(NumberEntry.objects.filter(release__in=ids).values_list("number", flat=True))
    if numbers != list(range(first + 1, first + len(ids) + 1)):
        raise SystemExit("bench: the numbers have a gap or a double")
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM bench_greatest")
        doubles = sum(count - 1 for count in Counter(row[0] for row in cursor.fetchall()).values())
        cursor.execute("DROP TABLE bench_counter, bench_entry, bench_greatest")
    each = sorted(seconds for _took, all_of in ours for seconds in all_of)
    sys.stdout.write(
        f"issuing {len(ids)} documents by {THREADS} threads, {ROUNDS} rounds in turn: numbers {numbers[0]} to "
        f"{numbers[-1]}, no gap, no double\n"
        f"  service {_rate(ours):.0f}/s (one: median {1000 * statistics.median(each):.0f} ms, "
        f"95 of 100 within {1000 * each[len(each) * 95 // 100]:.0f} ms); "
        f"bare counter {_rate(floor):.0f}/s; greatest number plus one {_rate(greatest):.0f}/s with {doubles} doubles\n"
    )


def _rate(rounds: list[tuple[float, list[float]]]) -> float:
    return statistics.median(EACH / took for took, _each in rounds)


if __name__ == "__main__":
    main()
