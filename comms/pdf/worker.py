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
from xml.sax.saxutils import escape

BUNDLE = Path(__file__).parent / "resources"
KINDS = {".css": "text/css", ".svg": "image/svg+xml"}
LENGTHS = struct.Struct(">II")
SIGNATURE_FIELD = "Signature"

# What a PDF reads of a TrueType font whose characters are called by their glyphs (ISO 32000-1, 9.9).
FONT_TABLES = {b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep"}
TABLE = struct.Struct(">4sIII")
# The colours of WeasyPrint's profile, written as the formula instead of as a table: 0.4 kB of each document, not 2.6.
# Made by LittleCMS (“No copyright, use freely”).
COLOURS = (BUNDLE / "srgb.icc").read_bytes()

# What an archived document says about itself beyond the fields that PDF/A knows.  Each schema of its own has to be
# described in the file (ISO 19005-3, 6.6.2.3.3): namespace, prefix, and name, type and meaning of every property.
PROPERTIES = {
    "Symbol": "number and symbol of the document",
    "ContentSha256": "SHA-256 of the approved content",
    "VerifyCode": "code of the verification page",
}
SCHEMAS = (
    ("PDF/UA identification", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid", {"part": ("Integer", "part of PDF/UA")}),
    ("Issued document", "urn:comms:document:1.0:", "doc", {name: ("Text", text) for name, text in PROPERTIES.items()}),
)


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


class Unprintable(Exception):
    """The fonts have no sign for a character: PDF/A knows no empty boxes, and a paper leaves nothing out."""


class Complaints(logging.Handler):
    """What WeasyPrint only logs.  An error there is a document with something missing, and a missing sign too: it is
    refused."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self.unprintable: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self.messages.append(record.getMessage()[:500])
        elif record.msg.startswith(".notdef") and isinstance(record.args, tuple):
            self.unprintable.append(str(record.args[0]))

    def clear(self) -> None:
        self.messages.clear()
        self.unprintable.clear()

    def check(self) -> None:
        if self.unprintable:
            raise Unprintable("".join(dict.fromkeys(self.unprintable))[:20])
        if self.messages:
            raise RuntimeError("; ".join(self.messages))


def finish(document: Any, pdf: Any) -> None:
    """What WeasyPrint's PDF/A-3a lacks: the mark of PDF/UA-1, the language and the properties of the document in its
    metadata, and the empty signature field where the paper has room for it.  And what it has too much of."""
    metadata = _object(pdf, pdf.catalog["Metadata"])
    whole = b"\n".join(metadata.stream)
    described = _described(document.metadata).encode()
    metadata.stream[:] = [whole.replace(b"</rdf:RDF>", described + b"</rdf:RDF>", 1)]
    if "AcroForm" in pdf.catalog:
        _reserve_signature(pdf)
    for intent in pdf.catalog.get("OutputIntents", ()):
        _object(pdf, intent["DestOutputProfile"]).stream[:] = [COLOURS]
    for each in pdf.objects:
        if isinstance(each, dict) and "FontFile2" in each:
            file = _object(pdf, each["FontFile2"])
            file.stream[:] = [needed_of(b"".join(file.stream))]
            file.extra["Length1"] = len(file.stream[0])


def needed_of(font: bytes) -> bytes:
    """A TrueType font with only the tables that a PDF reads: an eighth of a document of two pages is the rest."""
    entries = [TABLE.unpack_from(font, 12 + TABLE.size * at) for at in range(int.from_bytes(font[4:6], "big"))]
    kept = sorted((name, font[start : start + length]) for name, _sum, start, length in entries if name in FONT_TABLES)
    power = len(kept).bit_length() - 1
    head = font[:4] + struct.pack(">4H", len(kept), 16 << power, power, 16 * (len(kept) - (1 << power)))
    place, directory, tables = len(head) + TABLE.size * len(kept), b"", b""
    for name, content in kept:
        table = content
        if name == b"head":
            table = content[:8] + bytes(4) + content[12:]
            adjustment = place + len(tables) + 8
        directory += TABLE.pack(name, _sum_of(table), place + len(tables), len(table))
        tables += table + bytes(-len(table) % 4)
    written = head + directory + tables
    proper = (0xB1B0AFBA - _sum_of(written)) % 2**32
    return written[:adjustment] + proper.to_bytes(4, "big") + written[adjustment + 4 :]


def _sum_of(table: bytes) -> int:
    padded = table + bytes(-len(table) % 4)
    return sum(struct.unpack(f">{len(padded) // 4}I", padded)) % 2**32


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _described(metadata: Any) -> str:
    """The further RDF of the document: what it says, and the schemas in which it says so."""
    values = {"pdfuaid": {"part": "1"}, "doc": {key: metadata.custom.get(key.lower(), "") for key in PROPERTIES}}
    language = f"<dc:language><rdf:Bag><rdf:li>{escape(metadata.lang or '')}</rdf:li></rdf:Bag></dc:language>"
    parts = [f'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" rdf:about="">{language}</rdf:Description>']
    schemas = []
    for title, namespace, prefix, properties in SCHEMAS:
        said = {name: value for name, value in values[prefix].items() if value}
        if not said:
            continue
        inner = "".join(f"<{prefix}:{name}>{escape(value)}</{prefix}:{name}>" for name, value in said.items())
        parts.append(f'<rdf:Description xmlns:{prefix}="{namespace}" rdf:about="">{inner}</rdf:Description>')
        described = "".join(
            f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
            f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType><pdfaProperty:category>internal"
            f"</pdfaProperty:category><pdfaProperty:description>{text}</pdfaProperty:description></rdf:li>"
            for name, (kind, text) in properties.items()
        )
        schemas.append(
            f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{title}</pdfaSchema:schema><pdfaSchema:namespaceURI>'
            f"{namespace}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix><pdfaSchema:property>"
            f"<rdf:Seq>{described}</rdf:Seq></pdfaSchema:property></rdf:li>"
        )
    extension = "http://www.aiim.org/pdfa/ns"
    parts.append(
        f'<rdf:Description xmlns:pdfaExtension="{extension}/extension/" xmlns:pdfaSchema="{extension}/schema#" '
        f'xmlns:pdfaProperty="{extension}/property#" rdf:about=""><pdfaExtension:schemas><rdf:Bag>{"".join(schemas)}'
        "</rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    )
    return "".join(parts)


def _reserve_signature(pdf: Any) -> None:
    """The one field of the template is set as a tick box, which WeasyPrint places and tags; here it becomes an empty
    signature field.  Its appearance is empty: what is to be read about the signature is printed by the template."""
    form = pdf.catalog["AcroForm"]
    (field,) = (_object(pdf, reference) for reference in form["Fields"])
    if field["T"].string != SIGNATURE_FIELD:
        raise Denied("a field that is none for a signature")
    appearance = _object(pdf, field["AP"]["N"]["on"])
    appearance.stream.clear()
    left, top, right, bottom = field["Rect"]
    field["Rect"][:] = (left, min(top, bottom), right, max(top, bottom))
    for name in ("AS", "V", "MK", "Border"):
        field.pop(name, None)
    # Printed, and locked in its place: bits 3 and 8 of the flags of an annotation.
    field["AP"]["N"] = appearance.reference
    field.update({"FT": "/Sig", "F": 4 | 128})
    for name in ("DR", "NeedAppearances"):
        form.pop(name, None)


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

        self.complaints.clear()
        self.fetcher.denied.clear()
        self.fetcher.pictures = pictures
        counters = CounterStyle()
        counters.update(self.counters)
        pdf: bytes = self.weasyprint.HTML(string=html, url_fetcher=self.fetcher, base_url="comms:").write_pdf(
            stylesheets=[self.stylesheet],
            font_config=self.fonts,
            counter_style=counters,
            finisher=finish,
            pdf_variant="pdf/a-3a",
            pdf_identifier=identifier,
            custom_metadata=True,
            cache={},
        )
        if self.fetcher.denied:
            raise Denied(self.fetcher.denied[0])
        self.complaints.check()
        return pdf


def failure(error: BaseException) -> dict[str, Any]:
    if isinstance(error, MemoryError):
        code = "render_memory"
    elif isinstance(error, Denied) or type(error).__name__ == "FatalURLFetchingError":
        code = "render_resource"
    elif isinstance(error, Unprintable):
        return {"ok": False, "code": "render_character", "why": str(error)}
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
