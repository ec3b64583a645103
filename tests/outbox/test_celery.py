"""End to end: a change owes an effect, a Celery worker on a real broker does it, and a killed worker loses nothing."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import kombu
import pytest
import redis
from django.db import connection

from comms.outbox.models import OutboxMessage
from tests.races import needs_postgresql
from tests.services import RABBITMQ_URL, REDIS_URL

ROOT = Path(__file__).resolve().parents[2]
State = OutboxMessage.State

pytestmark = [needs_postgresql, pytest.mark.django_db(transaction=True)]

# A request runs in another thread than the one that loaded Django.
OWE = """
import sys, threading, django
django.setup()
from django.db import transaction
from comms.outbox.services import outbox
def request():
    with transaction.atomic():
        outbox(sys.argv[1], key=sys.argv[2], path=sys.argv[2])
thread = threading.Thread(target=request)
thread.start()
thread.join()
"""
SWEEP = """
import django
django.setup()
from celery import current_app
current_app.send_task("comms.outbox.jobs.sweep")
"""


@dataclass
class Broker:
    """One broker, and a queue of it that belongs to one test."""

    url: str
    queue: str
    trace: Path

    @property
    def environment(self) -> dict[str, str]:
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "comms.settings",
            "DATABASE_URL": urlunsplit(database),
            "CELERY_BROKER_URL": self.url,
            "CELERY_QUEUE": self.queue,
        }

    def worker(self) -> "subprocess.Popen[bytes]":
        options = ["--pool=prefork", "--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=ERROR"]
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "comms", "worker", *options, "--include=tests.outbox.witness"],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
        )

    def run(self, script: str, *arguments: str) -> None:
        command = [sys.executable, "-c", script, *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, timeout=30)

    def owe(self, topic: str) -> None:
        self.run(OWE, topic, str(self.trace))

    def sweep(self) -> None:
        self.run(SWEEP)

    def traces(self) -> int:
        return len(self.trace.read_text().splitlines()) if self.trace.exists() else 0

    def remove_queue(self) -> None:
        if self.url.startswith("redis"):
            with redis.from_url(self.url) as client:
                client.delete(*client.scan_iter(f"{self.queue}:*"))
        else:
            with kombu.Connection(self.url) as broker:
                broker.default_channel.queue_delete(self.queue)
                broker.default_channel.exchange_delete(self.queue)


def kill(worker: "subprocess.Popen[bytes]", number: signal.Signals = signal.SIGKILL) -> None:
    """End the worker and the processes of its pool."""
    with suppress(ProcessLookupError):
        os.killpg(worker.pid, number)
    worker.wait(timeout=20)


def eventually(happened: Callable[[], bool], what: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, f"{what}: not within {seconds} seconds"
        time.sleep(0.1)


def is_done() -> bool:
    return OutboxMessage.objects.filter(state=State.DONE).exists()


@pytest.fixture(
    params=[
        pytest.param(RABBITMQ_URL, id="rabbitmq", marks=pytest.mark.needs_rabbitmq),
        pytest.param(REDIS_URL, id="redis", marks=pytest.mark.needs_redis),
    ]
)
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(request.param, f"comms-tests-{uuid.uuid4().hex}", tmp_path / "trace")
    yield broker
    broker.remove_queue()


@pytest.fixture
def worker(broker: Broker) -> "Iterator[subprocess.Popen[bytes]]":
    worker = broker.worker()
    yield worker
    kill(worker)


def test_the_commit_wakes_a_worker_that_does_the_effect(broker: Broker, worker: "subprocess.Popen[bytes]") -> None:
    """Without the sweeper's help; and SIGTERM ends the worker in good order."""
    broker.owe("tests.witness")
    eventually(is_done, "the effect")
    assert broker.traces() == 1
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0


def test_a_process_that_is_killed_in_the_middle_loses_nothing(
    broker: Broker, worker: "subprocess.Popen[bytes]"
) -> None:
    """The broker gives the call back, but the lease of the dead process still holds; the sweeper comes after it."""
    broker.owe("tests.killed_once")
    eventually(lambda: broker.traces() == 1, "the first try")
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts) == (State.PENDING, 1)
    assert message.leased_until is not None
    OutboxMessage.objects.update(leased_until=message.updated_at)
    broker.sweep()
    eventually(is_done, "the second try")
    assert broker.traces() == 2


def test_a_worker_that_is_killed_whole_loses_nothing(broker: Broker, worker: "subprocess.Popen[bytes]") -> None:
    """kill -9 of the worker with its pool; a new worker and a sweep do what is owed."""
    broker.owe("tests.slow_once")
    eventually(lambda: broker.traces() == 1, "the first try")
    kill(worker)
    OutboxMessage.objects.update(leased_until=OutboxMessage.objects.get().updated_at)
    successor = broker.worker()
    try:
        broker.sweep()
        eventually(is_done, "the second try")
    finally:
        kill(successor)
    assert broker.traces() == 2
