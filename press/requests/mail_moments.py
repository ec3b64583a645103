"""The instant in the head of a mail, as mail clients write it."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from comms.core import clock
from comms.core.text import fold

_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS = {name: number for number, name in enumerate(_NAMES.split("|"), 1)}
_MONTH = rf"(?:{_NAMES})[a-z]*\.?"
_YEAR_FIRST = re.compile(r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)")
_SLASHES = re.compile(r"\b(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})\b")
_VIETNAMESE = re.compile(r"\b(?P<d>\d{1,2}) (?:thg|thang) (?P<m>\d{1,2}),? (?:nam )?(?P<y>\d{4})\b")
_ENGLISH = (
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<m>{_MONTH}),? (?P<y>\d{{4}})\b"),
    re.compile(rf"\b(?P<m>{_MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})\b"),
)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_TIME = re.compile(r"\b(?P<h>\d{1,2})(?:[:h]| gio )(?P<min>\d{2})(?::\d{2})?(?:\s?(?P<half>am|pm|sa|ch)\b)?")
_OFFSET = re.compile(r"(?:gmt|utc)?(?P<sign>[+-])(?P<h>\d{1,2})(?::?(?P<min>\d{2}))?\b")


def instant_in(text: str) -> datetime | None:
    """The instant that a head names; Hanoi time where it names no offset.

    None where there is no date or no time, where day and month cannot be told apart (an American 11/05/2026 2:05 PM),
    and for an instant that has not come or lies before electronic mail: it can be no time of receipt.
    """
    text = " ".join(text.split())[:200]
    found = _standard(text) or _written(fold(text))
    return found if found is not None and _EARLIEST <= found <= clock.now() else None


def _standard(text: str) -> datetime | None:
    """RFC 5322, with its offset."""
    try:
        found = parsedate_to_datetime(text)
        # Only a named offset is believed: the parser also reads dates as Americans write them.
        return found.astimezone(clock.HANOI) if re.search(r"[+-]\d{4}\b|\bGMT\b", text) and found.tzinfo else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _written(text: str) -> datetime | None:
    time = _TIME.search(text)
    date = next((match for form in _FORMS if (match := form.search(text))), None)
    if time is None or date is None:
        return None
    half = time["half"]
    if date.re is _SLASHES and half in {"am", "pm"}:
        return None
    month = _MONTHS[date["m"][:3]] if date["m"][:1].isalpha() else int(date["m"])
    hour = int(time["h"])
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in {"pm", "ch"} else 0)
    try:
        return datetime(int(date["y"]), month, int(date["d"]), hour, int(time["min"]), tzinfo=_zone(text[time.end() :]))
    except (ValueError, OverflowError):
        return None


_FORMS = (_YEAR_FIRST, _VIETNAMESE, *_ENGLISH, _SLASHES)


def _zone(after: str) -> tzinfo:
    """The offset that stands behind the time of day.  Raises ValueError for one that is none."""
    after = after.strip(" ()")
    offset = _OFFSET.match(after)
    if offset is None:
        return UTC if re.match(r"(?:gmt|utc|z)\b", after) else clock.HANOI
    span = timedelta(hours=int(offset["h"]), minutes=int(offset["min"] or 0))
    return timezone(-span if offset["sign"] == "-" else span)
