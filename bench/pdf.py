"""A release of two pages as PDF: warm in the service's worker, beside WeasyPrint as its first example has it, and
beside headless chromium on the same HTML.

`BENCH_ROUNDS` (7): rounds in turn; `BENCH_SUSTAINED` (500): documents one after the other, then as many signed.
A quick look: `BENCH_ROUNDS=2 BENCH_SUSTAINED=60 python -m bench.pdf`.
"""

import base64
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comms.settings")
os.environ.setdefault("DJANGO_ENV", "development")

import django

django.setup()

from django.conf import settings
from django.template.loader import render_to_string

from comms.core.clock import HANOI
from comms.core.rich_text import to_html
from comms.pdf import layout, services, signing, trial
from comms.pdf.pool import Child, Limits

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
SUSTAINED = int(os.environ.get("BENCH_SUSTAINED", "500"))
EACH = 5
CHROMIUM = "/usr/bin/chromium"
AT = datetime(2026, 2, 5, 9, 0, tzinfo=HANOI)
SENTENCE = "Bộ Tư pháp tổ chức hội nghị triển khai Kế hoạch truyền thông năm 2026 của Bộ, ngành Tư pháp. "
RESOURCES = Path(layout.__file__).parent / "resources"


def paper(*, signed: bool = False) -> layout.ReleaseDocument:
    """Two pages in full form: head, number, text, table, list, signer, recipients, contact, code and QR code."""
    table = "\n\n|Nội dung|Kết quả|\n|-|-|\n" + "\n".join(f"|Nhiệm vụ {row}|{row * 7} văn bản|" for row in range(1, 7))
    body = "\n\n".join([SENTENCE * 4] * 7) + table + "\n\n1. Điểm một;\n2. Điểm hai;\n3. Điểm ba."
    return layout.ReleaseDocument(
        header=layout.AgencyHeader("Bộ Tư pháp"),
        title=layout.Title("Thông cáo báo chí", "Triển khai Kế hoạch truyền thông năm 2026"),
        body_html=to_html(body),
        number=layout.NumberLine("05/TC-BTP", "Hà Nội", AT.date()),
        signature=layout.SignatureBlock(("TL. BỘ TRƯỞNG", "CHÁNH VĂN PHÒNG"), "Nguyễn Văn A"),
        recipients=layout.Recipients(("Các cơ quan báo chí", "Cổng thông tin điện tử")),
        contact=layout.Contact("Nguyễn Văn B", "Người phát ngôn", "024 0000 0000", "b@example.org"),
        verification=layout.Verification("K7QXM-2PDAB", "https://comms.example/verify/K7QXM2PDAB/"),
        marks=layout.Marks(signed=layout.DigitalSignature(trial.WARNING, AT) if signed else None),
    )


def html_of(document: layout.ReleaseDocument) -> str:
    meta = {
        "title": "Thông cáo",
        "language": "vi",
        "created_at": AT.isoformat(),
        "author": "Bộ Tư pháp",
        "properties": {},
    }
    return render_to_string("pdf/release.html", {"document": document, "meta": meta})


class Peer:
    """A program of its own that renders the same page as often as it is told, and says how much memory it has."""

    def __init__(self, name: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.pdf", name, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, count: int) -> dict[str, Any]:
        """`{"times": seconds each, "bytes": of one file, "memory": of the process and its children in KiB}`."""
        print(count, file=self.process.stdin, flush=True)  # a pipe
        answer: dict[str, Any] = json.loads(cast(IO[str], self.process.stdout).readline())
        return answer

    def close(self) -> None:
        cast(IO[str], self.process.stdin).close()
        self.process.wait(30)


def memory_of(pid: int) -> int:
    """Proportional memory of a process and its descendants in KiB: what several share counts once."""
    total, waiting = 0, [pid]
    while waiting:
        each = waiting.pop()
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
            waiting += map(int, Path(f"/proc/{each}/task/{each}/children").read_text().split())
        except (OSError, StopIteration):
            continue
    return total


def serve(render: Callable[[], bytes]) -> None:
    for line in sys.stdin:
        times, data = [], b""
        for _each in range(int(line)):
            began = time.perf_counter()
            data = render()
            times.append(time.perf_counter() - began)
        sys.stdout.write(json.dumps({"times": times, "bytes": len(data), "memory": memory_of(os.getpid())}) + "\n")
        sys.stdout.flush()


def naive(path: str) -> None:
    """As the documentation begins: a configuration of fonts and a stylesheet for each document."""
    os.environ["FONTCONFIG_FILE"] = settings.PDF_FONTCONFIG
    import weasyprint  # noqa: PLC0415, TID251  # the peer, in a process of its own
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415, TID251

    html, style = Path(path).read_text(), (RESOURCES / "document.css").read_text()

    def render() -> bytes:
        fonts = FontConfiguration()
        css = weasyprint.CSS(string=style, font_config=fonts)
        pdf: bytes = weasyprint.HTML(string=html).write_pdf(
            stylesheets=[css], font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True
        )
        return pdf

    serve(render)


def chromium(path: str) -> None:
    """One page kept open; each document is set and printed over the DevTools protocol, tagged, as chromium can."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only the peer needs it

    html = Path(path).read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        tools = page.context.new_cdp_session(page)
        print_of = {"preferCSSPageSize": True, "generateTaggedPDF": True, "printBackground": True}

        def render() -> bytes:
            page.set_content(html)
            return base64.b64decode(tools.send("Page.printToPDF", print_of)["data"])

        serve(render)
        browser.close()


@contextmanager
def _key() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "trial.p12"
        settings.SIGNING_PKCS12, settings.SIGNING_PASSPHRASE = str(path), place
        path.write_bytes(trial.trial_pkcs12(name="bench", passphrase=place, at=AT))
        yield


def main() -> None:
    html = html_of(paper())
    with tempfile.TemporaryDirectory() as place:
        bare, styled = Path(place) / "bare.html", Path(place) / "styled.html"
        bare.write_text(html)
        style = (RESOURCES / "document.css").read_text()
        styled.write_text(html.replace("</head>", f"<style>{style}</style></head>"))
        ours = Child(Limits(jobs=10**9))
        peers = {"naive": Peer("naive", str(bare)), "chromium": Peer("chromium", str(styled))}
        try:
            compare(ours, html.encode(), peers)
        finally:
            ours.close()
            for peer in peers.values():
                peer.close()
    sustained(html.encode())


def compare(ours: Child, html: bytes, peers: dict[str, Peer]) -> None:
    for peer in peers.values():
        peer.ask(2)
    for _each in range(3):
        size = len(ours.render(html))
    rounds: dict[str, list[float]] = {"ours": [], **{name: [] for name in peers}}
    answers: dict[str, dict[str, Any]] = {}
    for _round in range(ROUNDS):
        rounds["ours"].append(statistics.median(_timed(lambda: ours.render(html)) for _each in range(EACH)))
        for name, peer in peers.items():
            answers[name] = peer.ask(EACH)
            rounds[name].append(statistics.median(answers[name]["times"]))
    memory = memory_of(ours._process.pid)
    _say(f"a release as PDF, {ROUNDS} rounds of {EACH} in turn; the worker's is PDF/A-3a, tagged, warm")
    _say(f"  worker    {_ms(rounds['ours'])}, {size / 1000:.0f} kB, {memory / 1024:.0f} MiB")
    for name, answer in answers.items():
        ratio = statistics.median(a / b for a, b in zip(rounds["ours"], rounds[name], strict=True))
        _say(
            f"  {name:9} {_ms(rounds[name])}, {answer['bytes'] / 1000:.0f} kB, {answer['memory'] / 1024:.0f} MiB: "
            f"the worker takes {ratio:.2f} of its time, {memory / answer['memory']:.2f} of its memory, "
            f"{size / answer['bytes']:.2f} of its bytes"
        )


def sustained(html: bytes) -> None:
    """Memory after 60, 300 and all documents in one child, then the same in the pool with a signature."""
    child, marks, began = Child(Limits(jobs=10**9)), {}, time.perf_counter()
    try:
        for count in range(1, SUSTAINED + 1):
            child.render(html)
            if count in {60, 300, SUSTAINED}:
                marks[count] = memory_of(child._process.pid)
    finally:
        child.close()
    took = time.perf_counter() - began
    grown = ", ".join(f"{value / 1024:.0f} MiB after {count}" for count, value in marks.items())
    first = marks.get(60) or next(iter(marks.values()))
    _say(f"  {SUSTAINED} in one child: {SUSTAINED / took:.1f}/s; {grown}: {marks[max(marks)] / first:.2f} of the first")
    document = paper(signed=True)
    with _key():
        pdf = services.render(
            template="pdf/release.html", context={"document": document}, title="x", language="vi", created_at=AT
        )
        alone, both = [], []
        for _each in range(SUSTAINED):
            alone.append(_timed(lambda: signing.sign(pdf, at=AT)))
            both.append(
                _timed(
                    lambda: signing.sign(
                        services.render(
                            template="pdf/release.html",
                            context={"document": document},
                            title="x",
                            language="vi",
                            created_at=AT,
                        ),
                        at=AT,
                    )
                )
            )
    services._pool.close()
    _say(f"  signing (RSA 3072, file): {_ms(alone)}; rendered and signed {_ms(both)}")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ms(times: list[float]) -> str:
    return f"{1000 * statistics.median(times):.0f} ms"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:]:
        {"naive": naive, "chromium": chromium}[sys.argv[1]](sys.argv[2])
    else:
        main()
