"""Pictures as they go out: decoded, scaled, and written anew, so that nothing of the upload but its pixels is kept.

Camera data, places, thumbnails, comments and whatever was hidden behind the end of the file stay behind.
"""

import io
from typing import Any

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from comms.core.errors import Invalid
from comms.files import kinds
from comms.files.models import StoredFile
from comms.files.names import ending_of

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# Ten of them stay within what one render accepts, and fill the width of the paper with 230 dots an inch.
MAX_SIDE = 1500
MAX_BYTES = 1_900_000
_QUALITIES = (88, 75, 60, 40)


def rewritten(upload: Any, unsupported: Any) -> tuple[bytes, str]:
    """The picture as PNG or JPEG, and its ending.  Raises Invalid for `file`, as `comms.files` does; `unsupported` is
    said of a file that is no picture."""
    content_type = kinds.content_type_of(upload.file, ending_of(upload.name or ""))
    if content_type not in FORMATS:
        raise kinds.refused("unsupported", unsupported)
    upload.file.seek(0)
    try:
        with Image.open(upload.file, formats=[FORMATS[content_type]]) as opened:
            opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
            picture = ImageOps.exif_transpose(opened)
            drawn = picture.mode in {"P", "1", "L", "LA", "RGBA", "PA"} and content_type != "image/jpeg"
            picture = picture.convert("RGBA" if drawn else "RGB")
            picture.thumbnail((MAX_SIDE, MAX_SIDE))
    except Invalid:
        raise
    except Exception as error:  # Pillow's decoders raise whatever the damage leads to
        raise kinds.refused("damaged", _("The file is damaged or incomplete.")) from error
    picture.info.clear()
    if drawn and len(data := _written(picture, "PNG", optimize=True)) <= MAX_BYTES:
        return data, "png"
    if drawn:
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    for quality in _QUALITIES:
        data = _written(picture, "JPEG", quality=quality, optimize=True)
        if len(data) <= MAX_BYTES:
            break
    return data, "jpg"


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


def _written(picture: Image.Image, kind: str, **settings: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **settings)
    return buffer.getvalue()
