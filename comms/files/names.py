"""File names as people send them, made harmless; they are shown and offered for saving, never used as a path."""

import re
import unicodedata
from urllib.parse import quote

from comms.core.text import nfc

MAX_LENGTH = 200

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_STROKE = str.maketrans("đĐ", "dD")
_SPACES = re.compile(r"\s+")


def clean_name(raw: str) -> str:
    """One line in NFC without a path, control or direction characters, at most 200 characters with its ending kept."""
    last = re.split(r"[/\\]", raw)[-1]
    printable = "".join(char for char in nfc(last) if unicodedata.category(char)[0] != "C" or char in "\t\n\r")
    name = _FORBIDDEN.sub("_", _SPACES.sub(" ", printable)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:MAX_LENGTH] or "file"
    ending = ending[:10]
    return f"{stem[: MAX_LENGTH - 1 - len(ending)].strip(' .') or 'file'}.{ending}"


def ending_of(name: str) -> str:
    """«Báo cáo.PDF» → «pdf»; empty when there is none."""
    return name.rpartition(".")[2].casefold() if "." in name else ""


def attachment_header(name: str) -> str:
    """Content-Disposition of RFC 6266: an ASCII name for old clients, the whole one as RFC 5987 says."""
    bare = unicodedata.normalize("NFD", name.translate(_STROKE))
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", "".join(char for char in bare if not unicodedata.combining(char)))
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
