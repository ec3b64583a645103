"""Forms of the number books."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comms.org.models import Unit
from comms.web.forms import PageForm
from press.releases.books import NumberBook


class BookForm(PageForm):
    agency = forms.ChoiceField(label=_("Agency"), help_text=_("In whose name the numbers are given."))
    code = forms.CharField(
        label=_("Code of the book"),
        max_length=20,
        help_text=_("The same code for the books of several agencies: a local body counts in its own."),
    )
    template = forms.CharField(
        label=_("How a number is written"), max_length=60, help_text=_("Like {number:02d}/TC-BTP: number, then symbol.")
    )
    is_example = forms.BooleanField(label=_("The symbol is an example until it is confirmed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Unit.objects.filter(kind__in=[Unit.Kind.MINISTRY, Unit.Kind.LOCAL]).order_by("name_vi")
        self.fields["agency"].choices = [(unit.code, unit.name) for unit in agencies]


class KindForm(PageForm):
    book = forms.ChoiceField(
        label=_("Number book"), required=False, help_text=_("Without a book releases of this kind have no number.")
    )
    title_line = forms.CharField(label=_("Title line"), max_length=120)
    title_line_en = forms.CharField(label=_("Title line in English"), max_length=120, required=False)
    is_example = forms.BooleanField(label=_("The title line is an example until it is confirmed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        books = NumberBook.objects.filter(agency="BTP").order_by("code")
        self.fields["book"].choices = [
            ("", _("none")),
            *((str(book.pk), f"{book.code}: {book.template}") for book in books),
        ]
