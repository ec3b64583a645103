"""Checks of input against the column it is meant for.  Each raises Invalid that names the field."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.errors import Invalid
from comms.core.fields import Line
from comms.core.text import nfc


def cleaned(model: type[models.Model], name: str, value: str) -> str:
    """The text as it will be stored: composed, trimmed, one kind of line end, no longer than its column, without what a
    database cannot store or a page cannot show.  A line stays one line."""
    field = model._meta.get_field(name)
    value = nfc(value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if isinstance(field, Line):
        value = " ".join(value.split())
    if any(
        (char < " " and char not in "\n\t") or "\x7f" <= char < "\xa0" or "\ud800" <= char <= "\udfff" for char in value
    ):
        raise Invalid.field(name, _("The text contains characters that cannot be stored."), code="characters")
    limit = getattr(field, "max_length", None)
    if limit is not None and len(value) > limit:
        raise Invalid.field(name, _("At most %(limit)s characters.") % {"limit": limit}, code="max_length")
    return value


def required(model: type[models.Model], name: str, value: str, *, field: str | None = None) -> str:
    """Like `cleaned`, and not empty.  `field` is the name in the caller's input, where it differs."""
    value = cleaned(model, name, value)
    if not value:
        raise Invalid.field(field or name, _("This is required."), code="required")
    return value


def chosen(name: str, value: str, choices: type[models.TextChoices]) -> str:
    if value not in choices.values:
        raise Invalid.field(name, _("“%(value)s” is not one of the choices.") % {"value": value}, code="invalid_choice")
    return value


def field_names(model: type[models.Model], names: Sequence[str]) -> list[str]:
    """The names of the model's own fields whose value is an example only (*minh họa*)."""
    if not set(names) <= {field.name for field in model._meta.local_fields}:
        raise Invalid.field("illustrative", _("This must be a list of names of this object's fields."), code="invalid")
    return list(names)


def refuse_future(name: str, at: datetime | None) -> None:
    """None passes.  Raises ValueError for an instant without its offset."""
    if at is None:
        return
    if at.tzinfo is None:
        raise ValueError("an instant has its offset")
    if at > clock.now():
        raise Invalid.field(name, _("This moment lies in the future."), code="future")
