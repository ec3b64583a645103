"""JSON in: UTF-8, no NaN, no doubled key, no lone surrogate, not too large."""

import json
from collections.abc import Iterable
from typing import Any

import orjson
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import parsers
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType

FORM_OVERHEAD = 256 * 1024


class PayloadTooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = _("The request is larger than is accepted here.")


class DoubledKey(ValueError):
    """An object names a key twice: readers would disagree on its value."""


class JSONParser(parsers.BaseParser):
    media_type = "application/json"
    max_bytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = stream.read(self.max_bytes + 1)
        if len(raw) > self.max_bytes:
            raise PayloadTooLarge
        try:
            data = orjson.loads(raw)
            # orjson keeps the last of two equal keys without a word; the second reading only looks for them.
            json.loads(raw, object_pairs_hook=_no_doubles, parse_int=str, parse_float=str)
        except DoubledKey as error:
            raise ParseError(
                _("The key “%(key)s” stands twice in one object.") % {"key": error}, code="duplicate_key"
            ) from error
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The body is not well-formed JSON."), code="malformed_json") from error
        return data


class MultiPartParser(parsers.MultiPartParser):
    """A form with files; named by the views that take one."""

    max_bytes = settings.FILE_MAX_BYTES + FORM_OVERHEAD


def refuse_unreadable(request: Any, accepted: Iterable[Any]) -> None:
    """Refuse by its headers, before a byte is read, a body that is too large or in an encoding that could inflate."""
    limit = max((getattr(parser, "max_bytes", 0) for parser in accepted), default=0)
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise ParseError(_("The length of the body is not a number."), code="malformed_length") from error
    if length > limit:
        raise PayloadTooLarge
    charset = request.content_params.get("charset", "utf-8").strip("\"'").lower()
    coding = request.META.get("HTTP_CONTENT_ENCODING", "identity").lower()
    if charset not in {"utf-8", "utf8"} or coding != "identity":
        raise UnsupportedMediaType(request.META.get("CONTENT_TYPE", ""), detail=_("Bodies are plain UTF-8 only."))


def _no_doubles(pairs: list[tuple[str, Any]]) -> None:
    seen: set[str] = set()
    for key, _value in pairs:
        if key in seen:
            raise DoubledKey(key)
        seen.add(key)
