"""The tables go back to an earlier state of the scheme and forward again, with every index that is written out."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.operation.test_start import start

FIRST, SECOND = "tasks_task_rollup", "tasks_task_plan_rollup"


def indexes(place: Path) -> set[str]:
    with closing(sqlite3.connect(next(place.rglob("*.sqlite3")))) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'").fetchall()
    return {name for (name,) in rows} & {FIRST, SECOND}


def test_the_tasks_go_back_and_forward(tmp_path: Path) -> None:
    """On SQLite, which builds a table anew for most changes and forgets what was written out."""
    for target, expected in (
        ([], {FIRST, SECOND}),
        (["0004"], {FIRST}),
        (["0003"], {FIRST}),
        (["0002"], set()),
        ([], {FIRST, SECOND}),
    ):
        done = start(["manage.py", "migrate", "tasks", *target], tmp_path)
        assert done.returncode == 0, done.stderr[-2000:]
        assert indexes(tmp_path) == expected, target
