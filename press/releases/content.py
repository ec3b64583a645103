"""What of a release is its text: cleaned, limited, put into one canonical form, hashed."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from comms.core.errors import FieldError, Invalid
from comms.core.text import nfc


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


# One line each, and texts of several lines.
LINES = {"title": Limit.TITLE, "abstract": Limit.ABSTRACT, "signer_name": Limit.NAME}
TEXTS = {"body": Limit.BODY, "signer_post": Limit.POST}
CONTACT = {"name": Limit.NAME, "post": Limit.POST, "phone": 40, "email": 254}
PLAIN = (*LINES, *TEXTS, "recipients", "contact", "kind", "language", "embargo_until")


def cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields in their stored form: NFC, no control characters, within their limits.

    Raises Invalid with every complaint at once.
    """
    errors: dict[str, list[FieldError]] = {}
    result = dict(fields)
    for name, value in fields.items():
        try:
            if name in LINES:
                result[name] = line(name, value, LINES[name])
            elif name in TEXTS:
                result[name] = text(name, value, TEXTS[name])
            elif name == "recipients":
                result[name] = _recipients(value)
            elif name == "contact":
                result[name] = _contact(value)
        except Invalid as error:
            errors.update({key: list(found) for key, found in error.errors.items()})
    if result.get("title") == "":
        errors["title"] = [FieldError("blank", _("A release needs a title."))]
    if errors:
        raise Invalid(errors)
    return result


def line(name: str, value: Any, limit: int) -> str:
    """One line: white space of any kind becomes a single space."""
    return text(name, " ".join(str(value or "").split()), limit)


def text(name: str, value: Any, limit: int) -> str:
    """Several lines, ending in line feeds only.  Raises Invalid for control characters and for what is too long."""
    value = nfc(str(value or "").replace("\r\n", "\n").replace("\r", "\n")).strip()
    if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\n\t" for char in value):
        raise Invalid.field(name, _("This contains characters that cannot be printed."), code="characters")
    if len(value) > limit:
        raise Invalid.field(name, _("At most %(limit)s characters.") % {"limit": limit}, code="max_length")
    return value


def reason(value: Any, *, name: str = "reason") -> str:
    """A reason that is required.  Raises Invalid when there is none."""
    given = text(name, value, Limit.REASON)
    if not given:
        raise Invalid.field(name, _("A reason is needed."), code="required")
    return given


def canonical(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content as JSON values; instants in UTC, so that the hash does not depend on how one was written."""
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in content.items()
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
