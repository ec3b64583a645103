"""`make bench`: fill a database of its own, then compare the service with the floor, round by round.

Needs PostgreSQL (TEST_DATABASE_URL, the server only: the database `comms_bench` is made and dropped).
BENCH_KEEP=1 keeps the filled database and takes it again; BENCH_ROUNDS and BENCH_SECONDS set how long it measures.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg

SERVER = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")
NAME = "comms_bench"
KEEP = os.environ.get("BENCH_KEEP") == "1"
# The servers run as in production; only filling with the sample's people needs development.
PRODUCTION = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "127.0.0.1",
    "SITE_URL": "https://comms.example",
    "SECURE_SSL_REDIRECT": "false",
}
place = tempfile.TemporaryDirectory(prefix="comms-bench-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "comms.settings",
    "DJANGO_ENV": "development",
    "DATABASE_URL": f"{SERVER.rpartition('/')[0]}/{NAME}",
    "COMMS_VAR_DIR": place.name,
}

import django  # after its settings are named

django.setup()

from django.core.management import call_command

from bench import fill, rounds
from bench.works import Work, floor_of
from comms.org.models import User
from comms.org.services import token_create
from plans.models import Plan


def main() -> None:
    made = _database()
    try:
        if made:
            call_command("migrate", verbosity=0)
            _say("filling: 100,000 tasks in 200 plans …")
            fill.fill()
        _say("rows: " + ", ".join(f"{name} {_number(count)}" for name, count in fill.described().items()))
        compare()
        of_its_own("bench.importing")
        of_its_own("bench.issuing")
        of_its_own("bench.clocks")
        of_its_own("bench.pdf")
        of_its_own("bench.sightings")
        of_its_own("bench.matching")
    finally:
        django.db.connections.close_all()
        if not KEEP:
            _as_owner(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
        place.cleanup()


def compare() -> None:
    """Each work at the service and at the floor; the list also at the textbook; past days beside today."""
    headers = {"Authorization": f"Token {token_create(actor=User.objects.get(username='leader'), name='bench')}"}
    plan = Plan.objects.get(code="DO-007")
    works = [
        Work("task list, lead unit and state", "/api/v1/tasks/?lead_unit=CNTT&state=in_progress", "tasks", "≥ 0.45"),
        Work("task list, unit takes part, and state", "/api/v1/tasks/?unit=CNTT&state=in_progress", "tasks", "≥ 0.45"),
        Work("progress of a plan, both breakdowns", f"/api/v1/plans/{plan.pk}/progress/", "progress", "≥ 0.50"),
        Work("progress of everything", "/api/v1/progress/", "progress", "≥ 0.50"),
    ]
    file = Path(place.name) / "works.json"
    file.write_text(json.dumps({work.path: floor_of(work, headers) for work in works}, default=str))
    settings = {"BENCH_WORKS": str(file)}
    with ExitStack() as servers:
        service = servers.enter_context(rounds.served("the service", "comms.wsgi:application", PRODUCTION))
        floor = servers.enter_context(rounds.served("the floor", "bench.floor:application", settings))
        book = servers.enter_context(rounds.served("the textbook", "bench.textbook:application", PRODUCTION))
        _say(f"\n{rounds.ROUNDS} rounds of {rounds.SECONDS} s each, in turn; medians of the paired rounds\n")
        _line("", "floor/s", "service/s", "ratio", "goal", "CPU")
        for work in works:
            _agree(service, floor, work, headers)
            ours, theirs = rounds.compared(
                lambda work=work: rounds.measure(service, work.path, headers),  # type: ignore[misc]  # bound now
                lambda work=work: rounds.measure(floor, work.path, {}),  # type: ignore[misc]  # bound now
            )
            _row(work.name, theirs, ours, work.goal)
        _beside(service, headers, works[0].path, works[1].path, "unit takes part : lead unit", "≤ 1.50")
        _beside(service, headers, works[0].path, "/api/v1/tasks/inbox/?unit=CNTT", "inbox : lead unit", "≤ 1.50")
        for name, path in (("a plan", works[2].path), ("everything", works[3].path)):
            _beside(service, headers, path, f"{path}?as_of=2026-05-05", f"as_of : today, {name}", "≤ 3.00")
        ours, theirs = rounds.compared(
            lambda: rounds.measure(service, works[0].path, headers),
            lambda: rounds.measure(book, "/book/tasks/?lead_unit__code=CNTT&state=in_progress", {}),
        )
        _line(
            "task list : textbook DRF",
            f"{rounds.rate(theirs):.1f}",
            f"{rounds.rate(ours):.1f}",
            f"{rounds.ratio(ours, theirs):.2f}",
            "≥ 5.00",
            "",
        )


def of_its_own(module: str) -> None:
    """A measurement in a process of its own: what it takes is nobody else's."""
    answer = subprocess.run([sys.executable, "-m", module], check=True, capture_output=True, text=True)
    _say("\n" + answer.stdout.strip())


def _beside(server: rounds.Server, headers: dict[str, str], first: str, second: str, name: str, goal: str) -> None:
    """How many times as long the second address takes as the first."""
    a, b = rounds.compared(
        lambda: rounds.measure(server, first, headers), lambda: rounds.measure(server, second, headers)
    )
    _line(name, f"{rounds.rate(a):.1f}", f"{rounds.rate(b):.1f}", f"{rounds.ratio(a, b):.2f}", goal, "")


def _agree(service: rounds.Server, floor: rounds.Server, work: Work, headers: dict[str, str]) -> None:
    """The floor answers the same, or the comparison means nothing."""
    ours, theirs = rounds.ask(service, work.path, headers), rounds.ask(floor, work.path, {})
    for name in ("next", "previous"):
        ours.pop(name, None), theirs.pop(name, None)
    if ours != theirs:
        raise SystemExit(f"bench: the floor answers {work.path} with something else than the service")


def _row(name: str, theirs: list[rounds.Sample], ours: list[rounds.Sample], goal: str) -> None:
    _line(
        name,
        f"{rounds.rate(theirs):.1f}",
        f"{rounds.rate(ours):.1f}",
        f"{rounds.ratio(ours, theirs):.2f}",
        goal,
        f"{rounds.cpu_ratio(ours, theirs):.2f}",
    )


def _line(*cells: str) -> None:
    name, *figures = cells
    _say(f"{name:40}" + "".join(f"{cell:>11}" for cell in figures))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _number(count: Any) -> str:
    return f"{count:,}".replace(",", ".")


def _database() -> bool:
    """Make the database; False when a filled one was kept from before."""
    with psycopg.connect(SERVER, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
    if known and KEEP:
        return False
    _as_owner(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
    _as_owner(f'CREATE DATABASE "{NAME}"')
    return True


def _as_owner(statement: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(statement)


if __name__ == "__main__":
    main()
