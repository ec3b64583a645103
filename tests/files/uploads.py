"""Files as people send them, good and hostile, made here and nowhere stored."""

import io
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\ntrailer\n<< >>\nstartxref\n45\n%%EOF\n"
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types><Override PartName="/{part}" '
    'ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
)
WORD = ("word/document.xml", "wordprocessingml.document")
EXCEL = ("xl/workbook.xml", "spreadsheetml.sheet")


def upload(content: bytes, name: str = "tệp.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def image(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "#a33").save(file, kind)
    return file.getvalue()


def office(main: tuple[str, str] = WORD, *, types: str | None = None, **extra: bytes) -> bytes:
    """A minimal document; `extra` maps member names to content."""
    return archive(
        {
            "[Content_Types].xml": (types or CONTENT_TYPES.format(part=main[0], kind=main[1])).encode(),
            main[0]: b"<x/>",
            **extra,
        }
    )


def archive(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return file.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A picture of one pixel whose head says otherwise."""
    content = bytearray(image("PNG", (1, 1)))
    content[16:24] = width.to_bytes(4) + height.to_bytes(4)
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4)
    return bytes(content)


def lying_about_sizes(content: bytes, name: bytes, size: int) -> bytes:
    """The archive with a smaller unpacked size written for one member, in both of its places."""
    changed = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = -1
        while (start := changed.find(mark, start + 1)) >= 0:
            head = 30 if mark == b"PK\x03\x04" else 46
            if changed[start + head : start + head + len(name)] == name:
                changed[start + at : start + at + 4] = size.to_bytes(4, "little")
    return bytes(changed)


def encrypted(content: bytes) -> bytes:
    """The same archive with the mark of a password on its members."""
    changed = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := changed.find(mark, start + 1)) >= 0:
            changed[start + at] |= 1
    return bytes(changed)
