"""JSON out: instants in Hanoi time, decimals as numbers, translated text as text."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer

from comms.core.clock import HANOI


def plain(value: Any) -> Any:
    """What orjson does not know by itself."""
    match value:
        case datetime():
            return value.astimezone(HANOI).isoformat()
        case date() | time():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Promise():
            return str(value)
        case set() | frozenset():
            return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def dumps(data: Any) -> bytes:
    """The bytes of `data`, the same for the same data."""
    return orjson.dumps(data, default=plain, option=orjson.OPT_PASSTHROUGH_DATETIME)


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None  # JSON is UTF-8 (RFC 8259); the media type has no such parameter

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else dumps(data)
