"""Fields of request bodies: one form only, text in NFC."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.fields import empty

from comms.core.checks import WRITTEN_DAY, within_calendar
from comms.core.text import nfc

LONGEST_TEXT = 100_000
LARGEST_NUMBER = 2_147_483_647


class LineField(serializers.CharField):
    """One line of text in NFC: strings only, no control characters."""

    default_error_messages = {"control": _("Control characters are not allowed here.")}
    allowed_controls = ""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text = nfc(data.replace("\r\n", "\n"))
        if any((char < " " or char == "\x7f") and char not in self.allowed_controls for char in text):
            self.fail("control")
        return str(super().to_internal_value(text))

    def run_validation(self, data: Any = empty) -> Any:
        # CharField strips and checks for blanks before it looks at the type.
        if data is not empty and data is not None and not isinstance(data, str):
            self.fail("invalid")
        return super().run_validation(nfc(data) if isinstance(data, str) else data)


class TextField(LineField):
    """Text of several lines."""

    allowed_controls = "\n\t"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_TEXT)
        kwargs.setdefault("style", {"base_template": "textarea.html"})
        super().__init__(**kwargs)


class BoolField(serializers.BooleanField):
    """`true` or `false`, not "yes" or 1; in a form the words."""

    default_empty_html = empty

    def to_internal_value(self, data: Any) -> bool:
        if data not in ("true", "false") and not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data in (True, "true")


class WholeNumberField(serializers.IntegerField):
    """A number that the database can hold; from 0 unless said otherwise."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", LARGEST_NUMBER)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or (isinstance(data, float) and not data.is_integer()):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class InstantField(serializers.DateTimeField):
    """ISO 8601 with an offset: an instant without one is a guess."""

    default_error_messages = {"offset": _("Give the offset, for example +07:00.")}

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DDThh:mm+07:00")
        try:
            parsed = parse_datetime(value)
        except ValueError:
            parsed = None
        if parsed is None:
            self.fail("invalid", format="YYYY-MM-DDThh:mm+07:00")
        if parsed.tzinfo is None:
            self.fail("offset")
        _check_calendar(parsed)  # before it is brought to another offset, which would lead beyond what Python holds
        return super().to_internal_value(value)


class DayField(serializers.DateField):
    """`YYYY-MM-DD`."""

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not WRITTEN_DAY.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        day = super().to_internal_value(value)
        _check_calendar(day)
        return day


def _check_calendar(value: date) -> None:
    try:
        within_calendar(value)
    except ValidationError as error:
        raise serializers.ValidationError(error.messages, code=error.code) from error


class VisibleField(serializers.Field[Any, Any, Any, Any]):
    """Another object by its id, found through what the caller may see: one that is hidden does not exist.

    `VisibleField(Plan)` gives the object to the service, `VisibleField(Plan, as_id=True)` its id; `code="code"`
    names a field by which it may be given as well.  Written out, it is the id.
    """

    default_error_messages = {"does_not_exist": _("There is nothing with this id.")}

    def __init__(self, model: type[models.Model], *, as_id: bool = False, code: str = "", **kwargs: Any) -> None:
        self.model, self.as_id, self.code = model, as_id, code
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        visible: Callable[[Any], models.QuerySet[Any]] = self.model.objects.visible_to  # type: ignore[attr-defined]  # every manager here has it
        if not isinstance(data, str) or not 0 < len(data) <= 60 or "\x00" in data:
            self.fail("does_not_exist")
        try:
            lookup = {"pk": UUID(data)}
        except ValueError:
            if not self.code:
                self.fail("does_not_exist")
            lookup = {self.code: data}
        found = visible(self.context["request"].user).filter(**lookup).first()
        if found is None:
            self.fail("does_not_exist")
        return found.pk if self.as_id else found

    def to_representation(self, value: Any) -> str:
        return str(getattr(value, "pk", value))
