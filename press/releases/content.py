"""What of a release is its text: cleaned, limited, put into one canonical form, hashed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from comms.core.checks import line, required, text
from comms.core.errors import FieldError, Invalid


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


def reason(value: Any, *, name: str = "reason") -> str:
    """A reason that is required.  Raises Invalid when there is none."""
    return required(name, value, Limit.REASON)


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
