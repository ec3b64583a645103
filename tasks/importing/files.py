"""Opening an upload: XLSX, CSV or DOCX, whatever its name claims, and nothing that could harm its reader."""

import csv
import io
import zipfile
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comms.core.errors import Invalid
from comms.files import kinds
from comms.files.names import ending_of
from tasks.importing import documents, spreadsheets
from tasks.importing.grids import (
    LAST_COLUMN,
    LAST_LINE,
    LAST_ROW,
    MAX_CELLS,
    Grid,
    GridRow,
    clean,
    damaged,
    refused,
    too_large,
    too_many_rows,
)

ZIP = b"PK\x03\x04"
OTHERS = (b"%PDF-", b"\x89PNG", b"RIFF", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WITH_MACROS = ("xlsm", "xlsb", "xltm", "docm", "dotm")
MAX_PART = 64 * 1024 * 1024
DELIMITERS = ";,\t"


def open_grids(content: bytes, name: str) -> list[Grid]:
    """Every sheet or table of the file.

    Raises Invalid for `file`: those of `first_look`, undecodable, damaged, unsafe_archive, unpacks_too_large,
    encrypted, too_many_rows, too_wide, no_table.
    """
    first_look(content, name)
    if content.startswith(ZIP):
        return _office(content, ending_of(name))
    return [_text(content)]


def require_size(size: int) -> None:
    """Raises Invalid for `file`: empty, too_large."""
    if not size:
        raise refused("empty", _("The file is empty."))
    if size > settings.FILE_MAX_BYTES:
        limit = {"size": settings.FILE_MAX_BYTES // 1024**2}
        raise refused("too_large", _("The file is larger than %(size)s MB.") % limit)


def first_look(content: bytes, name: str) -> None:
    """What the first bytes and the name tell.  Raises Invalid for `file`: empty, too_large, old_format (.xls, or a
    password), macros, unsupported."""
    require_size(len(content))
    if content.startswith(OLE):
        detail = _("This is an old .xls or .doc file, or one with a password. Save it without one as .xlsx or .docx.")
        raise refused("old_format", detail)
    if ending_of(name) in WITH_MACROS:
        raise refused("macros", _("Files with macros are not read. Save the table as .xlsx or .docx."))
    if content.startswith(OTHERS):
        raise _unsupported()


def storable(content: bytes, name: str) -> bytes:
    """The bytes as they are kept: an archive as it is, text in UTF-8.  Raises as `first_look`, and undecodable."""
    first_look(content, name)
    return content if content.startswith(ZIP) else _decoded(content).encode()


def _office(content: bytes, ending: str) -> list[Grid]:
    try:
        kind = kinds.content_type_of(io.BytesIO(content), ending)
    except Invalid as error:
        if error.errors["file"][0].code == "unsupported":
            raise _unsupported() from error
        raise
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_markup(archive)
            if kind.endswith("spreadsheetml.sheet"):
                return spreadsheets.grids(content, archive)
            return documents.grids(archive)
    except (zipfile.BadZipFile, KeyError, EOFError, OSError) as error:
        raise damaged() from error


def _unsupported() -> Invalid:
    return refused("unsupported", _("Only XLSX, CSV and DOCX files are read."))


def _check_markup(archive: zipfile.ZipFile) -> None:
    """No part declares entities, is written in an encoding that hides them, or is too large to read at once."""
    for info in archive.infolist():
        if not info.filename.casefold().endswith((".xml", ".rels")):
            continue
        if info.file_size > MAX_PART:
            raise refused("unpacks_too_large", _("The file unpacks to more than can be handled."))
        tail = b""
        with archive.open(info) as part:
            while chunk := part.read(kinds.CHUNK):
                window = tail + chunk
                if b"<!DOCTYPE" in window or b"<!ENTITY" in window or (not tail and b"\x00" in chunk[:64]):
                    raise refused("unsafe_archive", _("The file contains declarations that are not accepted."))
                tail = chunk[-16:]


def _text(content: bytes) -> Grid:
    text = _decoded(content)
    if "\x00" in text or text.lstrip()[:1] == "<":
        raise _unsupported()
    rows = list(_records(text, _delimiter(text)))
    return Grid("", rows)


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark (or with the zeros that Latin letters leave in it)."""
    encoding = "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content[1:2] == b"\x00" or content[:1] == b"\x00":
        encoding = "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        detail = _(
            "The letters of this file cannot be read: it is neither UTF-8 nor UTF-16 (an old Vietnamese encoding, "
            "perhaps). Save it as “CSV UTF-8” or as .xlsx."
        )
        raise refused("undecodable", detail) from error


def _delimiter(text: str) -> str:
    """What Excel says in its first line (`sep=;`), else what makes the most columns of most of the first lines."""
    if text[:4].casefold() == "sep=" and text[4:5] in DELIMITERS:
        return text[4]
    start = io.StringIO("\n".join(text[:50_000].splitlines()[:60]))

    def columns(delimiter: str) -> int:
        start.seek(0)
        try:
            return sum(len(record) - 1 for record in csv.reader(start, delimiter=delimiter) if len(record) > 3)
        except csv.Error:
            return 0

    return max(DELIMITERS, key=columns)


def _records(text: str, delimiter: str) -> Iterator[GridRow]:
    cells = 0
    try:
        for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            if number > LAST_LINE:
                raise too_many_rows()
            if number == 1 and text[:4].casefold() == "sep=":
                continue
            cells += len(record)
            if cells > MAX_CELLS:
                raise too_large()
            row = GridRow(number, [clean(cell) for cell in record[:LAST_COLUMN]])
            if row.blank:
                continue
            if number > LAST_ROW:
                raise too_many_rows()
            yield row
    except csv.Error as error:
        raise damaged() from error
