"""Checks of what contacts are made of.  Each raises Invalid that names the field."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core import checks
from comms.core.errors import Invalid
from comms.core.text import fold, nfc

LANGUAGES = ("vi", "en")
MOST_BEATS = 30
LONGEST_BEAT = 60
LONGEST_NOTE = 4000


def line(model: type[models.Model], name: str, value: Any) -> str:
    limit = getattr(model._meta.get_field(name), "max_length", 0)
    return checks.line(name, value, limit)


def required_line(model: type[models.Model], name: str, value: Any) -> str:
    given = line(model, name, value)
    if not given:
        raise Invalid.field(name, _("This is required."), code="required")
    return given


def email(value: Any, *, blank: bool = False) -> str:
    """One address of mail; its domain in lower case."""
    text = nfc(str(value or "")).strip()
    if not text and blank:
        return ""
    try:
        validate_email(text)
    except ValidationError as error:
        raise Invalid.field("email", _("Write one e-mail address."), code="invalid") from error
    if len(text) > 254:
        raise Invalid.field("email", _("Write one e-mail address."), code="invalid")
    name, _at, domain = text.rpartition("@")
    return f"{name}@{domain.lower()}"


def address(name: str, value: Any, schemes: Sequence[str]) -> str:
    """A web address of one of the schemes, without a user name or password in it; empty when there is none."""
    text = checks.line(name, value, 300)
    if not text:
        return ""
    try:
        URLValidator(schemes=list(schemes))(text)
        parts = urlsplit(text)
        if parts.username is not None or parts.password is not None or "\\" in text:
            raise ValueError("a name or a password in an address")
    except (ValidationError, ValueError) as error:
        detail = _("Write a full address that begins with %(schemes)s, without a user name.")
        words = ", ".join(f"{scheme}://" for scheme in schemes)
        raise Invalid.field(name, detail % {"schemes": words}, code="invalid") from error
    return text


def language(value: Any) -> str:
    if value not in LANGUAGES:
        raise Invalid.field("language", _("The language is vi or en."), code="invalid_choice")
    return str(value)


def languages(value: Iterable[Any]) -> list[str]:
    """The first is preferred; without any, Vietnamese."""
    given = list(dict.fromkeys(str(one) for one in value))
    if not set(given) <= set(LANGUAGES):
        raise Invalid.field("languages", _("The language is vi or en."), code="invalid_choice")
    return given or ["vi"]


def beats(value: Iterable[Any]) -> list[str]:
    """Fields of interest in the order given, each once however it is written."""
    given = (checks.line("beats", one, LONGEST_BEAT) for one in value)
    found = list({fold(one): one for one in reversed([one for one in given if one])}.values())[::-1]
    if len(found) > MOST_BEATS:
        raise Invalid.field("beats", _("At most %(most)s of them.") % {"most": MOST_BEATS}, code="too_many")
    return found


def field_names(model: type[models.Model], names: Iterable[str]) -> list[str]:
    """Of fields whose value is an example only (*minh họa*)."""
    given = list(names)
    if not set(given) <= {field.name for field in model._meta.local_fields}:
        raise Invalid.field("illustrative", _("This must be a list of names of this object's fields."), code="invalid")
    return given


def changed(obj: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that differ from the object's."""
    return {name: value for name, value in values.items() if getattr(obj, name) != value}


def only(values: Mapping[str, Any], known: Sequence[str]) -> None:
    if unknown := sorted(set(values) - set(known)):
        raise TypeError(f"not fields of this object: {', '.join(unknown)}")
