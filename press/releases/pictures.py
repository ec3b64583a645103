"""Pictures as they go out with a text: written anew (`comms.files.pictures`), small enough for paper and page."""

from typing import Any

from django.core.cache import cache
from django.core.files.storage import default_storage
from PIL import Image

from comms.files import pictures
from comms.files.models import StoredFile

# Ten of them stay within what one render accepts, and fill the width of the paper with 230 dots an inch.
MAX_SIDE = 1500
MAX_BYTES = 1_900_000


def rewritten(upload: Any, unsupported: Any) -> tuple[bytes, str]:
    """The picture as PNG or JPEG, and its ending.  Raises Invalid for `file`."""
    return pictures.rewritten(upload, unsupported, side=MAX_SIDE, most=MAX_BYTES)


def size_of(file: StoredFile) -> tuple[int, int] | None:
    """Width and height in pixels, so that a page need not jump when the picture arrives; None when its bytes are gone
    or damaged.  Kept, since bytes with this hash never change."""
    key = f"press-picture-size:{file.sha256}"
    size: tuple[int, int] | None = cache.get(key)
    if size is None:
        try:
            with default_storage.open(file.path) as stored, Image.open(stored, formats=["JPEG", "PNG"]) as picture:
                size = picture.size
        except (OSError, ValueError, SyntaxError):  # what the two decoders raise, and a storage without the file
            return None
        cache.set(key, size)
    return size
