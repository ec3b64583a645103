"""What of a release is its text: cleaned, limited, put into one canonical form, hashed."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from comms.core.checks import line, required, text
from comms.core.errors import FieldError, Invalid
from press.releases.states import LANGUAGES, Kind


class Limit:
    """Longest accepted texts, in characters (NĐ 30/2020/NĐ-CP, Phụ lục VI: subject 500, post 100, name 50)."""

    TITLE = 300
    ABSTRACT = 500
    BODY = 60_000
    POST = 100
    NAME = 50
    RECIPIENT = 200
    RECIPIENTS = 30
    REASON = 2_000
    DATELINE = 60
    PLACE = 200
    QUESTION = 2_000
    BOILERPLATE = 2_000
    QUOTE = 1_000
    QUOTES = 5
    CAPTION = 300
    ATTACHMENTS = 10


# One line each, and texts of several lines.
LINES = {
    "title": Limit.TITLE,
    "abstract": Limit.ABSTRACT,
    "signer_name": Limit.NAME,
    "dateline": Limit.DATELINE,
    "event_place": Limit.PLACE,
}
TEXTS = {
    "body": Limit.BODY,
    "signer_post": Limit.POST,
    "boilerplate": Limit.BOILERPLATE,
    "question": Limit.QUESTION,
}
MOMENTS = ("embargo_until", "scheduled_for", "event_at")
CONTACT = {"name": Limit.NAME, "post": Limit.POST, "phone": 40, "email": 254}
QUOTE = {"text": Limit.QUOTE, "speaker": Limit.NAME, "post": Limit.POST}
# Parts that came into the text later.  An empty one is no part of it: so what was signed and issued before keeps its
# hash, which is computed anew at the issue and before the document is made.
ADDED = ("dateline", "quotes", "boilerplate", "event_at", "event_place", "question", "attachments", "variant_of")
PLAIN = (
    *(*LINES, *TEXTS, "recipients", "contact", "kind", "language", "embargo_until"),
    *("quotes", "event_at"),
)


def cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields in their stored form: NFC, no control characters, within their limits.

    Raises Invalid with every complaint at once.
    """
    errors: dict[str, list[FieldError]] = {}
    result = dict(fields)
    for name, value in fields.items():
        try:
            result[name] = _stored(name, value)
        except Invalid as error:
            errors.update({key: list(found) for key, found in error.errors.items()})
    if result.get("title") == "":
        errors["title"] = [FieldError("blank", _("A release needs a title."))]
    if errors:
        raise Invalid(errors)
    return result


def _stored(name: str, value: Any) -> Any:
    if name in LINES:
        return line(name, value, LINES[name])
    if name in TEXTS:
        return text(name, value, TEXTS[name])
    if name in _LISTS:
        return _LISTS[name](value)
    if name in MOMENTS and isinstance(value, datetime) and value.tzinfo is None:
        raise Invalid.field(name, _("The time needs its offset from UTC."), code="naive")
    if name == "kind" and value not in Kind.values:
        raise Invalid.field(name, _("There is no such kind of release."), code="choice")
    if name == "language" and value not in dict(LANGUAGES):
        raise Invalid.field(name, _("A release is written in Vietnamese or English."), code="choice")
    return value


def reason(value: Any, *, name: str = "reason") -> str:
    """A reason that is required.  Raises Invalid when there is none."""
    return required(name, value, Limit.REASON)


def canonical(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content as JSON values, without what of `ADDED` is empty; instants in UTC, so that the hash does not depend
    on how one was written."""
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in content.items()
        if value or name not in ADDED
    }


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256, as hexadecimal, of the canonical JSON (keys sorted, no spaces, UTF-8)."""
    encoded = json.dumps(canonical(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(encoded.encode()).hexdigest()


def _contact(value: Any) -> dict[str, str]:
    """The press contact: name, post, phone, email; what is empty is left out."""
    given = {"name": value} if isinstance(value, str) else dict(value or {})
    if unknown := set(given) - set(CONTACT):
        raise Invalid.field("contact", _("Unknown: %(names)s.") % {"names": ", ".join(sorted(unknown))}, code="unknown")
    kept = {name: line("contact", given[name], limit) for name, limit in CONTACT.items() if given.get(name)}
    if kept.get("email"):
        try:
            validate_email(kept["email"])
        except ValidationError as error:
            raise Invalid.field("contact", _("This is not an e-mail address."), code="email") from error
    return kept


def _recipients(value: Any) -> list[str]:
    lines = value.splitlines() if isinstance(value, str) else list(value or [])
    lines = [found for each in lines if (found := line("recipients", each, Limit.RECIPIENT))]
    if len(lines) > Limit.RECIPIENTS:
        raise Invalid.field(
            "recipients", _("At most %(limit)s lines.") % {"limit": Limit.RECIPIENTS}, code="max_length"
        )
    return lines


def _quotes(value: Any) -> list[dict[str, str]]:
    """Words of named persons.  Quotes are written one a paragraph, so an empty line inside one becomes a line break;
    the name and the post are written with a comma between them, so a name has none."""
    quotes = [_quote(dict(each)) for each in value or []]
    if len(quotes) > Limit.QUOTES:
        raise Invalid.field("quotes", _("At most %(limit)s quotes.") % {"limit": Limit.QUOTES}, code="max_length")
    return quotes


def _quote(given: dict[str, Any]) -> dict[str, str]:
    if unknown := set(given) - set(QUOTE):
        raise Invalid.field("quotes", _("Unknown: %(names)s.") % {"names": ", ".join(sorted(unknown))}, code="unknown")
    words = re.sub(r"\n\s*\n", "\n", text("quotes", given.get("text"), Limit.QUOTE))
    person = {name: line("quotes", given.get(name), QUOTE[name]) for name in ("speaker", "post")}
    if not words or not person["speaker"]:
        raise Invalid.field("quotes", _("A quote needs its words and the name of who said them."), code="required")
    if "," in person["speaker"]:
        raise Invalid.field("quotes", _("The name stands without a comma; the post has its own place."), code="name")
    return {"text": words, **person}


_LISTS: dict[str, Callable[[Any], Any]] = {"recipients": _recipients, "contact": _contact, "quotes": _quotes}
