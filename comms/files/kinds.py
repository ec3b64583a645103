"""What a file is, found by opening it.  The name and the type that the browser claims decide nothing.

Nothing here runs, unpacks to disk or resolves anything: a file that could make its reader do so is refused.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from PIL import Image

from comms.core.errors import Invalid
from comms.files import recordings

ENDINGS = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/webp": ("webp",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "text/plain": ("txt", "md"),
    "text/csv": ("csv",),
    "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a", "mp4"),
    "audio/ogg": ("ogg", "oga", "opus"),
    "audio/wav": ("wav",),
    "video/mp4": ("mp4", "m4v"),
    "video/webm": ("webm",),
}
# Stored only where the caller asks for a recording.
RECORDINGS = frozenset(name for name in ENDINGS if name.startswith(("audio/", "video/")))

MAX_PIXELS = 40_000_000
MAX_MEMBERS = 5_000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100
CHUNK = 64 * 1024

_OFFICE = {
    "word/document.xml": "wordprocessingml.document",
    "xl/workbook.xml": "spreadsheetml.sheet",
}
_IMAGES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
_MARKUP = re.compile(r"\s*(#!|<(!doctype|html|head|body|script|svg|\?xml|iframe|\?php))", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def refused(code: str, detail: Any) -> Invalid:
    return Invalid.field("file", detail, code=code)


def content_type_of(file: IO[bytes], ending: str) -> str:
    """The type of the opened file; `ending` only tells plain text from CSV.

    Raises Invalid with a code for `file`: unsupported, damaged, too_many_pixels, unpacks_too_large, unsafe_archive,
    encrypted.
    """
    file.seek(0)
    start = file.read(16)
    file.seek(0)
    return _reader(start)(file, ending)


def _reader(start: bytes) -> "Callable[[IO[bytes], str], str]":
    if start.startswith(b"%PDF-"):
        return _pdf
    if start.startswith(b"PK\x03\x04"):
        return _office
    if recordings.begins_like_one(start):
        return _recording
    if start.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        return _image
    return _text


def _damaged() -> Invalid:
    return refused("damaged", _("The file is damaged or incomplete."))


def unsupported() -> Invalid:
    return refused(
        "unsupported", _("Only PDF, PNG, JPEG, WebP, DOCX, XLSX, plain text and CSV in UTF-8 can be stored.")
    )


def _recording(file: IO[bytes], ending: str) -> str:
    try:
        return recordings.type_of(file)
    except recordings.Damaged as error:
        raise _damaged() from error


def _pdf(file: IO[bytes], ending: str) -> str:
    """Header at the very start, cross-reference and end mark at the end."""
    if not re.match(rb"%PDF-(1\.[0-7]|2\.0)\s", file.read(9)):
        raise _damaged()
    size = file.seek(0, 2)
    file.seek(max(0, size - 2048))
    tail = file.read()
    if b"startxref" not in tail or b"%%EOF" not in tail[-1024:]:
        raise _damaged()
    return "application/pdf"


def _image(file: IO[bytes], ending: str) -> str:
    """Decoded to the end, so that a cut or forged file is found; kept as it came."""
    try:
        with Image.open(file, formats=list(_IMAGES)) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise refused("too_many_pixels", _("The picture has too many pixels."))
            kind = image.format or ""
            if kind == "JPEG":
                image.draft("RGB", (max(1, width // 8), max(1, height // 8)))
            image.load()
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refused("too_many_pixels", _("The picture has too many pixels.")) from error
    except Exception as error:  # Pillow's decoders raise whatever the damage leads to
        raise _damaged() from error
    return _IMAGES[kind]


def _office(file: IO[bytes], ending: str) -> str:
    """A Word or Excel document without macros, whose members are named harmlessly and unpack to a sane size."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(members)
            kind = _office_kind(archive)
            _check_content(archive, members)
            return kind
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        UnicodeDecodeError,
        KeyError,
    ) as error:
        raise _damaged() from error


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise _bomb()
    for member in members:
        if member.file_size > MAX_RATIO * max(member.compress_size, 1024):
            raise _bomb()
        if member.flag_bits & 0x1:
            raise refused("encrypted", _("The file is protected by a password."))
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _unsafe()
    if len({name.casefold() for name in names}) < len(names) or not all(_is_safe(name) for name in names):
        raise _unsafe()


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\x00" in name:
        return False
    last = path.name.casefold()
    return "vbaproject" not in last and not last.endswith(
        (".exe", ".dll", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".jar")
    )


def _office_kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names:
        raise unsupported()
    with archive.open("[Content_Types].xml") as member:
        types = member.read(1024 * 1024).decode("utf-8-sig", errors="replace")
    for main, kind in _OFFICE.items():
        content_type = f"application/vnd.openxmlformats-officedocument.{kind}"
        if main in names and f"{content_type}.main+xml" in types and "macroEnabled" not in types:
            return content_type
    raise unsupported()


def _check_content(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Unpack every member into nothing: its checksum must fit, and its real size counts, not the declared one."""
    unpacked = 0
    for info in members:
        with archive.open(info) as member:
            while chunk := member.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > MAX_UNPACKED:
                    raise _bomb()


def _text(file: IO[bytes], ending: str) -> str:
    """UTF-8 without control characters that does not begin like a page, a drawing or a script."""
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unsupported() from error
    if _CONTROL.search(text) or _MARKUP.match(text):
        raise unsupported()
    return "text/csv" if ending == "csv" else "text/plain"


def _bomb() -> Invalid:
    return refused("unpacks_too_large", _("The file unpacks to more than can be handled."))


def _unsafe() -> Invalid:
    return refused("unsafe_archive", _("The file contains parts that are not accepted, such as macros or programs."))
