"""Versions over HTTP: a strong ETag out, `If-Match` in."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.api.problems import Problem
from comms.core.errors import StaleVersion

_OURS = re.compile(r'"([1-9][0-9]{0,8})"')
_STRONG = re.compile(r'"[\x21\x23-\x7e]*"')
_WEAK = re.compile(r'W/"[\x21\x23-\x7e]*"')


def etag(obj: Any) -> str:
    """`"3"` for version 3.  It names the version for `If-Match`; it is no promise about the bytes of one answer."""
    return f'"{obj.version}"'


def expected_version(request: Any) -> int:
    """The version in `If-Match`.  428 when missing; 400 when it is `*`, a list or no tag; 412 when it cannot match."""
    value = request.META.get("HTTP_IF_MATCH", "").strip()
    if not value:
        raise Problem(428, "if_match_missing", _("Send If-Match with the version that you have read."))
    if ours := _OURS.fullmatch(value):
        return int(ours[1])
    if _STRONG.fullmatch(value) or _WEAK.fullmatch(value):
        raise Problem(412, StaleVersion.code, StaleVersion.default_detail)
    raise Problem(400, "if_match_invalid", _("If-Match takes one strong entity tag, as the ETag header gave it."))
