"""Pictures written anew: decoded, scaled, and encoded again, so that nothing of the upload but its pixels is kept.

Camera data, places, thumbnails, comments and whatever was hidden behind the end of the file stay behind.
"""

import io
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from comms.core.errors import Invalid
from comms.files import kinds
from comms.files.names import ending_of

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_QUALITIES = (88, 75, 60, 40)


def rewritten(upload: Any, unsupported: Any, *, side: int, most: int) -> tuple[bytes, str]:
    """The picture as PNG or JPEG of at most `side` pixels a side, and its ending; `most` bytes are aimed at.

    Raises Invalid for `file`, as `comms.files` does; `unsupported` is said of a file that is no picture.
    """
    content_type = kinds.content_type_of(upload.file, ending_of(upload.name or ""))
    if content_type not in FORMATS:
        raise kinds.refused("unsupported", unsupported)
    upload.file.seek(0)
    try:
        with Image.open(upload.file, formats=[FORMATS[content_type]]) as opened:
            opened.draft("RGB", (side, side))
            picture = ImageOps.exif_transpose(opened)
            drawn = picture.mode in {"P", "1", "L", "LA", "RGBA", "PA"} and content_type != "image/jpeg"
            picture = picture.convert("RGBA" if drawn else "RGB")
            picture.thumbnail((side, side))
    except Invalid:
        raise
    except Exception as error:  # Pillow's decoders raise whatever the damage leads to
        raise kinds.refused("damaged", _("The file is damaged or incomplete.")) from error
    picture.info.clear()
    if drawn and len(data := _written(picture, "PNG", optimize=True)) <= most:
        return data, "png"
    if drawn:
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    for quality in _QUALITIES:
        data = _written(picture, "JPEG", quality=quality, optimize=True)
        if len(data) <= most:
            break
    return data, "jpg"


def is_picture(upload: Any) -> bool:
    """Is the upload a picture that can be written anew?  Raises Invalid for `file`, as `comms.files` does."""
    return kinds.content_type_of(upload.file, ending_of(upload.name or "")) in FORMATS


def _written(picture: Image.Image, kind: str, **settings: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **settings)
    return buffer.getvalue()
