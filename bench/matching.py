"""Has this claim been refuted?  One new text against 100,000 claims (BENCH_CLAIMS) that much resemble each other.

On PostgreSQL beside `pg_trgm` (its operator with a GIN index) and beside rapidfuzz over all texts held in memory, in
turn in one run; then on SQLite alone.  New texts are said again from known ones (recall is how many lead back), or are
about what nobody said before (every suggestion is false).
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # after its settings are named
from django.core.management import call_command
from django.db import Error, connection, transaction
from rapidfuzz import fuzz, process

from bench import said
from comms.core import clock
from comms.core.text import fold
from comms.org.models import User
from incidents.selectors.matching import earlier_claims

SIZE = int(os.environ.get("BENCH_CLAIMS", "100000"))
SAID_AGAIN = int(os.environ.get("BENCH_SAID_AGAIN", "300"))
# The slow ways are asked this often; the service each time beside them, and on the rest alone.
COMPARED = int(os.environ.get("BENCH_COMPARED", "15"))
GOAL_RECALL, GOAL_FASTER = 0.98, 500


def main() -> None:
    settings.DEBUG = False  # with it every statement is kept in memory
    dice = random.Random(2026)  # noqa: S311  # the same claims in every run
    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)
        call_command("load_sample", verbosity=0)
    texts = list(said.claims(SIZE + 100, dice))
    texts, unsaid = texts[:SIZE], texts[SIZE:]
    began = time.monotonic()
    ids = said.fill(texts)
    _say(f"\n{connection.vendor}: {SIZE:,} claims written in {time.monotonic() - began:.0f} s".replace(",", "."))
    leader = User.objects.get(username="leader")
    _recall(leader, ids, texts, unsaid, dice)
    if connection.vendor == "postgresql":
        _compare(leader, texts, dice)
        _on_sqlite()


def _recall(leader: User, ids: list[Any], texts: list[str], unsaid: list[str], dice: random.Random) -> None:
    for text in texts[:50]:  # statements and caches warm, as in a server that runs
        earlier_claims(leader, text)
    chosen = dice.sample(range(len(texts)), SAID_AGAIN)
    found, others, times = 0, 0, []
    for index in chosen:
        text = said.again(texts[index], dice)
        took, answer = _timed(lambda text=text: earlier_claims(leader, text))  # type: ignore[misc]  # bound now
        times.append(took)
        right = any(one.claim.pk == ids[index] for one in answer)
        found, others = found + right, others + len(answer) - right
    false = [len(earlier_claims(leader, text)) for text in unsaid]
    _say(
        f"  recall {found} of {SAID_AGAIN} ({found / SAID_AGAIN:.3f}; goal ≥ {GOAL_RECALL}), "
        f"beside them {others} others;"
        f" {sum(map(bool, false))} of {len(false)} texts that nobody said before got a suggestion\n"
        f"  the service: median {statistics.median(times):.2f} ms, "
        f"95 of 100 in {sorted(times)[len(times) * 19 // 20]:.2f} ms"
    )


def _compare(leader: User, texts: list[str], dice: random.Random) -> None:
    folded = [fold(text) for text in texts]
    ways: dict[str, Callable[[str], Any]] = {
        "the service": lambda text: earlier_claims(leader, text),
        "rapidfuzz over all": lambda text: process.extract(fold(text), folded, scorer=fuzz.token_set_ratio, limit=5),
    }
    if _has_trigrams():
        ways["pg_trgm %, GIN"] = _by_trigrams
    took: dict[str, list[float]] = {name: [] for name in ways}
    for text in [said.again(text, dice) for text in dice.sample(texts, COMPARED)]:
        for name, way in ways.items():
            took[name].append(_timed(lambda way=way, text=text: way(text))[0])  # type: ignore[misc]  # bound now
    own = took.pop("the service")
    _say(f"  in turn, {COMPARED} times: the service {statistics.median(own):.2f} ms")
    for name, times in took.items():
        faster = statistics.median(theirs / ours for ours, theirs in zip(own, times, strict=True))
        _say(f"    {name}: {statistics.median(times):.0f} ms, {faster:.0f} × as long (goal ≥ {GOAL_FASTER})")


def _has_trigrams() -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute("CREATE INDEX bench_claim_trgm ON incidents_claim USING gin (folded gin_trgm_ops)")
    except Error as error:
        _say(f"  pg_trgm is not measured: {error}")
        return False
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_claim")
    return True


def _by_trigrams(text: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, similarity(folded, %s) FROM incidents_claim WHERE folded %% %s ORDER BY 2 DESC LIMIT 5",
            [fold(text), fold(text)],
        )
        return cursor.fetchall()


def _on_sqlite() -> None:
    with tempfile.TemporaryDirectory(prefix="comms-bench-") as place:
        surroundings = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{Path(place) / 'claims.sqlite3'}",
            "COMMS_VAR_DIR": place,
        }
        done = subprocess.run(
            [sys.executable, "-m", "bench.matching"], check=True, capture_output=True, text=True, env=surroundings
        )
        _say(done.stdout.rstrip())


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what came of it; within a request that has asked the clock, as whoever signs in does."""
    with clock.held():
        clock.now()
        began = time.perf_counter()
        answer = work()
        return (time.perf_counter() - began) * 1000, answer


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
