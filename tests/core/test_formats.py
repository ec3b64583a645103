"""Dates and numbers as Vietnamese offices write and type them."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.utils import formats, translation

from comms.core.clock import HANOI

LANGUAGES = ["vi", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("05/02/2026", date(2026, 2, 5)),
        ("21/11/2026", date(2026, 11, 21)),
        ("05-02-2026", date(2026, 2, 5)),
        ("2026-02-05", date(2026, 2, 5)),
    ],
)
def test_a_typed_date_has_its_day_first(language: str, typed: str, meant: date) -> None:
    """Django's own Vietnamese reads 05/02/2026 as 2 May and refuses 21/11/2026."""
    with translation.override(language):
        assert forms.DateField().clean(typed) == meant


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["02/21/2026", "31/02/2026", "21.11.2026", "21/11"])
def test_what_is_no_date_of_the_office_is_refused(language: str, typed: str) -> None:
    with translation.override(language), pytest.raises(forms.ValidationError):
        forms.DateField().clean(typed)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["05/02/2026 14:05", "2026-02-05T14:05"])
def test_a_typed_moment_is_one_of_hanoi(language: str, typed: str) -> None:
    with translation.override(language):
        assert forms.DateTimeField().clean(typed) == datetime(2026, 2, 5, 14, 5, tzinfo=HANOI)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["DATE_FORMAT", "SHORT_DATE_FORMAT"])
def test_dates_are_shown_with_the_day_first(language: str, name: str) -> None:
    with translation.override(language):
        assert formats.date_format(date(2026, 2, 5), name) == "05/02/2026"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bound_form_shows_the_date_as_it_was_typed(language: str) -> None:
    """A form that is shown again must not turn the day into the month."""
    with translation.override(language):
        assert 'value="05/02/2026"' in str(forms.DateField().widget.render("due_on", date(2026, 2, 5)))


@pytest.mark.parametrize(("language", "shown"), [("vi", "1.234.567,89"), ("en", "1,234,567.89")])
def test_numbers_have_their_thousands(language: str, shown: str) -> None:
    with translation.override(language):
        assert formats.number_format(Decimal("1234567.89"), 2, force_grouping=True) == shown


@pytest.mark.parametrize(("language", "typed"), [("vi", "85,6"), ("en", "85.6")])
def test_a_typed_number_has_the_comma_of_its_language(language: str, typed: str) -> None:
    with translation.override(language):
        assert forms.DecimalField(localize=True).clean(typed) == Decimal("85.6")
