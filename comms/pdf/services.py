"""Rendering a document: template → HTML → a limited child process → tagged PDF."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override
from PIL import Image

from comms.core.clock import HANOI
from comms.core.text import nfc
from comms.pdf.errors import RenderBusy, RendererMissing, RenderFailed
from comms.pdf.pool import EXAMINER, Limits, Picture, Pool
from comms.pdf.signs import signless as _signless

__all__ = ["RenderBusy", "RenderFailed", "RendererMissing", "render", "signless"]

MAX_HTML_BYTES = 1024 * 1024
MAX_EXAMINED_BYTES = 25 * 1024 * 1024
MAX_PICTURE_BYTES = 20 * 1024 * 1024
MAX_PICTURE_PIXELS = 24_000_000

# What a text must not carry into a document: control characters, and marks that turn the reading direction.
_UNPRINTABLE = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_PICTURE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

_pool = Pool(Limits())
_examiners = Pool(Limits(memory=512 * 1024**2, seconds=5), size=1, script=EXAMINER)


def render(
    *,
    template: str,
    context: Mapping[str, Any],
    title: str,
    language: str,
    created_at: datetime,
    author: str = "",
    subject: str = "",
    keywords: Sequence[str] = (),
    properties: Mapping[str, str] = MappingProxyType({}),
    pictures: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """The document as a tagged PDF (PDF/A-3a, PDF/UA-1); the same input gives the same bytes.

    `properties` stand in its metadata: Symbol, ContentSha256, VerifyCode.

    `pictures` are JPEG or PNG; the template names them `comms:picture/<name>`, a name of letters, digits and `._-`.
    `language` is vi or en; `created_at` is the document's own instant, never the machine's clock.
    Takes up to 20 seconds in a child process, so it is called outside every transaction.
    Raises RenderFailed when the input is too much or something in it is refused, RenderBusy when too many others are
    rendering, RendererMissing when the machine lacks a library or the font.
    """
    if created_at.tzinfo is None:
        raise ValueError("a document is dated by an aware instant")
    with override(language):
        html = render_to_string(
            template,
            {
                **context,
                "meta": {
                    "title": title,
                    "language": language,
                    "created_at": created_at.astimezone(HANOI).replace(microsecond=0).isoformat(),
                    "author": author,
                    "subject": subject,
                    "keywords": ", ".join(keywords),
                    "properties": {key: value for key, value in properties.items() if value},
                },
            },
        )
    encoded = _as_printed(html).encode("utf-8", errors="replace")
    if len(encoded) > MAX_HTML_BYTES:
        raise RenderFailed("render_too_large")
    return _pool.render(encoded, _checked(pictures))


def signless(text: str) -> str:
    """The characters of `text` that would make `render` refuse it as `render_character`, each once: at most 20."""
    return _signless(_as_printed(text))[:20]


def _as_printed(text: str) -> str:
    return nfc(text).translate(_UNPRINTABLE)


@dataclass(frozen=True)
class FoundSignature:
    """A signature in a file: by whom it claims to be, and whether the whole file is as it was signed.  That its
    certificate is to be believed is not said."""

    name: str
    certificate_sha256: str
    at: datetime | None
    covers_file: bool
    intact: bool


@dataclass(frozen=True)
class Examined:
    """What a file from outside says about itself; all of it can be forged."""

    code: str = ""
    signatures: tuple[FoundSignature, ...] = ()


def examine(pdf: bytes) -> Examined:
    """Read a file that anybody sent, in a child with limits: 5 seconds, 512 MB.  What cannot be read says nothing.

    Raises RenderBusy when too many others are being read.
    """
    if not pdf.startswith(b"%PDF-") or len(pdf) > MAX_EXAMINED_BYTES:
        return Examined()
    try:
        said = _examiners.ask({}, pdf)
    except RenderBusy:
        raise
    except (RenderFailed, RendererMissing):
        return Examined()
    found = tuple(
        FoundSignature(
            each["name"],
            each["sha256"],
            datetime.fromisoformat(each["at"]) if each["at"] else None,
            each["whole"],
            each["intact"],
        )
        for each in said["signatures"]
    )
    return Examined(said["code"] or "", found)


def _checked(pictures: Mapping[str, bytes]) -> list[Picture]:
    """Opened as far as their size and colours.  Raises RenderFailed(render_picture)."""
    if sum(map(len, pictures.values())) > MAX_PICTURE_BYTES:
        raise RenderFailed("render_picture")
    for name in pictures:
        if not _PICTURE_NAME.fullmatch(name):
            raise ValueError(f"not a name of a picture: {name!r}")
    return [Picture(name, _picture_kind(content), content) for name, content in sorted(pictures.items())]


def _picture_kind(content: bytes) -> str:
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            width, height = image.size
            # Four inks need a profile of their own, which an archived document (PDF/A) in sRGB does not have.
            if width * height <= MAX_PICTURE_PIXELS and image.mode != "CMYK":
                return f"image/{str(image.format).lower()}"
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RenderFailed("render_picture") from error
    raise RenderFailed("render_picture")
