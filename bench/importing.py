"""An import of 5,000 rows from XLSX in a process of its own: how long it took, and the most memory it had.

The database is the one of the environment, with the sample's people in it; the plan that is made stays there.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

import django

django.setup()

from django.conf import settings  # after its settings are named
from django.core.files.base import ContentFile
from django.db import connection

from comms.org.models import Unit, User
from plans.services import plan_create
from tasks.services import table_import

ROWS = int(os.environ.get("BENCH_IMPORT_ROWS", "5000"))
GOAL_MB = 300


def main() -> None:
    settings.DEBUG = False  # with it every statement is kept in memory
    officer = User.objects.get(username="officer")
    plan = plan_create(
        actor=officer,
        code=f"NHAP-{int(time.time())}",
        title="Kế hoạch để đo việc nhập bảng (minh họa)",
        owner_unit=Unit.objects.get(code="C-PBGDPL-TGPL"),
        starts=date(2026, 1, 1),
        ends=date(2026, 12, 31),
    )
    upload = ContentFile(_table(), name="bang.xlsx")
    statements = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*arguments)

    before, began = _resident(), time.monotonic()
    with connection.execute_wrapper(count), _watched() as seen:
        report = table_import(actor=officer, plan_id=plan.pk, upload=upload)
    took = time.monotonic() - began
    sys.stdout.write(
        f"import of {report['created']} rows from XLSX: {took:.1f} s, {statements} statements, "
        f"at most {max(seen):.0f} MB of memory with the child that reads the cells "
        f"({before:.0f} MB before; goal < {GOAL_MB} MB)\n"
    )


@contextmanager
def _watched() -> Iterator[list[float]]:
    """What the process and its children held together, in MB, looked at every few milliseconds.

    `getrusage` would not do: it keeps the peak of the process that started this one, and leaves out living children.
    """
    seen, ended = [_resident()], Event()

    def look() -> None:
        while not ended.wait(0.005):
            seen.append(_resident())

    watcher = Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        watcher.join()


def _resident() -> float:
    """Memory of this process and of its children at this moment, in MB."""
    own = Path("/proc/self")
    children = [child for task in own.glob("task/*/children") for child in task.read_text().split()]
    pages = 0
    for place in (own, *(Path("/proc") / child for child in children)):
        with suppress(OSError):  # a child may just have ended
            pages += int((place / "statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _table() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bang.xlsx"
        command = [sys.executable, "-m", "bench.table", str(path), str(ROWS)]
        subprocess.run(command, check=True)
        return path.read_bytes()


if __name__ == "__main__":
    main()
