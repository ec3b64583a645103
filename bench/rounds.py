"""Measuring servers against each other: interleaved rounds, medians of paired ratios, CPU a request."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "1.0"))
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A WSGI application behind granian with one blocking thread, on 127.0.0.1."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"

    def cpu(self) -> float:
        """Seconds of CPU that the server and its worker have used."""
        return sum(_cpu_of(pid) for pid in _family(self.process.pid))


@contextmanager
def served(name: str, application: str, environment: dict[str, str]) -> Iterator[Server]:
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "1", "--no-ws", "--log-level", "warning", application]
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        _wait_for(port, process)
        yield Server(name, port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)


@dataclass
class Sample:
    """One round of one server: requests a second, and CPU seconds a request."""

    rate: float
    cpu: float


def measure(server: Server, path: str, headers: dict[str, str]) -> Sample:
    """Ask again and again over one connection for SECONDS."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        before, started, done = server.cpu(), time.perf_counter(), 0
        while (passed := time.perf_counter() - started) < SECONDS:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise SystemExit(f"bench: {server.name} answered {answer.status} to {path}: {body[:300]!r}")
            done += 1
        return Sample(done / passed, (server.cpu() - before) / done)
    finally:
        connection.close()


def ask(server: Server, path: str, headers: dict[str, str]) -> Any:
    """One answer, read."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def compared(*asked: Callable[[], Sample]) -> list[list[Sample]]:
    """The samples of each, taken in turn: A, B, A, B …, after one round that does not count."""
    for ask in asked:
        ask()
    rounds = [[ask() for ask in asked] for _round in range(ROUNDS)]
    return [list(samples) for samples in zip(*rounds, strict=True)]


def ratio(of: list[Sample], to: list[Sample]) -> float:
    """How fast the first is beside the second: the median of the paired rounds."""
    return statistics.median(one.rate / other.rate for one, other in zip(of, to, strict=True))


def cpu_ratio(of: list[Sample], to: list[Sample]) -> float:
    return statistics.median(one.cpu / max(other.cpu, 1e-9) for one, other in zip(of, to, strict=True))


def rate(samples: list[Sample]) -> float:
    return statistics.median(one.rate for one in samples)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _try in range(200):
        if process.poll() is not None:
            raise SystemExit("bench: the server ended before it answered")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("bench: the server does not answer")


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(child) for child in children)]


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
