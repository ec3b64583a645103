"""Servers that some tests talk to: a missing one skips them here, and fails them under CI=true."""

import os
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest
from kombu.utils.url import parse_url

RABBITMQ_URL = os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "chromium")
UNDER_CI = os.environ.get("CI", "").lower() == "true"


@dataclass(frozen=True)
class Service:
    """`answers()` is asked once a run."""

    name: str
    where: str
    answers: Callable[[], bool]


def _listens(url: str, default_port: int) -> Callable[[], bool]:
    @cache
    def answers() -> bool:
        parts = parse_url(url)
        try:
            socket.create_connection((parts["hostname"], parts["port"] or default_port), timeout=2).close()
        except OSError:
            return False
        return True

    return answers


SERVICES = {
    "needs_rabbitmq": Service("RabbitMQ", RABBITMQ_URL, _listens(RABBITMQ_URL, 5672)),
    "needs_redis": Service("Redis", REDIS_URL, _listens(REDIS_URL, 6379)),
    "needs_chromium": Service("chromium", CHROMIUM, lambda: shutil.which(CHROMIUM) is not None),
}
POPPLER = Service("pdftotext", "the path (Debian: poppler-utils)", lambda: shutil.which("pdftotext") is not None)


def need(service: Service) -> None:
    """Skip the test where the service is missing; fail it there under CI=true."""
    if not service.answers():
        what = f"{service.name} does not answer at {service.where}"
        if UNDER_CI:
            pytest.fail(f"{what}; under CI=true that is a failure")
        pytest.skip(what)
