"""Forms of the pages: fields that read and show Vietnamese dates, and errors that come from the services."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.validators import MaxLengthValidator
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
