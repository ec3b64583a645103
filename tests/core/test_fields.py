"""Fields that keep text in one form, whoever writes it."""

import unicodedata
from datetime import date

import pytest

from comms.core.fields import FoldedField, Line, Text
from comms.org.models import Unit
from tests.cast import Cast

NAME = "Đường dây nóng"
DECOMPOSED = unicodedata.normalize("NFD", NAME) + "\u200b"


def new_unit(**fields: object) -> Unit:
    values = {"code": "DDN", "abbr": "DDN", "name_vi": DECOMPOSED, "kind": "centre", "valid_from": date(2026, 1, 1)}
    return Unit(**(values | fields))


def test_a_saved_row_is_composed_and_so_is_the_object_in_hand(db: None) -> None:
    unit = new_unit()
    unit.save()
    assert unit.name_vi == NAME
    assert Unit.objects.get().name_vi == NAME


def test_bulk_writes_and_updates_are_composed_too(db: None) -> None:
    Unit.objects.bulk_create([new_unit()])
    assert Unit.objects.get().name_vi == NAME
    Unit.objects.update(name_en=DECOMPOSED)
    assert Unit.objects.get().name_en == NAME


def test_a_search_for_decomposed_text_finds_the_composed_row(db: None) -> None:
    new_unit().save()
    assert Unit.objects.filter(name_vi=DECOMPOSED).exists()


def test_the_shadow_is_folded_from_all_its_sources(db: None) -> None:
    new_unit(name_en="Hotline").save()
    assert Unit.objects.get().folded == "ddn ddn duong day nong hotline"


def test_a_later_save_brings_the_shadow_up_to_date(cast: Cast) -> None:
    unit = cast.units["VP"]
    unit.name_vi = NAME
    unit.save()
    assert Unit.objects.filter(folded__contains="duong day nong").get() == unit


def test_the_shadow_knows_what_feeds_it() -> None:
    field = FoldedField(sources=("title", "abstract"))
    assert field.is_fed_by({"abstract", "state"})
    assert not field.is_fed_by({"state"})
    assert field.deconstruct()[3]["sources"] == ("title", "abstract")


@pytest.mark.parametrize("field", [Line(max_length=20), Text()])
def test_nothing_stays_nothing(field: Line | Text) -> None:
    assert field.get_prep_value(None) is None
    assert field.get_prep_value("") == ""
