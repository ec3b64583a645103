"""Children that render, kept warm: one job at a time each, ended when late, when failed and after many jobs."""

import atexit
import contextlib
import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar, cast

from django.conf import settings

from comms.pdf.errors import RenderBusy, RendererMissing, RenderFailed
from comms.pdf.machine import missing_packages
from comms.pdf.worker import read_message, write_message

logger = logging.getLogger(__name__)
T = TypeVar("T")

RENDERER = Path(__file__).parent / "worker.py"
EXAMINER = Path(__file__).parent / "examiner.py"


@dataclass(frozen=True)
class Picture:
    """Bytes that a document may show; it names them `comms:picture/<name>`."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Limits:
    """Of one child: bytes of address space, seconds a job (processor and wall alike), jobs in its life."""

    memory: int = 1024**3
    seconds: int = 20
    jobs: int = 200


class Child:
    """One child process, started at once; its first job waits until its library is loaded."""

    def __init__(self, limits: Limits, script: Path = RENDERER) -> None:
        self.limits = limits
        self.jobs = 0
        # A clean environment: nothing of the service's secrets, one locale, the same order of sets in every child.
        self._process = subprocess.Popen(  # noqa: S603  # a fixed command; nothing from a request is in it
            [sys.executable, "-s", "-P", str(script), str(limits.memory), str(limits.seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"FONTCONFIG_FILE": settings.PDF_FONTCONFIG, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
            start_new_session=True,
        )

    def render(self, html: bytes, pictures: Sequence[Picture] = ()) -> bytes:
        """Raises RenderFailed or RendererMissing.  After either the child is not used again."""
        listed = [(picture.name, picture.kind, len(picture.content)) for picture in pictures]
        body = b"".join([html, *(picture.content for picture in pictures)])
        named = hashlib.sha256(json.dumps([len(html), listed]).encode() + body if listed else html).hexdigest()
        return self.ask({"identifier": named[:32], "html": len(html), "pictures": listed}, body)[1]

    def ask(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """The child's answer to one message.  Raises as `render` does."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(self.limits.seconds, end)
        timer.daemon = True
        timer.start()
        try:
            answer = self._answer(head, body)
        finally:
            timer.cancel()
        self.jobs += 1
        if answer is None:
            status = self._process.wait()
            if late.is_set() or -status == signal.SIGXCPU:
                raise RenderFailed("render_timeout")
            logger.warning("the renderer ended with status %s", status)
            raise RenderFailed
        said, _pdf = answer
        if said["ok"]:
            return answer
        logger.warning("rendering failed: %s", said["why"])
        if said["code"] == "renderer_missing":
            raise RendererMissing(missing_packages() or ["libpango-1.0-0"])
        raise RenderFailed(said["code"], said["why"] if said["code"] == "render_character" else "")

    def is_usable(self) -> bool:
        return self.jobs < self.limits.jobs and self._process.poll() is None

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._close_pipes()

    def abandon(self) -> None:
        """In a forked copy of this process: let go of a child that belongs to the original."""
        self._process.returncode = 0
        self._close_pipes()

    def _answer(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes] | None:
        questions, answers = self._pipes()
        # When it is gone already, it may have said why before.
        with contextlib.suppress(BrokenPipeError):
            write_message(questions, head, body)
        return read_message(answers)

    def _close_pipes(self) -> None:
        for pipe in self._pipes():
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        return cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout)


class Pool:
    """At most `size` children at a time; who finds none free waits as long as a job may last."""

    def __init__(self, limits: Limits, *, size: int = 2, script: Path = RENDERER) -> None:
        self.limits = limits
        self.size = size
        self.script = script
        self._idle: list[Child] = []
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(size)
        os.register_at_fork(after_in_child=self._after_fork)
        atexit.register(self.close)

    def render(self, html: bytes, pictures: Sequence[Picture] = ()) -> bytes:
        """Raises RenderFailed (RenderBusy when no child came free in time) or RendererMissing."""
        return self._use(lambda child: child.render(html, pictures))

    def ask(self, head: dict[str, Any], body: bytes) -> dict[str, Any]:
        """What a child answers to one message.  Raises as `render` does."""
        return self._use(lambda child: child.ask(head, body))[0]

    def _use(self, work: Callable[[Child], T]) -> T:
        if not self._places.acquire(timeout=self.limits.seconds):
            raise RenderBusy
        try:
            return self._work_of(self._warm_child() or Child(self.limits, self.script), work)
        finally:
            self._places.release()

    def close(self) -> None:
        """End the children that wait."""
        with self._lock:
            idle = list(self._idle)
            self._idle.clear()
        for child in idle:
            child.close()

    def _work_of(self, child: Child, work: Callable[[Child], T]) -> T:
        try:
            done = work(child)
        except BaseException:
            child.close()
            raise
        if child.is_usable():
            with self._lock:
                self._idle.append(child)
        else:
            child.close()
        return done

    def _warm_child(self) -> Child | None:
        """One that waits and is still alive."""
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.is_usable():
                    return child
                child.close()
        return None

    def _after_fork(self) -> None:
        """A forked copy has the locks in whatever state they were, and children that are not its own."""
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(self.size)
        for child in self._idle:
            child.abandon()
        self._idle.clear()
