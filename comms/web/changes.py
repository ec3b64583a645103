"""What an event of the evidence says was changed, field by field, in the words of the pages."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from comms.audit.models import AuditEvent

NOTHING = "–"
LONGEST = 120
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def changes_of(event: AuditEvent) -> list[tuple[str, str, str]]:
    """(label, before, after) for each field of `data["changes"]`; both empty for another record, which has no words."""
    changes = event.data.get("changes")
    if not isinstance(changes, dict):
        return []
    pairs = [(name, pair) for name, pair in changes.items() if isinstance(pair, list) and len(pair) == 2]
    return [(_label(event.subject_type, name), *_said(event.subject_type, name, pair)) for name, pair in pairs]


def _said(subject_type: str, name: str, pair: list[Any]) -> tuple[str, str]:
    if any(isinstance(value, str) and _KEY.fullmatch(value) for value in pair):
        return "", ""
    before, after = (_value(subject_type, name, value) for value in pair)
    return before, after


def _label(subject_type: str, name: str) -> str:
    field = _field(subject_type, name)
    return str(field.verbose_name) if field is not None else name


def _value(subject_type: str, name: str, value: Any) -> str:
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_value(subject_type, name, one) for one in value)
    if isinstance(value, dict):
        return ", ".join(str(one) for one in value.values() if one)
    field = _field(subject_type, name)
    choices = dict(getattr(field, "flatchoices", None) or ())
    if value in choices:
        return str(choices[value])
    text = str(value)
    if _DAY.fullmatch(text):
        return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
    if isinstance(field, models.DecimalField):
        try:
            return str(number_format(Decimal(text).normalize(), use_l10n=True, force_grouping=True))
        except InvalidOperation:
            return text
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _field(subject_type: str, name: str) -> "models.Field[Any, Any] | None":
    try:
        field = apps.get_model(subject_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return field if isinstance(field, models.Field) else None
