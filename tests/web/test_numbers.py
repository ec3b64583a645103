"""Numbers are read as the page writes them, and never otherwise."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from comms.web.forms import NumberField

READ = [
    ("vi", "2.000", "2000"),
    ("vi", "1.250,5", "1250.5"),
    ("vi", " 1.234.567,89 ", "1234567.89"),
    ("vi", "12", "12"),
    ("vi", "0,5", "0.5"),
    ("en", "2,000", "2000"),
    ("en", "1,250.5", "1250.5"),
]
REFUSED = [("vi", "2.5"), ("vi", "1,250.5"), ("vi", "12.34.567"), ("vi", "1.2345"), ("vi", "1e3"), ("vi", "NaN")]
REFUSED += [("vi", "١٢"), ("vi", "1,2,3"), ("en", "1.250,5"), ("en", "2,50"), ("vi", "một"), ("vi", ",5")]


@pytest.mark.parametrize(("language", "typed", "value"), READ)
def test_what_is_read(language: str, typed: str, value: str) -> None:
    with translation.override(language):
        assert NumberField().clean(typed) == Decimal(value)


@pytest.mark.parametrize(("language", "typed"), REFUSED)
def test_what_is_refused(language: str, typed: str) -> None:
    """The sentence shows how to write it."""
    example = {"vi": "1.234,5", "en": "1,234.5"}[language]
    with translation.override(language), pytest.raises(ValidationError) as refused:
        NumberField().clean(typed)
    assert example in str(refused.value)


def test_limits_are_written_as_the_page_writes_numbers() -> None:
    field = NumberField(lowest="0.01", highest=100000, decimal_places=2)
    for typed, words in (("0", "từ 0,01 trở lên"), ("-1", "từ 0,01 trở lên"), ("100.001", "quá 100.000")):
        with pytest.raises(ValidationError, match=words):
            field.clean(typed)
    assert field.clean("100.000") == 100000
    assert NumberField(required=False).clean("") is None
