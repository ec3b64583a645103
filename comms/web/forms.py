"""Forms of the pages: fields that read and show Vietnamese dates, and errors that come from the services."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext_lazy as _

from comms.core.checks import within_calendar
from comms.core.errors import Invalid


class PageForm(forms.Form):
    """A form as the component `fields` draws it.  `{"name": "label"}` order is the order on the page."""

    required_css_class = ""
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def take_errors(self, refused: Invalid) -> None:
        """Put what a service found wrong beside the fields; what belongs to no field of this form stands on top."""
        take_errors(self, refused)


class DayField(forms.DateField):
    """A date, typed dd/mm/yyyy."""

    default_validators = [within_calendar]
    widget = forms.DateInput(
        format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
    )


class MomentField(forms.DateTimeField):
    """An instant in Hanoi time, typed dd/mm/yyyy HH:MM."""

    default_validators = [within_calendar]
    widget = forms.DateTimeInput(
        format="%d/%m/%Y %H:%M", attrs={"placeholder": "dd/mm/yyyy HH:MM", "autocomplete": "off"}
    )


class NumberField(forms.DecimalField):
    """A number, typed as the page shows it: 1.234,5 in Vietnamese, 1,234.5 in English.

    A separator that stands where neither language has it is refused, never guessed: 2.000 is two thousand in
    Vietnamese, and 2.5 is nothing.  `lowest` and `highest` are the limits, both included.
    """

    def __init__(self, *, lowest: Any = None, highest: Any = None, **kwargs: Any) -> None:
        self.lowest = None if lowest is None else Decimal(lowest)
        self.highest = None if highest is None else Decimal(highest)
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"localize": True, "widget": widget, **kwargs})

    def to_python(self, value: Any) -> Decimal | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        point, group = get_format("DECIMAL_SEPARATOR"), get_format("THOUSAND_SEPARATOR")
        whole, _point, fraction = value.strip().partition(point)
        grouped = rf"-?[0-9]{{1,3}}({re.escape(group)}[0-9]{{3}})+"
        if not re.fullmatch(rf"-?[0-9]+|{grouped}", whole) or not re.fullmatch(r"[0-9]*", fraction):
            example = number_format(Decimal("1234.5"), use_l10n=True, force_grouping=True)
            raise ValidationError(_("Write the number like %(example)s.") % {"example": example}, code="invalid")
        return super().to_python(f"{whole.replace(group, '')}.{fraction or 0}")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.lowest is not None and value < self.lowest:
            raise ValidationError(_("This must be at least %(low)s.") % {"low": _shown(self.lowest)}, code="min_value")
        if self.highest is not None and value > self.highest:
            detail = _("This must be at most %(high)s.") % {"high": _shown(self.highest)}
            raise ValidationError(detail, code="max_value")


def _shown(number: Decimal) -> str:
    return str(number_format(number.normalize(), use_l10n=True, force_grouping=True))


class LinesField(forms.CharField):
    """Text of several lines."""

    widget = forms.Textarea(attrs={"rows": 4})


class ReasonForm(PageForm):
    """What a verb that needs a reason asks for."""

    reason = LinesField(label=_("Reason"), max_length=2000)


class CommentForm(PageForm):
    """What a verb that may carry a remark asks for."""

    comment = LinesField(label=_("Comment"), max_length=2000)


class SignInForm(AuthenticationForm):
    """User name and password."""

    error_messages = {
        "invalid_login": _("The user name and the password do not belong together. Both are case-sensitive."),
        "inactive": _("The user name and the password do not belong together. Both are case-sensitive."),
    }

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")
        # The base class has set the limit for the browser alone, after the field had made its validators.
        longest = self.fields["username"].max_length  # type: ignore[attr-defined]  # of a CharField
        self.fields["username"].validators.append(MaxLengthValidator(longest))


def take_errors(form: forms.BaseForm, refused: Invalid) -> None:
    """Add the complaints of a service to a bound form."""
    if not refused.errors:
        form.add_error(None, str(refused.detail))
    for name, complaints in refused.errors.items():
        for complaint in complaints:
            known = name in form.fields and not form.fields[name].widget.is_hidden
            form.add_error(name if known else None, str(complaint.detail))


def as_stored(record: Any, values: dict[str, Any]) -> dict[str, Any]:
    """A form shows instants to the minute: one that came back as it was shown is the stored one, with its seconds."""
    result = dict(values)
    for name, value in values.items():
        stored = getattr(record, name, None)
        if isinstance(value, datetime) and stored is not None and value == stored.replace(second=0, microsecond=0):
            result[name] = stored
    return result
