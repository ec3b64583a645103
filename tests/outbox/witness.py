"""Loaded by the workers of test_celery: effects that leave a trace in a file."""

import os
import signal
import time
from pathlib import Path

from comms.outbox.handlers import handles


@handles("tests.witness")
def witness(path: str) -> None:
    with Path(path).open("a") as trace:
        trace.write(f"{os.getpid()}\n")


@handles("tests.killed_once")
def killed_once(path: str) -> None:
    """The first process that does this is killed while it does it."""
    first = not Path(path).exists()
    witness(path)
    if first:
        os.kill(os.getpid(), signal.SIGKILL)


@handles("tests.slow_once")
def slow_once(path: str) -> None:
    """The first run takes longer than any test waits."""
    first = not Path(path).exists()
    witness(path)
    if first:
        time.sleep(50)
