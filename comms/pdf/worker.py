"""The child process that renders: started by path, imports nothing of the service.

Reads jobs from standard input and answers on standard output; a message is a JSON head and a body, each with its
length before it.  It limits its own memory, processor time and files before WeasyPrint is loaded, and what WeasyPrint
may fetch is the bundle of files beside this one, held in memory, and the pictures that came with the job.

Usage: worker.py <memory in bytes> <processor seconds a job>
"""

import gc
import json
import logging
import os
import resource
import struct
import sys
from pathlib import Path
from typing import IO, Any

BUNDLE = Path(__file__).parent / "resources"
KINDS = {".css": "text/css", ".svg": "image/svg+xml"}
LENGTHS = struct.Struct(">II")


def read_message(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next message, or None at the end of the stream."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head_length, body_length = LENGTHS.unpack(lengths)
    head, body = stream.read(head_length), stream.read(body_length)
    if len(head) < head_length or len(body) < body_length:
        return None
    return json.loads(head), body


def write_message(stream: IO[bytes], head: dict[str, Any], body: bytes) -> None:
    encoded = json.dumps(head).encode()
    stream.write(LENGTHS.pack(len(encoded), len(body)) + encoded + body)
    stream.flush()


def opened(head: dict[str, Any], body: bytes) -> tuple[str, dict[str, tuple[str, bytes]]]:
    """HTML and pictures of a job: they stand one after the other in the body, each as long as the head says."""
    at = head["html"]
    pictures = {}
    for name, kind, length in head["pictures"]:
        pictures[f"comms:picture/{name}"] = (kind, body[at : at + length])
        at += length
    return body[: head["html"]].decode(), pictures


def limit_process(memory: int) -> None:
    """For the life of the process: address space in bytes, no core file, no file may be written."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def limit_job(seconds: int) -> None:
    """Processor time from now on; the kernel ends the process when it is used up."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


class Denied(Exception):
    """The document asked for something outside the bundle."""


class Complaints(logging.Handler):
    """What WeasyPrint only logs.  An error there is a document with something missing: it is refused."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage()[:500])


class Renderer:
    """WeasyPrint with everything that can be made once: fonts, parsed stylesheet, bundle."""

    def __init__(self) -> None:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        bundle = {
            f"comms:{path.name}": (KINDS[path.suffix], path.read_bytes())
            for path in BUNDLE.iterdir()
            if path.suffix in KINDS
        }

        class BundleOnly(URLFetcher):
            """Refuses every address that is not in the bundle, whatever its scheme; a refusal ends the render.

            WeasyPrint swallows some of the refusals, so they are also noted."""

            denied: list[str] = []
            pictures: dict[str, tuple[str, bytes]] = {}

            def fetch(self, url: str, headers: Any = None) -> Any:
                found = bundle.get(url) or self.pictures.get(url)
                if found is None:
                    self.denied.append(url[:200])
                    raise ValueError("not in the bundle")
                kind, content = found
                return URLFetcherResponse(url, content, {"Content-Type": kind})

        self.complaints = Complaints()
        log = logging.getLogger("weasyprint")
        log.handlers[:] = [self.complaints]
        log.propagate = False
        self.weasyprint = weasyprint
        self.fetcher = BundleOnly(fail_on_errors=True)
        self.fonts = FontConfiguration()
        self.counters: dict[str, Any] = {}
        self.stylesheet = weasyprint.CSS(
            string=bundle["comms:document.css"][1].decode(),
            font_config=self.fonts,
            counter_style=self.counters,
            url_fetcher=self.fetcher,
        )

    def render(self, html: str, identifier: bytes, pictures: dict[str, tuple[str, bytes]]) -> bytes:
        from weasyprint.css.counters import CounterStyle

        self.complaints.messages.clear()
        self.fetcher.denied.clear()
        self.fetcher.pictures = pictures
        counters = CounterStyle()
        counters.update(self.counters)
        pdf: bytes = self.weasyprint.HTML(string=html, url_fetcher=self.fetcher, base_url="comms:").write_pdf(
            stylesheets=[self.stylesheet],
            font_config=self.fonts,
            counter_style=counters,
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier,
            cache={},
        )
        if self.fetcher.denied:
            raise Denied(self.fetcher.denied[0])
        if self.complaints.messages:
            raise RuntimeError("; ".join(self.complaints.messages))
        return pdf


def failure(error: BaseException) -> dict[str, Any]:
    if isinstance(error, MemoryError):
        code = "render_memory"
    elif isinstance(error, Denied) or type(error).__name__ == "FatalURLFetchingError":
        code = "render_resource"
    else:
        code = "render_failed"
    return {"ok": False, "code": code, "why": f"{type(error).__name__}: {error}"[:1000]}


def main() -> None:
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit_process(memory)
    limit_job(seconds)
    try:
        renderer = Renderer()
    except BaseException as error:  # noqa: BLE001  # whatever it is, the parent is told and names the package
        write_message(answers, {**failure(error), "code": "renderer_missing"}, b"")
        return
    gc.collect()
    gc.freeze()
    reserve = bytearray(8 * 1024**2)  # let go when memory ran out, so that there is some to say so
    while message := read_message(sys.stdin.buffer):
        limit_job(seconds)
        try:
            html, pictures = opened(*message)
            pdf = renderer.render(html, bytes.fromhex(message[0]["identifier"]), pictures)
        except BaseException as error:  # noqa: BLE001  # WeasyPrint's fatal fetch error is no Exception
            reserve.clear()
            error.__traceback__ = None
            gc.collect()
            write_message(answers, failure(error), b"")
            return
        write_message(answers, {"ok": True}, pdf)
        del pdf, html, pictures, message
        renderer.fetcher.pictures = {}
        gc.collect()


if __name__ == "__main__":
    main()
